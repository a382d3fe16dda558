// The pages in a browser: no errors, nothing to scroll sideways, readable for everybody, usable by keyboard.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { violations, violationsInThemes } from './support/axe.mjs'
import { startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const SIZES = [[1280, 720], [390, 844], [360, 640], [844, 390]]
const PAGES = {
  'front page': '/',
  'live stream': '/alice/',
  'offline stream': '/bob/',
  'locked stream': '/carol/',
  'stream that there is none of': '/nobody/',
}

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite()
  await site.addStreamer('alice', 'alicekey', { description: 'Painting :art: at https://example.com/a?b=c&d <b>tonight</b>' })
  await site.addStreamer('bob', 'bobkey', { description: 'W'.repeat(300) })
  await site.addStreamer('carol', 'carolkey', { password: 'sesame' })
  await site.addStreamer('ABCDEFGHIJKLMNOPQRST', 'otherkey', { description: 'أهلا وسهلا' })
  site.publish('alicekey')
  site.publish('carolkey')
  await site.untilState('alice', 'live')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

for (const [name, path] of Object.entries(PAGES)) {
  describe(name, () => {
    for (const size of SIZES) {
      it(`fits into ${size.join('×')} without errors`, async () => {
        const page = await open(path, { size })
        const width = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(width <= size[0], `it is ${width} wide`)
        assert.deepEqual(unexpected(page), [])
        await page.context().close()
      })
    }

    it('has nothing for axe to complain of, in any theme', async () => {
      const page = await open(path)
      assert.deepEqual(await violationsInThemes(page), [])
      await page.context().close()
    })

    it('has nothing for axe to complain of on a phone', async () => {
      const page = await open(path, { size: [390, 844] })
      assert.deepEqual(await violations(page), [])
      await page.context().close()
    })

    it('can be walked through by keyboard, and shows where one is', async () => {
      const page = await open(path)
      const stops = await keyboardWalk(page)
      assert.ok(stops.length > 0)
      assert.deepEqual(stops.filter(({ name, visible, outlined }) => !name || !visible || !outlined), [])
      await page.context().close()
    })
  })
}

describe('every page', () => {
  it('allows no inline script and nothing from another site', async () => {
    for (const path of Object.values(PAGES)) {
      const policy = (await site.get(path)).headers.get('content-security-policy')
      assert.match(policy, /default-src 'none'/, path)
      assert.match(policy, /script-src 'self'(;|$)/, path)
    }
  })

  it('shows names and descriptions as text, with links and emoji', async () => {
    const page = await open('/alice/')
    const description = page.locator('.description')
    assert.equal(await description.innerText(), 'Painting 🎨 at https://example.com/a?b=c&d <b>tonight</b>')
    assert.equal(await description.locator('a').getAttribute('href'), 'https://example.com/a?b=c&d')
    assert.equal(await description.locator('b').count(), 0)
    await page.context().close()
  })
})

describe('languages', () => {
  it('are chosen by keyboard, with and without scripts', async () => {
    for (const [javaScriptEnabled, size] of [[true, [1280, 720]], [false, [360, 640]]]) {
      const page = await open('/alice/', { javaScriptEnabled, size })
      await page.getByRole('button', { name: 'Theme and language' }).focus()
      await page.keyboard.press('Enter')
      const german = page.getByRole('button', { name: 'Deutsch' })
      await german.waitFor()
      for (let presses = 0; presses < 10 && !(await german.evaluate((it) => it === document.activeElement)); presses++) await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.locator('html[lang="de"]').waitFor()
      assert.equal(new URL(page.url()).pathname, '/alice/')
      await page.goto(`${site.url}/`)
      await page.getByRole('heading', { name: 'Jetzt live' }).waitFor()
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= size[0])
      assert.deepEqual(unexpected(page), [])
      await page.context().close()
    }
  })

  it('that are written from right to left turn pages around', async () => {
    const page = await open('/alice/')
    await page.context().addCookies([{ name: 'language', value: 'en-XB', url: site.url }])
    for (const size of [[1280, 720], [360, 640]]) {
      await page.setViewportSize({ width: size[0], height: size[1] })
      await page.goto(`${site.url}/alice/`)
      await untilPlaying(page)
      assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl')
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= size[0])
      const [chat, stage] = await Promise.all(['#chat', '#stage'].map((place) => page.locator(place).boundingBox()))
      assert.ok(size[0] < 500 || chat.x < stage.x, 'the chat is on the left')
    }
    assert.deepEqual(unexpected(page), [])
    await page.context().close()
  })
})

describe('the front page', () => {
  it('notices by itself who goes live and who stops', async () => {
    const page = await open('/')
    const live = page.locator('[data-list="live"] li[data-name="bob"]')
    assert.equal(await live.count(), 0)
    const encoder = site.publish('bobkey')
    await until('bob to be listed as live', () => live.count(), { within: 30_000 })
    await encoder.stop()
    await until('bob to be listed as ended', () => page.locator('[data-list="ended"] li[data-name="bob"]').count(), { within: 60_000 })
    assert.deepEqual(unexpected(page), [])
    await page.context().close()
  })
})

