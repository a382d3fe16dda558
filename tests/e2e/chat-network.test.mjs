// The network goes away under people who chat: they are told, keep what they write, and miss nothing.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, visit } from './support/browser.mjs'
import { join, messages, say, untilRead } from './support/chat.mjs'
import { CLIENTS, Person } from './support/clients.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'
import { startWire } from './support/wire.mjs'

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

let streams = 0
/** Ana is at the site, bo behind a wire of the test's own; both know each other's first words. */
async function two(t) {
  const stream = `stream${++streams}`
  await site.addStreamer(stream, `${stream}-key`)
  const wire = await startWire(new URL(site.direct).port)
  t.after(() => wire.stop())
  const [ana, bo] = await Promise.all([visit(browser, `${site.direct}/${stream}/`), visit(browser, `${wire.url}/${stream}/`)])
  await join(ana, 'ana')
  await join(bo, 'bo')
  await say(ana, 'before')
  await untilRead(bo, 'before')
  await bo.evaluate(() => {
    window.voiced = []
    const voice = document.querySelector('#chat-announcer')
    new MutationObserver(() => window.voiced.push(voice.textContent)).observe(voice, { childList: true, characterData: true, subtree: true })
  })
  return { ana, bo, wire, stream }
}
const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))
const status = (page) => page.locator('#chat-status').innerText()
const draft = (page) => page.getByLabel('Message', { exact: true }).inputValue()
const LONG = { within: 40_000 }

/** What was said while bo was away is there once and in order, below a line that says where it begins, and is not read out. */
async function assertCaughtUp(bo, expected) {
  await untilRead(bo, expected.at(-1), LONG)
  assert.deepEqual(await messages(bo), expected)
  assert.equal(await bo.locator('.line-new').count(), 1)
  assert.equal(await bo.locator('.line-new + .message .line-text').innerText(), 'missed 1')
  const voiced = await bo.evaluate(() => window.voiced)
  assert.ok(!voiced.some((text) => text.includes('missed')), voiced.join(' | '))
}

