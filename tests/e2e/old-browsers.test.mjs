// The overlay and the window of chat in the oldest browser that they are for, which is that of OBS 30.

import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { join, messages, say, untilRead } from './support/chat.mjs'
import { CLIENTS, Person } from './support/clients.mjs'
import { oldChromium } from './support/old-chromium.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const LINK = 'see https://example.com/a :smile:'

let browser, site
before(async () => {
  browser = await startBrowser(oldChromium())
  site = await startSite()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** Somebody in chat of a stream, at a client library. */
async function person(username, streamer) {
  const person = await Person.connect(site.url, CLIENTS[1])
  person.say('login', { username, streamer, color: 'red' })
  await person.until('login success')
  return person
}

it('is as old as it is said to be', () => assert.match(browser.version(), /^103\./))

it('the overlay shows links and goes on to the newest line', async () => {
  await site.addStreamer('layer', 'layerkey')
  const page = await visit(browser, `${site.url}/layer/chat?overlay`, { size: [640, 360] })
  const bob = await person('bob', 'layer')
  bob.say('message', { message: LINK })
  await untilRead(page, 'example.com/a')
  assert.equal(await page.locator('.line-text a').getAttribute('href'), 'https://example.com/a')
  for (let i = 0; i < 9; i++) bob.say('message', { message: `line ${i} ${'of some words '.repeat(4)}` })
  await untilRead(page, 'line 8')
  await until('the newest line at the lower edge', async () => {
    const { y, height } = await page.locator('.message').last().boundingBox()
    return y >= 0 && y + height <= 360
  })
  assert.deepEqual(unexpected(page), [])
  await bob.leave()
  await page.context().close()
})

it('a line that cannot be drawn is shown as text, and takes no other with it', async () => {
  await site.addStreamer('broken', 'brokenkey')
  const page = await visit(browser, `${site.url}/broken/chat?overlay`)
  await page.evaluate(() => {
    const create = document.createElement
    document.createElement = function (tag) {
      if (tag === 'a') throw new Error('no links here')
      return create.call(this, tag)
    }
  })
  const bob = await person('bob', 'broken')
  for (const message of ['before', LINK, 'after']) bob.say('message', { message })
  await untilRead(page, 'after')
  const [first, second, third] = await messages(page)
  assert.deepEqual([first, third], ['before', 'after'])
  assert.match(second, /see https:\/\/example.com\/a 😄/)
  assert.deepEqual(unexpected(page).filter((text) => !text.includes('no links here')), [])
  await bob.leave()
  await page.context().close()
})

it('the window of chat is written in, and has its menus', async () => {
  await site.addStreamer('dock', 'dockkey')
  const page = await visit(browser, `${site.url}/dock/chat`, { size: [400, 720] })
  for (const menu of ['#chat-menu', '#chat-options']) assert.ok(await page.locator(menu).isHidden(), menu)
  const others = [await person('ana', 'dock')]
  others[0].say('message', { message: 'before' })
  await untilRead(page, 'before')
  for (const name of ['bob', 'cid']) others.push(await person(name, 'dock'))
  await untilRead(page, 'bob and cid joined')
  await join(page, 'dock', { key: 'dockkey' })
  await say(page, LINK)
  await untilRead(page, 'example.com/a')
  others[0].say('message', { message: 'hello @dock' })
  await page.locator('.mention-self').waitFor()

  await page.locator('.message', { has: page.locator('.name', { hasText: 'ana' }) }).last().press('Enter')
  await page.locator('#chat-menu').getByRole('menuitem', { name: 'Mute', exact: true }).click()
  await untilRead(page, 'ana')
  assert.ok(await page.locator('#chat-menu').isHidden())
  await page.getByRole('button', { name: 'More about the chat' }).click()
  await page.locator('#chat-options').getByText('You are dock').waitFor()
  await page.keyboard.press('Escape')
  await until('the menu to be closed', () => page.locator('#chat-options').isHidden())
  await page.locator('#chat-emoji').click()
  await page.locator('.picker-item').first().waitFor()
  await page.keyboard.press('Escape')
  await page.locator('#chat-text').focus()
  await page.keyboard.type(':thumbsu')
  await page.locator('.suggestion').first().click()
  assert.equal(await page.locator('#chat-text').inputValue(), '👍 ')
  assert.deepEqual(unexpected(page), [])
  for (const other of others) await other.leave()
  await page.context().close()
})
