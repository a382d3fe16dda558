// The chat pane in a browser: two people talk, one of them keeps order, connections come and go.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { flood, fromEnd, join, messages, say, untilRead } from './support/chat.mjs'
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

/** A streamer of its own for each test, so that no test reads what another one wrote. */
let streamers = 0
async function newStreamer() {
  const name = `streamer${++streamers}`
  await site.addStreamer(name, `${name}-key`)
  return name
}
const open = (name, options) => visit(browser, `${site.url}/${name}/`, options)
const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))

describe('chat', () => {
  it('lets two people talk, and marks what speaks to one', async () => {
    const streamer = await newStreamer()
    const [ana, bo] = await Promise.all([open(streamer), open(streamer)])
    await join(ana, 'ana')
    await join(bo, 'bo')
    await say(ana, 'good evening :smile:')
    await untilRead(bo, 'good evening 😄')
    await say(bo, 'hello @ana')
    await untilRead(ana, 'hello @ana')
    assert.equal(await ana.locator('.message.to-me').count(), 1)
    assert.equal(await bo.locator('.message.to-me').count(), 0)
    assert.match(await ana.locator('#chat-lines').innerText(), /bo joined/)
    await until('the number of people', async () => (await ana.locator('#chat-members-open .number').innerText()) === '2')
    assert.deepEqual([...unexpected(ana), ...unexpected(bo)], [])
    await close(ana, bo)
  })

  it('is read without joining, history included', async () => {
    const streamer = await newStreamer()
    const ana = await open(streamer)
    await join(ana, 'ana')
    await say(ana, 'first')
    await untilRead(ana, 'first')
    const reader = await open(streamer)
    await untilRead(reader, 'first')
    await say(ana, 'second')
    await untilRead(reader, 'second')
    assert.deepEqual(await messages(reader), ['first', 'second'])
    assert.equal(await reader.locator('#chat-announcer').innerText(), 'ana: second', 'the history is not read out')
    await say(ana, 'so says @ana')
    await reader.locator('.mention', { hasText: '@ana' }).waitFor()
    await close(ana, reader)
  })

  it('applies a new colour to everything its owner said, and keeps former names on what was said under them', async () => {
    const streamer = await newStreamer()
    const [ana, bo] = await Promise.all([open(streamer), open(streamer)])
    await join(ana, 'ana')
    await join(bo, 'bo')
    await say(ana, '/color #d64545')
    await say(bo, '/color #d64545')
    for (const text of ['one', '/me waves', 'two']) await say(ana, text)
    await say(bo, 'three')
    await say(ana, '/color #3a7bd5')
    await untilRead(bo, 'ana has a new colour')
    const colours = (page) =>
      page.locator('.message').evaluateAll((lines) => lines.map((line) => [...new Set([...line.querySelectorAll('[data-colour]')].map((part) => part.dataset.colour))].join()))
    await until('three', async () => (await bo.locator('.message').count()) === 4)
    assert.deepEqual(await colours(bo), ['#3a7bd5', '#3a7bd5', '#3a7bd5', '#d64545'])
    await say(ana, '/name anabel')
    await untilRead(bo, 'ana is now called anabel')
    await say(ana, 'four')
    await untilRead(bo, 'four')
    const names = (page) => page.locator('.message .name').allInnerTexts()
    assert.deepEqual(await names(bo), ['ana', 'ana', 'ana', 'bo', 'anabel'])
    // who comes later sees the same
    await say(ana, '/name ana')
    await untilRead(bo, 'anabel is now called ana')
    await say(ana, 'five')
    await untilRead(bo, 'five')
    const late = await open(streamer)
    await untilRead(late, 'five')
    assert.deepEqual([await names(late), await colours(late)], [await names(bo), await colours(bo)])
    await close(ana, bo, late)
  })

  it('asks the streamer for the key, says what is wrong, and lets them keep order by menu', async () => {
    const streamer = await newStreamer()
    const [host, bo] = await Promise.all([open(streamer), open(streamer)])
    await join(bo, 'bo')
    await host.locator('#chat-invite').click()
    await host.getByLabel('Nickname').fill('bo')
    await host.keyboard.press('Enter')
    await host.getByText('Choose another').waitFor()
    assert.equal(await host.getByLabel('Nickname').getAttribute('aria-invalid'), 'true')
    await host.getByLabel('Nickname').fill(streamer.toUpperCase())
    await host.getByLabel('Stream key').fill('wrong')
    await host.keyboard.press('Enter')
    await host.getByText('That is not the stream key').waitFor()
    await host.getByLabel('Stream key').fill(`${streamer}-key`)
    await host.keyboard.press('Enter')
    await host.locator('#chat-composer').waitFor()

    await say(bo, 'something rude')
    await untilRead(host, 'something rude')
    const choose = async (item) => {
      await host.locator('.message', { has: host.locator('.name', { hasText: 'bo' }) }).first().press('Enter')
      await host.getByRole('menuitem', { name: item, exact: true }).click()
    }
    await choose('Mute')
    await until('bo to be told', async () => (await bo.locator('#chat-status').innerText()).startsWith('You are muted'))
    await say(bo, 'may I?')
    await until('the words to be back', async () => (await bo.getByLabel('Message', { exact: true }).inputValue()) === 'may I?')
    await choose('Delete message…')
    await host.getByRole('button', { name: 'Delete', exact: true }).click()
    await until('the message to be gone', async () => (await messages(bo)).length === 0)
    await close(host, bo)
  })

  it('counts what came while one was further up, and leads back', async () => {
    const streamer = await newStreamer()
    const reader = await open(streamer)
    await flood(reader, streamer, `${streamer}-key`, 60)
    await untilRead(reader, 'flood 60')
    await reader.locator('#chat-scroll').hover()
    await reader.mouse.wheel(0, -400)
    await until('the reader to be further up', async () => (await fromEnd(reader)) > 100)
    const before = await fromEnd(reader)
    await flood(reader, streamer, `${streamer}-key`, 7)
    const jump = reader.locator('#chat-jump')
    await until('seven to be counted', async () => (await jump.innerText()).includes('7 new'))
    assert.ok((await fromEnd(reader)) > before, 'what is being read does not move')
    assert.equal(await reader.locator('.line-new').count(), 1)
    await jump.click()
    await until('the end', async () => (await fromEnd(reader)) <= 1)
    assert.ok(await jump.isHidden())
    await close(reader)
  })

  it('keeps a bounded list at fifty messages a second', async () => {
    const streamer = await newStreamer()
    const reader = await open(streamer)
    await reader.evaluate(() => {
      window.most = 0
      const lines = document.querySelector('#chat-lines')
      new MutationObserver(() => (window.most = Math.max(window.most, lines.childElementCount))).observe(lines, { childList: true })
    })
    await flood(reader, streamer, `${streamer}-key`, 350, 20)
    await untilRead(reader, 'flood 350')
    // each write adds what waited before it trims, within one task
    assert.ok((await reader.evaluate(() => window.most)) <= 301)
    assert.ok((await fromEnd(reader)) <= 1)
    await close(reader)
  })

  it('takes in what comes at once in one write, ten times a second at most, and has nothing laid out for it alone', async () => {
    const streamer = await newStreamer()
    const reader = await open(streamer)
    const writer = await open(streamer)
    await flood(writer, streamer, `${streamer}-key`, 50)
    await untilRead(reader, 'flood 50')
    await reader.evaluate(() => {
      window.writes = []
      const lines = document.querySelector('#chat-lines')
      const adds = ({ addedNodes }) => [...addedNodes].some((node) => node.matches('.message'))
      new MutationObserver((changes) => changes.some(adds) && window.writes.push(performance.now())).observe(lines, { childList: true })
    })
    await browser.startTracing(reader, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline.stack'] })
    await flood(writer, streamer, `${streamer}-key`, 150, 10)
    await untilRead(reader, 'flood 150')
    const { traceEvents } = JSON.parse(await browser.stopTracing())
    const writes = await reader.evaluate(() => window.writes)
    const took = writes.at(-1) - writes[0]
    assert.ok(writes.length <= took / 100 + 2, `${writes.length} writes within ${took} ms`)
    const asked = traceEvents.flatMap(({ name, args }) => (name === 'Layout' ? (args.beginData.stackTrace ?? []) : []))
    assert.deepEqual([...new Set(asked.map(({ url, functionName }) => `${functionName} of ${url}`).filter((where) => where.includes('/js/')))], [])
    await close(reader, writer)
  })

  it('comes back after a restart of the server with name, draft and everything that was said', async () => {
    const streamer = await newStreamer()
    const [ana, bo] = await Promise.all([open(streamer), open(streamer)])
    await join(ana, 'ana')
    await join(bo, 'bo')
    await say(ana, 'before')
    await untilRead(bo, 'before')
    await site.stopServer()
    await until('the page to say so', async () => (await ana.locator('#chat-status').innerText()) !== '')
    await say(ana, 'written meanwhile')
    assert.equal(await ana.getByLabel('Message', { exact: true }).inputValue(), 'written meanwhile')
    await site.startServer()
    await until('the connection to be back', async () => (await ana.locator('#chat-composer').getAttribute('data-away')) === null, { within: 30_000 })
    await until('bo to be back', async () => (await bo.locator('#chat-composer').getAttribute('data-away')) === null, { within: 30_000 })
    await ana.getByLabel('Message', { exact: true }).press('Enter')
    await Promise.all([untilRead(bo, 'written meanwhile'), untilRead(ana, 'written meanwhile')])
    assert.deepEqual(await messages(bo), ['before', 'written meanwhile'])
    assert.deepEqual(await messages(ana), ['before', 'written meanwhile'])
    assert.equal(await bo.locator('.message .name').first().innerText(), 'ana')
    await close(ana, bo)
  })

  it('survives a reload with name and draft, without the key', async () => {
    const streamer = await newStreamer()
    const page = await open(streamer)
    await join(page, streamer, { key: `${streamer}-key` })
    await page.getByLabel('Message', { exact: true }).fill('half a thought')
    await page.reload()
    await page.locator('#chat-composer').waitFor()
    assert.equal(await page.getByLabel('Message', { exact: true }).inputValue(), 'half a thought')
    await say(page, '/users')
    await page.locator('#chat-people .name', { hasText: streamer }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#chat-members').waitFor({ state: 'hidden' })
    await close(page)
  })

  it('brings back what one has sent with the up key, and only into an empty field', async () => {
    const streamer = await newStreamer()
    const page = await open(streamer)
    await join(page, 'ana')
    for (const text of ['one', 'two']) {
      await say(page, text)
      await untilRead(page, text)
    }
    const field = page.getByLabel('Message', { exact: true })
    await field.press('ArrowUp')
    assert.equal(await field.inputValue(), 'two')
    await field.press('ArrowUp')
    assert.equal(await field.inputValue(), 'one')
    await field.press('ArrowDown')
    await field.press('ArrowDown')
    assert.equal(await field.inputValue(), '')
    await field.fill('draft')
    await field.press('ArrowUp')
    assert.equal(await field.inputValue(), 'draft')
    await close(page)
  })

  it('hears how the stream is instead of asking', async () => {
    const streamer = await newStreamer()
    const asked = []
    const page = await open(streamer)
    page.on('request', (request) => request.url().endsWith('/info') && asked.push(request.url()))
    const encoder = site.publish(`${streamer}-key`)
    await until('the page to be live', async () => (await page.locator('#stage').getAttribute('data-phase')) === 'live', { within: 30_000 })
    const other = await open(streamer)
    await until('two to be counted', async () => (await page.locator('#count [data-count]').innerText()) === '2')
    await close(other)
    await until('one to be counted', async () => (await page.locator('#count [data-count]').innerText()) === '1')
    await encoder.stop()
    assert.deepEqual(asked, [])
    await close(page)
  })

  it('locks everybody out but the streamer who sets a password', async () => {
    const streamer = await newStreamer()
    const [host, bo] = await Promise.all([open(streamer), open(streamer)])
    await join(host, streamer, { key: `${streamer}-key` })
    await join(bo, 'bo')
    await say(host, '/password sesame')
    await bo.getByLabel('Password').waitFor()
    await untilRead(host, 'sesame')
    await host.reload()
    await host.locator('#chat-composer').waitFor()
    await close(host, bo)
  })
})
