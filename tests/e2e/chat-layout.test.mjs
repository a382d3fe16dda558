// The chat pane in every place and for everybody: phones, keyboards, themes, a window of its own, a layer over a picture.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { flood, join, messages, say, untilRead } from './support/chat.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const THEMES = ['default', 'dark', 'light', 'contrast']

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite()
  for (const name of ['alice', 'hidden', 'folded', 'layer', 'none']) await site.addStreamer(name, `${name}-key`)
  await site.admin('streamer', 'chat', '--username', 'hidden', '--setting', 'hidden')
  await site.admin('streamer', 'chat', '--username', 'none', '--setting', 'disabled')
  await until('the settings to hold', async () => (await site.info('none')).chat === 'disabled' && (await site.info('hidden')).chat === 'hidden')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})
const open = (path, options) => visit(browser, site.url + path, options)
const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))
const panel = (page) => page.evaluate(() => document.documentElement.dataset.panel)

async function violations(page) {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`)
}

describe('chat', () => {
  it('has nothing for axe to complain of, in any theme and state', async () => {
    const page = await open('/alice/')
    await join(page, 'alice', { key: 'alice-key' })
    const other = await open('/alice/')
    await join(other, 'bo')
    await say(other, 'hello alice, see https://example.com/ :tada:')
    await untilRead(page, 'hello alice')
    for (const theme of THEMES) {
      await say(page, `/theme ${theme}`)
      await until(`the theme ${theme}`, async () => (await page.evaluate(() => document.documentElement.dataset.theme)) === theme)
      assert.deepEqual(await violations(page), [], `${theme}, writing`)
      await page.locator('.message .name', { hasText: 'bo' }).first().click()
      assert.deepEqual(await violations(page), [], `${theme}, menu`)
      await page.keyboard.press('Escape')
      await page.locator('#chat-members-open').click()
      assert.deepEqual(await violations(page), [], `${theme}, people`)
      await page.keyboard.press('Escape')
    }
    await page.reload()
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'contrast', 'the theme is remembered')
    assert.deepEqual(unexpected(page), [])
    await close(page, other)
  })

  it('fills a phone below the picture, with the composer in sight', async () => {
    const page = await open('/alice/', { size: [390, 844], hasTouch: true, isMobile: true })
    await join(page, 'phone')
    const boxes = await page.evaluate(() => {
      const box = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON()
      return { stage: box('#stage'), chat: box('#chat'), line: box('.chat-line'), send: box('#chat-send'), scroll: document.documentElement.scrollHeight }
    })
    assert.deepEqual([boxes.stage.top, boxes.stage.left, boxes.stage.width], [0, 0, 390])
    assert.ok(boxes.chat.top >= boxes.stage.bottom && boxes.chat.width === 390)
    assert.ok(boxes.line.bottom <= 844, 'the composer is in sight')
    assert.equal(boxes.scroll, 844, 'the page itself does not scroll')
    assert.ok(boxes.send.width >= 44 && boxes.send.height >= 44)
    await close(page)
  })

  it('can be used by keyboard alone', async () => {
    const page = await open('/alice/')
    await page.locator('#chat-invite').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('keys')
    await page.keyboard.press('Enter')
    await page.locator('#chat-composer').waitFor()
    await page.keyboard.type('by hand')
    await page.keyboard.press('Enter')
    await untilRead(page, 'by hand')
    await page.locator('#chat-scroll').focus()
    await page.keyboard.press('ArrowUp')
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? ''), /keys: by hand/)
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'menuitem')
    await page.keyboard.press('Escape')
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? ''), /keys: by hand/, 'the focus is back')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.locator('#chat-reply').waitFor()
    await page.keyboard.type('to myself')
    await page.keyboard.press('Enter')
    await page.locator('.line-quote').waitFor()
    await close(page)
  })

  it('folds to a button that counts, and stays folded', async () => {
    const page = await open('/folded/')
    await page.getByRole('button', { name: 'Fold the chat away' }).click()
    await flood(page, 'folded', 'folded-key', 3)
    const opener = page.locator('#panel-open')
    await until('three to be counted', async () => (await opener.innerText()).trim() === '3')
    await page.reload()
    assert.equal(await panel(page), 'folded')
    await opener.click()
    await untilRead(page, 'flood 3')
    await page.reload()
    assert.equal(await panel(page), 'open')
    await close(page)
  })

  it('that the streamer hides is neither shown nor read until somebody opens it', async () => {
    const page = await open('/hidden/')
    assert.equal(await panel(page), 'folded')
    await flood(page, 'hidden', 'hidden-key', 2)
    assert.equal(await page.locator('.message').count(), 0)
    await page.locator('#panel-open').click()
    await untilRead(page, 'flood 2')
    await page.reload()
    assert.equal(await panel(page), 'open')
    await close(page)
  })

  it('that the admin disables is gone at once, and back at once', async () => {
    const page = await open('/none/')
    assert.equal(await panel(page), 'none')
    assert.ok(await page.locator('#chat').isHidden())
    await site.admin('streamer', 'chat', '--username', 'none', '--setting', 'enabled')
    await page.locator('#chat-invite').waitFor()
    await join(page, 'ana')
    await say(page, 'at last')
    await untilRead(page, 'at last')
    await site.admin('streamer', 'chat', '--username', 'none', '--setting', 'disabled')
    await page.locator('#chat').waitFor({ state: 'hidden' })
    await close(page)
  })

  it('stands in a window of its own, which is no viewer', async () => {
    const page = await open('/alice/')
    await join(page, 'popper')
    await page.getByRole('button', { name: 'More about the chat' }).click()
    const [window_] = await Promise.all([page.waitForEvent('popup'), page.locator('#chat-popout').click()])
    await window_.locator('#chat-composer').waitFor()
    assert.equal(await panel(page), 'folded')
    await say(window_, 'from the window')
    await untilRead(window_, 'from the window')
    assert.deepEqual(await violations(window_), [])
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('lies over a picture without anything but what is said, and fades', async () => {
    const [stays, fades] = await Promise.all([open('/layer/chat?overlay'), open('/layer/chat?overlay&seconds=1')])
    await until('the pages to be connected', async () => (await stays.evaluate(() => document.readyState)) === 'complete')
    await flood(stays, 'layer', 'layer-key', 2)
    await untilRead(stays, 'flood 2')
    await until('the messages to fade', async () => (await messages(fades)).length === 0)
    assert.deepEqual(await messages(stays), ['flood 1', 'flood 2'])
    assert.equal(await stays.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgba(0, 0, 0, 0)')
    assert.equal(await stays.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgba(0, 0, 0, 0)')
    assert.deepEqual(unexpected(stays), [])
    await close(stays, fades)
  })
})
