// The player in a real browser: a viewer who lost the network, an encoder that returns as another one, and the controls.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, untilHeard, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { timed, until } from './support/waiting.mjs'
import { startWire } from './support/wire.mjs'

let browser
before(async () => (browser = await startBrowser()))
after(() => browser?.close())

const isLive = (page) => page.locator('media-live-button').evaluate((button) => button.hasAttribute('mediatimeislive'))
const video = (page, read) => page.locator('video').evaluate(read)
const position = (page) => video(page, (element) => element.currentTime)
/** Seconds from the newest picture that the player knows of. */
const fromEdge = (page) => video(page, (element) => element.seekable.end(element.seekable.length - 1) - element.currentTime)
/** What the page says, as a number. */
const behind = async (page) => Number.parseFloat(await page.locator('[data-fact="behind"] dd').textContent())

// each at a site of its own, and most of it is waiting
describe('the player', { concurrency: 2 }, () => {
  describe('a viewer', { concurrency: 1 }, () => {
    let site, wire, page
    before(async () => {
      site = await startSite()
      await site.addStreamer('alice', 'secretkey')
      site.publish('secretkey')
      await site.untilState('alice', 'live')
      wire = await startWire(Number(new URL(site.url).port))
      page = await visit(browser, `${wire.url}/alice/`)
      await untilPlaying(page)
    })
    after(async () => {
      await page?.context().close()
      await wire?.stop()
      await site?.stop()
    })

    it('is told how far behind the camera they are, which is more than a segment and a few seconds at most', async () => {
      await until('the delay', async () => (await isLive(page)) && (await behind(page)) > 1.5 && (await behind(page)) < 8)
      await until('no mark', async () => (await page.locator('#behind').textContent()) === '')
    })

    it('who lost the network for twelve seconds is live again soon after', async () => {
      const before = await fromEdge(page)
      const cutAt = Date.now()
      wire.cut()
      await until('the loss to last', () => Date.now() - cutAt > 12_000)
      wire.recover()
      await until('the viewer to be where they were', async () => (await isLive(page)) && (await fromEdge(page)) < before + 3)
      await untilPlaying(page)
    })

    it('who went back by choice stays there, and says so', async () => {
      const isSettled = async () => (await isLive(page)) && (await video(page, (element) => element.playbackRate)) === 1
      await until('the viewer to have caught up after the cut', isSettled)
      const before = await fromEdge(page)
      await page.locator('body').press('ArrowLeft')
      await page.locator('body').press('ArrowLeft')
      await until('the viewer to be behind', async () => !(await isLive(page)))
      await untilPlaying(page, { frames: 60 })
      assert.ok((await fromEdge(page)) > before + 3)
      assert.ok(!(await isLive(page)))
      assert.equal(await video(page, (element) => element.playbackRate), 1)
      assert.match(await page.locator('#behind').textContent(), /^−\d+ s$/)
      await page.locator('media-live-button').click()
      await until('the viewer to be live', () => isLive(page))
    })

    it('may drag the bar to its start, though the oldest segments that are listed are gone', async () => {
      await until('ten segments', async () => (await site.text('/alice/playlist.m3u8')).match(/EXTINF/g)?.length >= 10)
      const listed = (await site.text('/alice/playlist.m3u8')).match(/^\/hls\/.*$/gm)
      const gone = listed.slice(0, 5)
      // what is buffered would hide that
      await page.route((address) => gone.includes(address.pathname), (route) => route.fulfill({ status: 404 }))
      await page.reload()
      await untilPlaying(page)
      await page.locator('media-controller').hover()
      const bar = await page.locator('media-time-range').boundingBox()
      await page.mouse.move(bar.x + bar.width - 20, bar.y + bar.height / 2)
      await page.mouse.down()
      await page.mouse.move(bar.x + 2, bar.y + bar.height / 2, { steps: 10 })
      await page.mouse.up()
      await until('the viewer to be back', async () => !(await isLive(page)))
      await untilPlaying(page, { within: 6000 })
      assert.ok(!(await isLive(page)))
      await page.locator('media-live-button').click()
      await until('the viewer to be live', () => isLive(page))
    })

    it('has full screen by a double click, and no menu for a single quality', async () => {
      await page.locator('media-controller').dblclick({ position: { x: 200, y: 100 } })
      await until('full screen', () => page.evaluate(() => document.fullscreenElement?.id === 'stage'))
      assert.ok(await page.locator('media-rendition-menu-button').isHidden())
      await page.locator('media-controller').dblclick({ position: { x: 200, y: 100 } })
      await until('the page', () => page.evaluate(() => document.fullscreenElement === null))
      await untilPlaying(page)
    })
  })

  describe('an encoder that returns', { concurrency: 1 }, () => {
    let site, page, encoder
    before(async () => {
      site = await startSite()
      await site.addStreamer('alice', 'secretkey')
      encoder = site.publish('secretkey', { size: '640x360' })
      await site.untilState('alice', 'live')
      page = await visit(browser, `${site.url}/alice/`)
      await untilPlaying(page)
    })
    after(async () => {
      await page?.context().close()
      await site?.stop()
    })

    const soundOnly = () => page.locator('.sound-only').isVisible()
    const returns = {
      'with sound alone': { options: { video: 'none' }, shows: async () => (await soundOnly()) && !(await untilHeard(page)) },
      'with both': { options: {}, shows: async () => !(await soundOnly()) && !(await untilPlaying(page)) },
      'with a picture alone': { options: { sound: 'none' }, shows: async () => !(await untilPlaying(page)) },
    }
    for (const [how, { options, shows }] of Object.entries(returns)) {
      it(`${how} goes on, on the same page`, async () => {
        await encoder.stop()
        await site.untilState('alice', 'reconnecting')
        const before = await position(page)
        encoder = site.publish('secretkey', options)
        await site.untilState('alice', 'live', { within: 30_000 })
        const taken = await timed('the page to play it', async () => (await position(page)) > before + 1 && (await shows()), { within: 20_000 })
        console.log(`# ${how}: ${taken} ms`)
        assert.deepEqual(unexpected(page), [])
      })
    }
  })
})