describe('the stream page', () => {
  it('needs no scrolling in the window of a laptop, and cuts nothing off', async () => {
    const page = await open('/alice/')
    const { height, arrow, link } = await page.evaluate(() => ({
      height: document.documentElement.scrollHeight,
      arrow: document.querySelector('.bar-site .icon').getBoundingClientRect(),
      link: document.querySelector('.bar-site').getBoundingClientRect(),
    }))
    assert.equal(height, 720)
    assert.ok(arrow.left >= link.left && link.left >= 0, 'the arrow is whole')
    await page.context().close()
  })

  it('gives the picture the whole width of a tablet held upright', async () => {
    const page = await open('/alice/', { size: [820, 1180] })
    const stage = await page.locator('#stage').boundingBox()
    assert.deepEqual([stage.x, stage.width, Math.round(stage.height)], [0, 820, 461])
    assert.ok(await page.locator('.description').isVisible())
    await page.context().close()
  })

  it('says one thing at a time without JavaScript', async () => {
    for (const path of ['/alice/', '/bob/']) {
      const page = await open(path, { javaScriptEnabled: false })
      const covers = await page.locator('.cover').all()
      const shown = await Promise.all(covers.map((cover) => cover.isVisible()))
      assert.equal(shown.filter(Boolean).length, 1, path)
      await page.context().close()
    }
  })

  it('draws the emoji of a description without the typeface of chat', async () => {
    const page = await open('/alice/')
    // what is laid out has its typefaces by then
    await page.evaluate(() => document.fonts.ready)
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname))
    assert.deepEqual(loaded.filter((path) => path.includes('twemoji')), [])
    await page.context().close()
  })

  it('is worked by keyboard: pause, sound, volume', async () => {
    const page = await open('/alice/')
    await untilPlaying(page)
    // the next key counts once the controls show what the last one did
    const controls = page.locator('media-controller')
    await page.keyboard.press('m')
    await until('silence', async () => (await controls.getAttribute('mediavolumelevel')) === 'off')
    assert.ok(await page.locator('video').evaluate((element) => element.muted))
    await page.keyboard.press('m')
    await until('sound', async () => (await controls.getAttribute('mediavolumelevel')) === 'high')
    await page.keyboard.press('Space')
    await until('a pause', async () => (await controls.getAttribute('mediapaused')) !== null)
    assert.ok(await page.locator('video').evaluate((element) => element.paused))
    await page.keyboard.press('Space')
    await untilPlaying(page)
    await page.context().close()
  })

  it('tells since when a stream is live also where the clock is wrong by an hour', async () => {
    for (const wrong of [3_600_000, -3_600_000]) {
      const page = await open('/alice/')
      await page.addInitScript((wrong) => {
        const right = Date.now
        Date.now = () => right() + wrong
      }, wrong)
      await page.reload()
      const { started } = await site.info('alice')
      const shown = async () => {
        const words = await page.locator('#state time').innerText()
        return words.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
      }
      await until('the right time', async () => Math.abs((await shown()) - (Date.now() / 1000 - started)) < 10)
      await page.context().close()
    }
  })

  it('has controls in the language of the page', async () => {
    for (const [language, ...names] of [['de', 'Pause', 'Ton aus', 'Vollbild'], ['en', 'Pause', 'Mute', 'Full screen']]) {
      // the controls alone would follow the browser, and not the page
      const page = await open('/alice/', { locale: language === 'de' ? 'en-GB' : 'de-DE' })
      await page.context().addCookies([{ name: 'language', value: language, url: site.url }])
      await page.reload()
      await untilPlaying(page)
      const controls = ['media-play-button', 'media-mute-button', 'media-fullscreen-button']
      const said = () => Promise.all(controls.map((name) => page.locator(name).getAttribute('aria-label')))
      await until('the labels', async () => (await said()).every(Boolean))
      assert.deepEqual(await said(), names)
      const tooltip = page.locator('media-fullscreen-button').locator('slot[name="tooltip-enter"]')
      assert.equal(await tooltip.textContent(), names[2])
      await page.context().close()
    }
  })

  it('remembers the volume', async () => {
    const page = await open('/alice/')
    await untilPlaying(page)
    await page.locator('video').evaluate((element) => {
      element.muted = false
      element.volume = 0.25
    })
    await until('it to be kept', () => page.evaluate(() => JSON.stringify({ ...localStorage }).includes('0.25')))
    await page.reload()
    await untilPlaying(page)
    assert.equal(await page.locator('video').evaluate((element) => element.volume), 0.25)
    await page.context().close()
  })
})

async function open(path, options) {
  const page = await visit(browser, new URL(path, site.url).href, options)
  await page.waitForLoadState('load')
  return page
}

/** Presses Tab until the focus has been around, and says of each stop whether one can see and hear what it is. */
async function keyboardWalk(page) {
  const stops = []
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      let element = document.activeElement
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
      if (!element || element === document.body) return null
      if (element.seen) return 'seen'
      element.seen = true
      const box = element.getBoundingClientRect()
      const host = document.activeElement
      const labels = [element, host].flatMap((it) => [it.getAttribute('aria-label'), it.getAttribute('title'), it.innerText, it.labels?.[0]?.innerText])
      const shown = [element, host].some((it) => {
        const style = getComputedStyle(it)
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
      })
      return { element: element.outerHTML.slice(0, 100), name: labels.find((text) => text?.trim()), visible: box.width > 0 && box.height > 0, outlined: shown }
    })
    if (stop === null || stop === 'seen') break
    stops.push(stop)
  }
  return stops
}
