// The chat pane in every place and for everybody: phones, keyboards, themes, a window of its own, a layer over a picture.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { THEMES, violations } from './support/axe.mjs'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { flood, fromEnd, join, messages, say, untilRead } from './support/chat.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'


let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite()
  for (const name of ['alice', 'hidden', 'folded', 'layer', 'none', 'walked']) await site.addStreamer(name, `${name}-key`)
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
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'))
const panel = (page) => page.evaluate(() => document.documentElement.dataset.panel)

/** Controls that are smaller than a finger, and fields into which some phones would zoom. */
const hardToTouch = (page) =>
  page.evaluate(() => {
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility({ visibilityProperty: true }))
    const small = shown('.bar a, button, .swatch-own, input:not([type=color]), select, textarea').filter((it) => {
      const { width, height } = it.getBoundingClientRect()
      // a name stands in a line of text; its line is what one holds
      return !it.matches('.message .name, media-controller *') && (width < 44 || height < 44)
    })
    const fine = shown('input:not([type=color], [type=radio]), select, textarea').filter((it) => Number.parseFloat(getComputedStyle(it).fontSize) < 16)
    return [...small, ...fine].map((it) => `${it.id} ${it.className} ${JSON.stringify(it.getBoundingClientRect())}`)
  })

