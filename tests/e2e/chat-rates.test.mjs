// The chat pane where the server says that somebody is too fast.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { join, say, untilRead } from './support/chat.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

let browser, site
before(async () => {
  browser = await startBrowser()
  // opening the page counts as well as joining
  site = await startSite({ settings: { chat: { joins: { burst: 3, per_minute: 6 } } } })
  await site.addStreamer('alice', 'alicekey')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const status = (page) => page.locator('#chat-status').innerText()
const counting = /^Too many attempts\. You can join in (\d+) s$/

/** Waits for the countdown, and for it to go on. */
async function untilCountingDown(page) {
  await until('the countdown', async () => counting.test(await status(page)))
  const first = Number((await status(page)).match(counting)?.[1])
  assert.ok(first > 1 && first <= 10, `${first} s`)
  await until('it to go on', async () => Number((await status(page)).match(counting)?.[1] ?? 0) < first)
}

describe('who came in too often', () => {
  it('sees how long to wait, and comes in then', async () => {
    const page = await visit(browser, `${site.url}/alice/`)
    await join(page, 'ana')
    await page.locator('[popovertarget="chat-options"]').click()
    await page.locator('#chat-leave').click()
    await join(page, 'ana')
    await page.locator('[popovertarget="chat-options"]').click()
    await page.locator('#chat-leave').click()
    await page.locator('#chat-invite').click()
    await page.getByRole('button', { name: 'Join the chat' }).click()
    await untilCountingDown(page)
    assert.ok(await page.getByLabel('Nickname').isVisible(), 'the name is kept')
    await until('the end of it', async () => (await status(page)) === '')
    await page.getByRole('button', { name: 'Join the chat' }).click()
    await page.locator('#chat-composer').waitFor()
    assert.deepEqual(unexpected(page), [])
    await page.context().close()
  })

  it('logs in again by itself after too many reloads', async () => {
    const page = await visit(browser, `${site.url}/alice/`)
    await join(page, 'bo')
    await page.reload()
    await untilCountingDown(page)
    await page.locator('#chat-composer').waitFor()
    await say(page, 'here again')
    await untilRead(page, 'here again')
    assert.deepEqual(unexpected(page), [])
    await page.context().close()
  })
})