// they wait for seconds on end, so they wait together
describe('chat', { concurrency: 3 }, () => {
  it('says that one is offline, keeps what one writes, and catches up', async (t) => {
    const { ana, bo, wire } = await two(t)
    await bo.context().setOffline(true)
    await until('bo to be told', async () => (await status(bo)).startsWith('You are offline'))
    wire.cut()
    await say(bo, 'written offline')
    for (const i of [1, 2, 3]) await say(ana, `missed ${i}`)
    await untilRead(ana, 'missed 3')
    assert.equal(await draft(bo), 'written offline')
    wire.recover()
    await bo.context().setOffline(false)
    await assertCaughtUp(bo, ['before', 'missed 1', 'missed 2', 'missed 3'])
    await until('bo to be told nothing any longer', async () => (await status(bo)) === '')
    await bo.getByLabel('Message', { exact: true }).press('Enter')
    await Promise.all([untilRead(ana, 'written offline'), untilRead(bo, 'written offline')])
    assert.deepEqual(await messages(ana), await messages(bo))

    const voiced = () => bo.evaluate(() => window.voiced)
    for (const text of ['first after', 'second after']) {
      await say(ana, text)
      await until(`"${text}" to be read out`, async () => (await voiced()).some((words) => words.includes(text)))
    }
    assert.deepEqual((await voiced()).filter((words) => /after/.test(words)), ['ana: first after', 'ana: second after'], 'what is new is read out once')
    assert.ok(!(await voiced()).some((words) => /missed|written/.test(words)), 'and nothing else')
    await close(ana, bo)
  })

  it('goes on after a moment without network', async (t) => {
    const { ana, bo } = await two(t)
    await bo.evaluate(() => dispatchEvent(new Event('offline')))
    await until('bo to be told', async () => (await status(bo)).startsWith('You are offline'))
    await bo.evaluate(() => dispatchEvent(new Event('online')))
    await until('bo to be told nothing any longer', async () => (await status(bo)) === '')
    await say(bo, 'still here')
    await untilRead(ana, 'still here')
    await close(ana, bo)
  })

  it('notices that nobody answers, gives back what was not heard, and catches up', async (t) => {
    const { ana, bo, wire } = await two(t)
    wire.fallSilent()
    await say(bo, 'into the void')
    assert.equal(await draft(bo), '')
    for (const i of [1, 2, 3]) await say(ana, `missed ${i}`)
    await until('bo to be told', async () => /does not answer/.test(await status(bo)), LONG)
    await say(bo, 'and more')
    assert.equal(await draft(bo), 'and more', 'it stays where it is')
    await until('bo to try again', async () => /reconnecting/.test(await status(bo)), LONG)
    wire.recover()
    await assertCaughtUp(bo, ['before', 'missed 1', 'missed 2', 'missed 3'])
    await until('the words to be back', async () => (await draft(bo)) === 'into the void\nand more', LONG)
    await until('bo to be in', async () => (await bo.locator('#chat-composer').getAttribute('data-away')) === null, LONG)
    await bo.getByLabel('Message', { exact: true }).press('Enter')
    await Promise.all([untilRead(ana, 'into the void\nand more'), untilRead(bo, 'into the void\nand more')])
    assert.deepEqual(await messages(ana), await messages(bo))
    await close(ana, bo)
  })

  it('sends what was entered during a short loss, once, however often one presses Enter', async (t) => {
    const { ana, bo, wire } = await two(t)
    wire.cut()
    await until('bo to be away', async () => (await bo.locator('#chat-composer').getAttribute('data-away')) !== null)
    await bo.locator('.message', { hasText: 'before' }).hover()
    await bo.getByRole('button', { name: 'Reply' }).click()
    await say(bo, 'entered meanwhile')
    assert.equal(await draft(bo), 'entered meanwhile')
    wire.recover()
    // also in the moments between the connection and the chat
    await until('it to be sent', async () => {
      if ((await draft(bo)) === '') return true
      await bo.keyboard.press('Enter')
    }, { ...LONG, every: 10 })
    await untilRead(ana, 'entered meanwhile', LONG)
    await say(bo, 'after')
    await Promise.all([untilRead(ana, 'after'), untilRead(bo, 'after')])
    assert.deepEqual(await messages(ana), ['before', 'entered meanwhile', 'after'])
    assert.deepEqual(await messages(bo), await messages(ana))
    assert.match(await ana.locator('.message', { hasText: 'entered meanwhile' }).innerText(), /before/, 'and what it answers')
    await close(ana, bo)
  })

  it('gives back what was sent right before a short loss, with what was entered during it', async (t) => {
    const { ana, bo, wire } = await two(t)
    wire.fallSilent()
    await say(bo, 'into the void')
    wire.cut()
    await until('bo to be away', async () => (await bo.locator('#chat-composer').getAttribute('data-away')) !== null)
    await say(bo, 'and more')
    wire.recover()
    await until('the words to be back', async () => (await draft(bo)) === 'into the void\nand more', LONG)
    await say(ana, 'still there?')
    await Promise.all([untilRead(ana, 'still there?'), untilRead(bo, 'still there?')])
    assert.deepEqual(await messages(ana), ['before', 'still there?'])
    await close(ana, bo)
  })

  it('sends nothing by itself that was changed since', async (t) => {
    const { ana, bo, wire } = await two(t)
    wire.cut()
    await until('bo to be away', async () => (await bo.locator('#chat-composer').getAttribute('data-away')) !== null)
    await say(bo, 'half')
    await bo.getByLabel('Message', { exact: true }).pressSequentially(' a sentence')
    wire.recover()
    await until('bo to be in', async () => (await bo.locator('#chat-composer').getAttribute('data-away')) === null, LONG)
    await say(ana, 'still there?')
    await untilRead(bo, 'still there?')
    assert.equal(await draft(bo), 'half a sentence')
    await close(ana, bo)
  })

  it('says that one’s name is taken, keeps what one writes, and takes the name up again once it is free', async (t) => {
    const { ana, bo, wire, stream } = await two(t)
    await bo.getByLabel('Message', { exact: true }).fill('half a sentence')
    wire.cut()
    const other = await Person.connect(site.direct, CLIENTS[1])
    await until('the name to be free', async () => {
      other.say('login', { username: 'bo', streamer: stream, color: 'red' })
      const [event] = await other.next()
      return event === 'login success'
    })
    wire.recover()
    await until('bo to be told', async () => /Your name is taken/.test(await bo.locator('#chat-entry-error').innerText()), LONG)
    assert.ok(await bo.locator('#chat-composer').isHidden())
    assert.equal(await bo.getByLabel('Nickname').inputValue(), 'bo')
    await other.leave()
    await until('bo to be in', () => bo.locator('#chat-composer').isVisible(), LONG)
    assert.equal(await draft(bo), 'half a sentence')
    await bo.getByLabel('Message', { exact: true }).press('Enter')
    await untilRead(ana, 'half a sentence')
    await close(ana, bo)
  })

  it('goes on in another window of the browser, and back again', async (t) => {
    const { ana, bo } = await two(t)
    await ana.getByLabel('Message', { exact: true }).fill('half a sentence')
    const second = await ana.context().newPage()
    await second.goto(ana.url())
    await join(second, 'ana')
    await until('the first window to say so', async () => /another window/.test(await status(ana)))
    assert.ok(await ana.locator('#chat-composer').isHidden())
    await say(second, 'from the second')
    await untilRead(bo, 'from the second')
    await bo.locator('#chat-members-open').click()
    await bo.locator('#chat-people .name', { hasText: 'bo' }).waitFor()
    assert.equal(await bo.locator('#chat-people .name', { hasText: 'ana' }).count(), 1)
    await ana.getByRole('button', { name: 'Chat here instead' }).click()
    await ana.locator('#chat-composer').waitFor()
    assert.equal(await draft(ana), 'half a sentence')
    await until('the second window to say so', async () => /another window/.test(await status(second)))
    await close(ana, bo)
  })

  it('logs in somebody who asked while nobody answered', async (t) => {
    const { ana, bo, wire } = await two(t)
    await bo.getByRole('button', { name: 'More about the chat' }).click()
    await bo.locator('#chat-leave').click()
    await bo.locator('#chat-invite').click()
    await bo.getByLabel('Nickname').fill('boris')
    wire.fallSilent()
    await bo.keyboard.press('Enter')
    await until('bo to be told', async () => /does not answer/.test(await status(bo)), LONG)
    await until('bo to try again', async () => /reconnecting/.test(await status(bo)), LONG)
    wire.recover()
    await until('bo to be in', () => bo.locator('#chat-composer').isVisible(), LONG)
    await close(ana, bo)
  })
})