describe('chat', () => {
  it('has nothing for axe to complain of, in any theme and state', async () => {
    const page = await open('/alice/')
    await join(page, 'alice', { key: 'alice-key' })
    const other = await open('/alice/')
    await join(other, 'bo')
    await say(other, 'hello alice, see https://example.com/ :tada:')
    await untilRead(page, 'hello alice')
    await say(page, '/mute bo')
    await page.locator('.name-muted').first().waitFor()
    for (const theme of THEMES) {
      // all rules once; in the other themes those that a theme can break
      const look = async (what) => assert.deepEqual(await violations(page, { colours: theme !== THEMES[0] }), [], `${theme}, ${what}`)
      await say(page, `/theme ${theme}`)
      await until(`the theme ${theme}`, async () => (await page.evaluate(() => document.documentElement.dataset.theme)) === theme)
      await look('writing')
      await page.locator('.message', { hasText: 'hello alice' }).first().press('Enter')
      await look('menu')
      await page.getByRole('menuitem', { name: 'Rename…' }).click()
      await look('another name for somebody')
      await page.keyboard.press('Escape')
      await page.locator('.message', { hasText: 'hello alice' }).first().press('Enter')
      await page.getByRole('menuitem', { name: 'Delete message…' }).click()
      await look('a question')
      await page.keyboard.press('Escape')
      await page.locator('#chat-members-open').click()
      await look('people')
      await page.keyboard.press('Escape')
      await page.locator('#moderation-open').click()
      await page.getByRole('tablist', { name: 'Sections' }).waitFor()
      await look('moderation')
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
      return { stage: box('#stage'), chat: box('#chat'), line: box('.chat-line'), scroll: document.documentElement.scrollHeight }
    })
    assert.deepEqual([boxes.stage.top, boxes.stage.left, boxes.stage.width], [0, 0, 390])
    assert.ok(boxes.chat.top >= boxes.stage.bottom && boxes.chat.width === 390)
    assert.ok(boxes.line.bottom <= 844, 'the composer is in sight')
    assert.equal(boxes.scroll, 844, 'the page itself does not scroll')
    assert.deepEqual(await hardToTouch(page), [])
    await page.locator('#chat-members-open').tap()
    assert.deepEqual(await hardToTouch(page), [])
    await page.locator('#chat-members-close').tap()
    await page.getByRole('button', { name: 'More about the chat' }).tap()
    await page.locator('#chat-change').tap()
    assert.deepEqual(await hardToTouch(page), [])
    await close(page)
  })

  it('shows colours, focus and what speaks to one also where the system gives the colours', async () => {
    const [page, other] = await Promise.all([open('/alice/', { forcedColors: 'active' }), open('/alice/')])
    await page.locator('#chat-invite').click()
    const colours = await page.locator('[data-swatch]').evaluateAll((swatches) => swatches.map((swatch) => getComputedStyle(swatch).backgroundColor))
    assert.equal(new Set(colours).size, 8)
    await page.getByLabel('Nickname').fill('forced')
    await page.keyboard.press('Enter')
    const style = (selector, property) => page.locator(selector).last().evaluate((it, property) => getComputedStyle(it)[property], property)
    await page.locator('#chat-composer').waitFor()
    await page.locator('#chat-text').focus()
    assert.equal(await style('.chat-line', 'outlineStyle'), 'solid')
    await join(other, 'caller')
    await say(other, 'hello @forced')
    await page.locator('.to-me').waitFor()
    assert.equal(await style('.to-me', 'borderInlineStartStyle'), 'solid')
    await close(page, other)
  })

  it('stays where it is above a keyboard that leaves less height than width', async () => {
    const page = await open('/alice/', { size: [360, 640], hasTouch: true, isMobile: true })
    await page.locator('#chat-invite').tap()
    await page.setViewportSize({ width: 360, height: 330 })
    await until('the page to know', () => page.evaluate(() => 'keyboard' in document.documentElement.dataset))
    assert.equal(await panel(page), 'open')
    await page.getByLabel('Nickname').fill('thumbs')
    // the form is higher than what is left: it scrolls, and its button stays
    const button = await page.locator('#chat-entry > .button').boundingBox()
    assert.ok(button.y > 0 && button.y + button.height <= 330, JSON.stringify(button))
    await page.getByRole('button', { name: 'Join the chat' }).tap()
    await page.locator('#chat-text').tap()
    const { line, list } = await page.evaluate(() => {
      const box = (selector) => document.querySelector(selector).getBoundingClientRect().toJSON()
      return { line: box('.chat-line'), list: box('#chat-scroll') }
    })
    assert.ok(line.top > list.bottom - 1 && line.bottom <= 330, 'the composer is in sight')
    assert.ok(list.height > 100, 'so are some messages')
    await page.setViewportSize({ width: 360, height: 640 })
    await until('the page to know', () => page.evaluate(() => !('keyboard' in document.documentElement.dataset)))
    await close(page)
  })

  it('is a drawer on every phone on its side', async () => {
    const page = await open('/alice/', { size: [568, 320], hasTouch: true, isMobile: true })
    const stage = await page.locator('#stage').boundingBox()
    assert.deepEqual([stage.width, stage.height], [568, 320])
    const opener = await page.locator('#panel-open').boundingBox()
    assert.ok(opener.width <= 60 && opener.height <= 60, JSON.stringify(opener))
    await page.locator('#panel-open').tap()
    await page.locator('#chat-invite').tap()
    await page.getByLabel('Nickname').fill('sideways')
    await page.getByRole('button', { name: 'Join the chat' }).tap()
    await page.locator('#chat-text').waitFor()

    const drawer = await page.locator('#chat').boundingBox()
    const cover = await page.locator('.cover:visible').boundingBox()
    assert.ok(cover.x === 0 && cover.width <= drawer.x, 'what is said in the place of the picture stands beside the drawer')
    await page.getByRole('button', { name: 'More about the chat' }).tap()
    await page.locator('#chat-options').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#chat-options').waitFor({ state: 'hidden' })
    assert.equal(await panel(page), 'open', 'Escape closes one thing at a time')
    await page.keyboard.press('Escape')
    assert.equal(await panel(page), 'folded')
    await close(page)
  })

  it('can be read and written in at 400 %', async () => {
    const page = await open('/alice/', { size: [320, 256] })
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320)
    await join(page, 'zoomed')
    await say(page, 'large letters')
    await untilRead(page, 'large letters')
    const line = await page.locator('.message').last().boundingBox()
    const field = await page.locator('.chat-line').boundingBox()
    assert.ok(line.y > 0 && line.y + line.height <= field.y && field.y + field.height <= 256)
    await close(page)
  })

  it('beside the picture fits the window exactly, and grows with a very large one', async () => {
    for (const [size, letters] of [[[1280, 720], 16], [[1920, 1080], 16], [[3840, 2160], 24]]) {
      const page = await open('/alice/', { size })
      await page.locator('#chat-invite').waitFor()
      const found = await page.evaluate(() => {
        const { scrollHeight, scrollWidth } = document.documentElement
        return [scrollWidth, scrollHeight, Number.parseFloat(getComputedStyle(document.documentElement).fontSize)]
      })
      assert.deepEqual(found, [...size, letters])
      const { width } = await page.locator('#chat').boundingBox()
      assert.equal(width, (340 * letters) / 16)
      const pressed = await page.getByRole('button', { name: 'More about the chat' }).boundingBox()
      assert.equal(pressed.height, (36 * letters) / 16, 'what is pressed grows with the letters')
      await close(page)
    }
  })

  it('stays at its end while the forms below it come and go', async () => {
    const page = await open('/alice/')
    await flood(page, 'alice', 'alice-key', 40)
    await untilRead(page, 'flood 40')
    await join(page, 'quick')
    const stays = async () => {
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
      assert.equal(await fromEnd(page), 0)
      assert.ok(await page.locator('#chat-jump').isHidden())
    }
    await stays()
    for (const size of [{ width: 3840, height: 2160 }, { width: 390, height: 844 }]) {
      await page.setViewportSize(size)
      for (const text of ['some words', '']) {
        await page.locator('#chat-text').fill(text)
        await page.keyboard.type(' :th')
        await page.locator('.suggestion').first().waitFor()
        await page.keyboard.press('Escape')
        await stays()
      }
    }
    await close(page)
  })

  it('opens its menus at their buttons', async () => {
    for (const size of [[1280, 720], [390, 844]]) {
      const page = await open('/alice/', { size })
      for (const name of ['More about the chat', 'Theme and language']) {
        const button = page.getByRole('button', { name, exact: true })
        await button.click()
        const menu = await page.locator(':popover-open').boundingBox()
        const { x, y, width, height } = await button.boundingBox()
        assert.ok(Math.abs(menu.y - y - height) < 8 && Math.abs(menu.x + menu.width - x - width) < 8, `${name} at ${size}: ${JSON.stringify(menu)}`)
        await page.keyboard.press('Escape')
      }
      await close(page)
    }
  })

  it('is reached at once by keyboard, and walked through line by line with the links in it', async () => {
    const page = await open('/walked/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    assert.equal(await focused(page), 'Messages')
    await join(page, 'walked', { key: 'walked-key' })
    for (const text of ['see https://example.com/one and https://example.com/two', '/mute nobody', 'after']) await say(page, text)
    await untilRead(page, 'after')
    await page.locator('#chat-scroll').focus()
    const up = async () => {
      await page.keyboard.press('ArrowUp')
      return page.evaluate(() => document.activeElement.innerText)
    }
    assert.match(await up(), /after/)
    assert.match(await up(), /nobody/i, 'a notice, too')
    assert.match(await up(), /example/)
    const link = () => page.evaluate(() => document.activeElement.href)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.dataset.name), 'walked')
    await page.keyboard.press('Tab')
    assert.equal(await link(), 'https://example.com/one')
    await page.keyboard.press('Tab')
    assert.equal(await link(), 'https://example.com/two')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Emoji', 'and on to where one writes')

    await page.locator('#chat-scroll').focus()
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Delete message…' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await until('the message to be gone', async () => (await messages(page)).length === 1)
    assert.match(await page.evaluate(() => document.activeElement.innerText), /nobody/i, 'the place is kept')
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
    assert.match(await page.locator('.line:focus time').innerText(), /\d\d:\d\d/)
    await page.keyboard.press('Enter')
    await page.getByRole('menu', { name: /^keys, .*\d\d:\d\d/ }).waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'menuitem')
    await page.keyboard.press('Escape')
    // once the page has heard that the menu is closed
    const isBack = async () => /keys: by hand/.test((await focused(page)) ?? '')
    await until('the focus to be back', isBack)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    await until('the focus to be back by Tab', isBack)
    const opensAtOnce = await page.evaluate(() => {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
      return document.activeElement.role === 'menuitem'
    })
    assert.ok(opensAtOnce, 'a second Enter, however quick, chooses')
    await page.keyboard.press('Enter')
    await page.locator('#chat-reply').waitFor()
    await page.keyboard.type('to myself')
    await page.keyboard.press('Enter')
    await page.locator('.line-quote').waitFor()
    await close(page)
  })

  it('loses neither the focus nor what a menu is about when the list moves on', async () => {
    const page = await open('/alice/')
    await join(page, 'patient')
    await say(page, 'hold on')
    await untilRead(page, 'hold on')
    // each a line longer than the one before, so that its end is told from theirs
    let lines = 300
    const pushOut = async () => {
      lines += 1
      await flood(page, 'alice', 'alice-key', lines)
      await untilRead(page, `flood ${lines}`)
      await page.locator('.message', { hasText: 'hold on' }).waitFor({ state: 'detached' })
    }
    await page.locator('#chat-scroll').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await pushOut()
    await page.getByRole('menuitem', { name: 'Reply' }).click()
    assert.match(await page.locator('#chat-reply').innerText(), /hold on/)
    await page.keyboard.press('Escape')

    await say(page, 'hold on again')
    await untilRead(page, 'hold on again')
    await page.locator('#chat-scroll').focus()
    await page.keyboard.press('ArrowUp')
    await pushOut()
    assert.ok(await page.evaluate(() => document.activeElement.matches('.line')), 'the focus went to the next line')
    const id = await page.evaluate(() => document.activeElement.dataset.id)
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await flood(page, 'alice', 'alice-key', 301)
    await page.locator(`.message[data-id="${id}"]`).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    // once the page has heard that the menu is closed
    await until('the focus to go to where one writes, for the line of the menu is gone', () => page.evaluate(() => document.activeElement.id === 'chat-text'))
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

  it('keeps names in their places where people write from right to left', async () => {
    const page = await open('/alice/')
    await join(page, 'right')
    await say(page, 'שלום @right שלום')
    await untilRead(page, 'שלום @right')
    const boxes = await page.locator('.message', { hasText: '@right' }).evaluate((line) => {
      const box = (node, from, to) => {
        const range = document.createRange()
        range.setStart(node, from)
        range.setEnd(node, to)
        return range.getBoundingClientRect()
      }
      const name = line.querySelector('.mention').firstChild
      return { mark: box(name, 0, 1), name: box(name, 1, 6) }
    })
    assert.ok(boxes.mark.right <= boxes.name.left + 1, 'the mark stands before the name')
    await close(page)
  })

  it('lies over a picture without anything but what is said, and fades', async () => {
    const [stays, fades] = await Promise.all([open('/layer/chat?overlay'), open('/layer/chat?overlay&seconds=1')])
    await until('the pages to be connected', async () => (await stays.evaluate(() => document.readyState)) === 'complete')
    await flood(stays, 'layer', 'layer-key', 2)
    await untilRead(stays, 'flood 2')
    await until('the messages to fade', async () => (await messages(fades)).length === 0)
    assert.deepEqual(await messages(stays), ['flood 1', 'flood 2'])
    assert.ok(await stays.evaluate(async () => {
      const { contrast } = await import('/static/js/chat/contrast.js')
      const [red, green, blue] = getComputedStyle(document.querySelector('.name')).color.match(/\d+/g).map(Number)
      return contrast(`#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`, '#000000') >= 7
    }), 'a name can be read by its edge alone')
    assert.equal(await stays.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), 'rgba(0, 0, 0, 0)')
    assert.equal(await stays.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgba(0, 0, 0, 0)')
    assert.deepEqual(unexpected(stays), [])
    await close(stays, fades)
  })
})
