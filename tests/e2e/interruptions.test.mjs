// Things fail in the middle of a broadcast, and viewers are back without doing anything.

import assert from 'node:assert/strict'
import { mkdirSync, rmSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { phase, startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { run, tool } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { timed, until } from './support/waiting.mjs'

let browser
before(async () => (browser = await startBrowser()))
after(() => browser?.close())

// each at a site of its own, and most of it is waiting
describe('a viewer', { concurrency: 2 }, () => {
  for (const rtmp of ['single', 'plain']) {
    describe(`with rtmp-${rtmp}.conf`, { concurrency: 1 }, () => {
      let site, page, encoder
      before(async () => {
        site = await startSite({ rtmp })
        await site.addStreamer('alice', 'secretkey')
        page = await visit(browser, `${site.url}/alice/`)
        await page.evaluate(() => (window.neverReloaded = true))
      })
      after(async () => {
        await page?.context().close()
        await site?.stop()
      })

      it('an offline page turns into the picture within three seconds of going live', async () => {
        assert.equal(await phase(page), 'offline')
        encoder = site.publish('secretkey', { returns: true })
        await site.untilState('alice', 'live')
        const taken = await timed('the page to notice', async () => (await phase(page)) === 'live', { within: 5000 })
        await untilPlaying(page, { frames: 1 })
        assert.ok(taken < 3000, `it took ${taken} ms`)
      })

      it('a restarted server has the stream live again within two seconds, and the picture goes on', async () => {
        const broadcast = (await site.info('alice')).broadcast
        await site.stopServer()
        await site.startServer()
        const taken = await timed('the stream to be live', async () => (await site.info('alice')).live, { within: 5000 })
        assert.ok(taken < 2000, `it took ${taken} ms`)
        assert.equal((await site.info('alice')).broadcast, broadcast)
        await untilPlaying(page, { frames: 60 })
      })

      it('a killed server loses nothing either', async () => {
        const broadcast = (await site.info('alice')).broadcast
        await site.stopServer('SIGKILL')
        await site.startServer()
        const taken = await timed('the stream to be live', async () => (await site.info('alice')).live, { within: 5000 })
        assert.ok(taken < 2000, `it took ${taken} ms`)
        assert.equal((await site.info('alice')).broadcast, broadcast)
        await untilPlaying(page, { frames: 60 })
      })

      for (const signal of ['SIGTERM', 'SIGKILL']) {
        it(`after nginx went by ${signal} and came back, the picture does too`, async () => {
          await site.nginx.stop(signal)
          await until('the page to say so', async () => (await phase(page)) === 'reconnecting')
          await site.nginx.start()
          await site.untilState('alice', 'live')
          await untilPlaying(page)
          await until('the page to say so', async () => (await phase(page)) === 'live')
        })
      }

      it('an encoder that stops and returns goes on in the same broadcast', async () => {
        const broadcast = (await site.info('alice')).broadcast
        await encoder.stop()
        await until('the page to say so', async () => (await phase(page)) === 'reconnecting')
        encoder = site.publish('secretkey')
        await site.untilState('alice', 'live')
        await until('the page to say so', async () => (await phase(page)) === 'live')
        await untilPlaying(page)
        assert.equal((await site.info('alice')).broadcast, broadcast)
      })

      it('an encoder may come back with another picture size', async () => {
        await encoder.stop()
        await site.untilState('alice', 'reconnecting')
        encoder = site.publish('secretkey', { size: '640x360' })
        await site.untilState('alice', 'live')
        await until('the larger picture', () => page.locator('video').evaluate((video) => video.videoHeight === 360))
        await untilPlaying(page)
      })

      it('an encoder whose connection died silently is admitted again', async () => {
        encoder.freeze()
        await until('the page to say so', async () => (await phase(page)) === 'reconnecting')
        const returned = site.publish('secretkey', { returns: true })
        await site.untilState('alice', 'live', { within: 20_000 })
        await untilPlaying(page)
        await encoder.stop()
        encoder = returned
      })

      it('nobody had to reload the page', async () => {
        assert.ok(await page.evaluate(() => window.neverReloaded))
      })
    })
  }

  describe('with rtmp-ladder.conf', { concurrency: 1 }, () => {
    let site, page
    before(async () => {
      site = await startSite({ rtmp: 'ladder' })
      await site.addStreamer('alice', 'secretkey')
      site.publish('secretkey')
      await site.untilState('alice', 'live', { within: 30_000 })
      page = await visit(browser, `${site.url}/alice/`)
      await untilPlaying(page)
    })
    after(async () => {
      await page?.context().close()
      await site?.stop()
    })

    it('a killed ffmpeg is started again, and the picture comes back', async () => {
      const transcoder = await processOf(`rtmp://127.0.0.1:${site.ports.hls}/hls/`)
      process.kill(transcoder, 'SIGKILL')
      await until('nginx to start another', async () => ![undefined, transcoder].includes(await processOf(`127.0.0.1:${site.ports.hls}/hls/`)))
      await until('the picture to move', async () => (await phase(page)) === 'live' && untilPlaying(page, { within: 3000 }).then(() => true))
    })

    it('the HLS folder may vanish and be made again', async () => {
      rmSync(site.hls, { recursive: true })
      await until('the page to say so', async () => (await phase(page)) === 'reconnecting')
      // nginx makes it itself if a rendition begins meanwhile
      mkdirSync(site.hls, { recursive: true })
      await until('the page to say so', async () => (await phase(page)) === 'live', { within: 30_000 })
      await untilPlaying(page)
    })
  })

  describe('with a short reconnect window', () => {
    it('a stream that does not come back is over', async () => {
      const site = await startSite({ settings: { reconnect_window: 1, live_indicator_delay: 2 } })
      try {
        await site.addStreamer('alice', 'secretkey')
        const encoder = site.publish('secretkey')
        await site.untilState('alice', 'live')
        const page = await visit(browser, `${site.url}/alice/`)
        await untilPlaying(page)
        await encoder.stop()
        await site.untilState('alice', 'offline')
        await until('the page to say so', async () => (await phase(page)) === 'ended')
        assert.equal((await site.get('/alice/playlist.m3u8')).status, 404)
      } finally {
        await site.stop()
      }
    })
  })
})

/** The number of the process that has `text` in its arguments. */
async function processOf(text) {
  const { stdout } = await run(tool('pgrep'), ['--full', text])
  return stdout ? Number(stdout.split('\n')[0]) : undefined
}
