// Encoders as people have them: set to nothing in particular, stopped on purpose, cut off, or started twice.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { phase, startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

let browser, site, page, encoder
before(async () => {
  browser = await startBrowser()
  site = await startSite()
  await site.addStreamer('alice', 'secretkey')
  await site.addStreamer('bob', 'another-key')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** Waits for a condition, and holds that each answer of `/info` until then is as `must` lists. */
async function throughout(streamer, must, what, condition, options) {
  const seen = new Set()
  const look = async () => {
    const { live, state } = await site.info(streamer)
    seen.add(`${state}, ${live ? 'live' : 'not live'}`)
  }
  await until(
    what,
    async () => {
      await look()
      return condition()
    },
    options,
  )
  // what made the condition true may have come after the last look
  await look()
  assert.deepEqual([...seen].toSorted(), must.toSorted())
}

const listed = async (streamer) => (await site.text(`/${streamer}/playlist.m3u8`)).match(/^[^#].*\.ts$/gm) ?? []

/** How often the server was told that alice's encoder left. */
const departures = () => site.serverLog().split('\n').filter((line) => /publisher left.*alice/.test(line)).length

// both streams are mostly waited for
describe('encoders', { concurrency: 2 }, () => {
  describe('an encoder with OBS’ own keyframe interval, as long as it sends', () => {
    it('is live throughout', async () => {
      const untouched = site.publish('another-key', { gop: 250 })
      await site.untilState('bob', 'live', { within: 40_000 })
      await throughout('bob', ['live, live'], 'two segments of eight seconds', async () => (await listed('bob')).length >= 2, { within: 40_000 })
      await untouched.stop()
    })
  })

  describe('of one streamer', { concurrency: 1 }, () => {
    describe('an encoder that stops on purpose', () => {
      it('is over as soon as viewers have seen its end', async () => {
        encoder = site.publish('secretkey')
        await site.untilState('alice', 'live')
        page = await visit(browser, `${site.url}/alice/`)
        await page.evaluate(() => (window.neverReloaded = true))
        await untilPlaying(page)
        const { broadcast } = await site.info('alice')
        await encoder.stop()
        await until('its goodbye to be heard', async () => (await site.info('alice')).state !== 'live', { every: 20 })
        await throughout('alice', ['reconnecting, not live', 'offline, not live'], 'the page to say so', async () => (await phase(page)) === 'ended')

        encoder = site.publish('secretkey')
        await site.untilState('alice', 'live')
        assert.equal((await site.info('alice')).broadcast, broadcast, 'it returned within the window')
        await until('the page to say so', async () => (await phase(page)) === 'live')
        await untilPlaying(page)
        assert.ok(await page.evaluate(() => window.neverReloaded))
      })
    })

    describe('an encoder that is started twice', () => {
      it('goes on where the second one leaves', async () => {
        const first = (await site.info('alice')).broadcast
        const another = site.publish('secretkey', { size: '640x360' })
        const second = await until('the second to take over', async () => {
          const { state, broadcast } = await site.info('alice')
          return state === 'live' && broadcast !== first && broadcast
        })
        await another.stop()
        await until('the first to be back', async () => {
          const { state, broadcast } = await site.info('alice')
          return state === 'live' && ![first, second].includes(broadcast)
        })
        await until('its picture', () => page.locator('video').evaluate((video) => video.videoHeight === 180))
        await untilPlaying(page)
      })
    })

    describe('an encoder whose connection dies', () => {
      it('does not come back to life when nginx clears up behind it', async () => {
        const before = departures()
        const newest = (await listed('alice')).at(-1)
        encoder.freeze()
        await site.untilState('alice', 'reconnecting')
        await throughout(
          'alice',
          ['reconnecting, not live'],
          'nginx to drop it and list what it had',
          async () => departures() > before && !(await listed('alice')).at(-1)?.endsWith(newest),
          { within: 30_000 },
        )
        const dropped = Date.now()
        await throughout('alice', ['reconnecting, not live'], 'a live segment to have passed', () => Date.now() > dropped + 3000)
      })
    })
  })
})
