// Watching, in a real browser, what a real encoder sends through the shipped nginx configurations.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { pictureHeight, startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

let browser
before(async () => (browser = await startBrowser()))
after(() => browser?.close())

describe('a single quality', { concurrency: 2 }, () => {
  for (const rtmp of ['plain', 'single']) {
    describe(`rtmp-${rtmp}.conf`, { concurrency: 1 }, () => {
      let site
      before(async () => {
        site = await startSite({ rtmp })
        await site.addStreamer('alice', 'secretkey')
      })
      after(() => site?.stop())

      it('refuses an encoder with an unknown key', async () => {
        const encoder = site.publish('wrongkey')
        await until('the encoder to give up', () => encoder.exited)
        assert.deepEqual(site.hlsFiles(), [])
        assert.equal((await site.info('alice')).state, 'offline')
      })

      it('plays in the browser', async () => {
        site.publish('secretkey')
        await site.untilState('alice', 'live')
        const page = await visit(browser, `${site.url}/alice/`)
        await untilPlaying(page)
        assert.deepEqual(unexpected(page), [])
        await page.goto('about:blank')
      })

      it('counts the viewer, and no longer counts one who left', async () => {
        await until('nobody to watch', async () => (await site.info('alice')).count === 0, { within: 3000 })
        const page = await visit(browser, `${site.url}/alice/`)
        await until('the viewer to be counted', async () => (await site.info('alice')).count === 1)
        await page.goto('about:blank')
        await until('the viewer to be gone', async () => (await site.info('alice')).count === 0, { within: 3000 })
      })

      it('shows a picture of the stream on the front page', async () => {
        const [stream] = await until('a picture', async () => {
          const streams = await (await site.get('/api/streams')).json()
          return streams[0].picture && streams
        })
        const picture = await site.get(stream.picture)
        assert.equal(picture.headers.get('content-type'), 'image/jpeg')
      })
    })
  }
})

describe('rtmp-ladder.conf', () => {
  let site, page
  before(async () => {
    site = await startSite({ rtmp: 'ladder' })
    await site.addStreamer('alice', 'secretkey')
    site.publish('secretkey', { size: '1280x720' })
    await site.untilState('alice', 'live', { within: 30_000 })
    await until('three qualities', async () => (await site.text('/alice/master.m3u8')).match(/STREAM-INF/g)?.length === 3)
    page = await visit(browser, `${site.url}/alice/`)
  })
  after(() => site?.stop())

  it('plays in the browser', async () => {
    await untilPlaying(page)
    assert.deepEqual(unexpected(page), [])
  })

  it('changes quality through the menu of the player, and remembers the choice', async () => {
    await choose(page, '480P')
    await until('the smaller picture', async () => (await pictureHeight(page)) === 480)
    await choose(page, 'Original')
    await until('the larger picture', async () => (await pictureHeight(page)) === 720)
    await choose(page, '480P')
    await page.reload()
    await untilPlaying(page)
    await until('the smaller picture again', async () => (await pictureHeight(page)) === 480)
    assert.deepEqual(unexpected(page), [])
  })

  it('answers every quality at the address that older players know', async () => {
    for (const quality of ['Original', '720P', '480P']) {
      const playlist = await site.text(`/alice/playlist/${quality}.m3u8`)
      assert.match(playlist, new RegExp(`^/hls/[a-z2-9]{26}_${quality}-\\d+\\.ts$`, 'm'))
    }
    assert.equal((await site.get('/alice/playlist/1080P.m3u8')).status, 404)
  })
})

async function choose(page, quality) {
  await page.locator('media-controller').hover()
  await page.locator('media-rendition-menu-button').click()
  await page.locator('media-rendition-menu').getByRole('menuitemradio', { name: quality }).click()
}
