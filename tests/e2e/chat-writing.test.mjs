// Writing: what keeps one from it and what ends that, lines, directions, colours, and a stream that is locked meanwhile.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { join, messages, say, untilRead } from './support/chat.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

let streamers = 0
/** Pages of a streamer's own, and of `others` in their chat. */
async function pages(...others) {
  const streamer = `streamer${++streamers}`
  await site.addStreamer(streamer, `${streamer}-key`)
  const open = (path = '', options) => visit(browser, `${site.url}/${streamer}/${path}`, options)
  const found = { host: await open(), streamer, open }
  await join(found.host, streamer, { key: `${streamer}-key` })
  for (const name of others) {
    found[name] = await open()
    await join(found[name], name)
  }
  return found
}
const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))
const field = (page) => page.getByLabel('Message', { exact: true })
const status = (page) => page.locator('#chat-status').innerText()
/** Waits until the one message is marked as a newcomer's first: its element is another one then. */
const untilMarked = (host) => host.locator('.line-first').waitFor()
const untilStatus = (page, words) => until(`the status "${words}"`, async () => words.test(await status(page)))

describe('writing', () => {
  it('is free again as soon as slow mode ends, and a countdown does not hide that one is muted', async () => {
    const { host, bo } = await pages('bo')
    await say(host, '/slow 300')
    await until('bo to be told', async () => (await field(bo).getAttribute('placeholder')).includes('300 s'))
    await say(bo, 'one')
    await untilStatus(bo, /^Slow mode.* \d+ s$/)
    await say(bo, 'two')
    assert.equal(await field(bo).inputValue(), 'two')
    await say(host, '/mute bo')
    await untilStatus(bo, /^You are muted/)
    await say(host, '/unmute bo')
    await untilStatus(bo, /^Slow mode/)
    await say(host, '/slow 0')
    await untilStatus(bo, /^$/)
    await field(bo).press('Enter')
    await untilRead(host, 'two')
    await close(host, bo)
  })

  it('breaks the line by Shift and Enter, and what was sent comes back line by line', async () => {
    const { host, bo } = await pages('bo')
    await field(bo).pressSequentially('above')
    await field(bo).press('Shift+Enter')
    await field(bo).pressSequentially('below')
    await field(bo).press('Enter')
    await untilRead(host, 'below')
    await untilMarked(host)
    assert.deepEqual(await messages(host), ['above\nbelow'])
    const { height } = await host.locator('.message .line-text').boundingBox()
    const lineHeight = await host.locator('.message .line-text').evaluate((it) => Number.parseFloat(getComputedStyle(it).lineHeight))
    assert.ok(Math.abs(height - 2 * lineHeight) < 4, `${height} high, a line ${lineHeight}`)
    await say(bo, 'last')
    await field(bo).press('ArrowUp')
    await field(bo).press('ArrowUp')
    assert.equal(await field(bo).inputValue(), 'above\nbelow')
    await field(bo).press('ArrowUp')
    assert.equal(await field(bo).inputValue(), 'above\nbelow', 'from the second line to the first')
    await close(host, bo)
  })

  it('from right to left stands below its author', async () => {
    const { host, bo } = await pages('bo')
    await say(bo, 'שלום')
    await untilRead(host, 'שלום')
    await untilMarked(host)
    const [name, words] = [await host.locator('.message .name').boundingBox(), await host.locator('.message .line-text').boundingBox()]
    assert.ok(Math.abs(name.x - words.x) < 2, JSON.stringify([name, words]))
    assert.equal(await host.locator('.message .line-text').evaluate((it) => getComputedStyle(it).direction), 'rtl')
    await close(host, bo)
  })

  it('begins with a name and a colour, which the arrow keys choose', async () => {
    const { host, open } = await pages()
    const page = await open()
    await page.locator('#chat-invite').click()
    await page.getByRole('radio', { name: 'Green' }).focus()
    await page.keyboard.press('ArrowRight')
    assert.ok(await page.getByRole('radio', { name: 'Teal' }).isChecked())
    assert.equal(await page.locator('#chat-colour').inputValue(), '#1f9d94')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'chat-random', 'all colours are one stop')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'chat-colour')
    await page.getByRole('radio', { name: 'Violet' }).check()
    await page.getByLabel('Nickname').fill('violetta')
    await page.keyboard.press('Enter')
    await say(page, 'hello')
    await untilRead(page, 'hello')
    assert.equal(await page.locator('.message .name').getAttribute('data-colour'), '#8a5cd6')
    await close(host, page)
  })

  it('goes on after everything was cleared, of which everybody is told once', async () => {
    const { host, bo, open } = await pages('bo')
    await say(bo, 'to be forgotten')
    await untilRead(host, 'to be forgotten')
    await say(host, '/mod bo')
    await untilRead(bo, 'You are a moderator')
    await bo.locator('.message', { hasText: 'to be forgotten' }).hover()
    await bo.locator('[data-tool="reply"]').click()
    await say(host, '/clear')
    await host.getByRole('alertdialog', { name: /all messages/ }).waitFor()
    await host.keyboard.press('Enter')
    assert.equal(await field(host).inputValue(), '/clear', 'nothing was done')
    await host.keyboard.press('Enter')
    await host.getByRole('button', { name: 'Delete all' }).click()
    await untilRead(bo, 'A moderator has cleared the chat.')
    await untilRead(host, 'All messages have been deleted.')
    assert.doesNotMatch(await host.locator('#chat-lines').innerText(), /has cleared/)
    assert.ok(await bo.locator('#chat-reply').isHidden(), 'there is nothing to answer any more')
    const late = await open()
    await late.locator('.chat-empty').waitFor()
    assert.doesNotMatch(await late.locator('.chat-empty').innerText(), /anything/)
    await close(host, bo, late)
  })

  it('says that a password was set meanwhile, takes it, and goes on where one was', async () => {
    const { host, bo, open } = await pages('bo')
    const alone = await open('chat')
    await field(bo).fill('half a thought')
    await field(bo).focus()
    await say(host, '/password sesame')
    for (const page of [bo, alone]) await page.getByText('The streamer has set a password.').waitFor()
    assert.equal(await bo.evaluate(() => document.activeElement.id), 'chat-password')
    await bo.keyboard.type('wrong')
    await bo.keyboard.press('Enter')
    await bo.getByText('That is not the password.').waitFor()
    await bo.getByLabel('Password').fill('sesame')
    await bo.keyboard.press('Enter')
    await bo.locator('#chat-composer').waitFor()
    assert.equal(await field(bo).inputValue(), 'half a thought')
    await field(bo).press('Enter')
    await untilRead(host, 'half a thought')
    assert.ok(await alone.locator('#chat-invite').isHidden())
    await say(host, '/password')
    await alone.locator('#chat-invite').waitFor()
    assert.deepEqual(unexpected(bo), [])
    await close(host, bo, alone)
  })
})
