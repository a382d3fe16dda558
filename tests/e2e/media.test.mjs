// Streams of every kind that encoders send: what is served is valid, and plays.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import HLS from 'hls-parser'
import { startBrowser, unexpected, untilHeard, untilPlaying, visit } from './support/browser.mjs'
import { run, tool } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite({ settings: { reconnect_window: 1 } })
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const kinds = {
  'H.264 and AAC': { options: {}, codecs: /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/, streams: ['aac', 'h264'] },
  'B-frames': { options: { video: 'bframes' }, codecs: /^avc1\.64[0-9a-f]{4},mp4a\.40\.2$/, streams: ['aac', 'h264'] },
  'key frames far apart': { options: { gop: 150 }, codecs: /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/, streams: ['aac', 'h264'] },
  'silent sound': { options: { sound: 'silent' }, codecs: /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/, streams: ['aac', 'h264'] },
  'a picture without sound': { options: { sound: 'none' }, codecs: /^avc1\.[0-9a-f]{6}$/, streams: ['h264'] },
  'sound without a picture': { options: { video: 'none' }, codecs: /^mp4a\.40\.2$/, streams: ['aac'] },
}

// each has a streamer of its own, and most of it is waiting
describe('a stream', { concurrency: 3 }, () => {
  for (const [kind, { options, codecs, streams }] of Object.entries(kinds)) {
    describe(kind, { concurrency: 1 }, () => {
      const name = kind.replaceAll(/[^a-z]/gi, '').slice(0, 20)
      let encoder
      before(async () => {
        await site.addStreamer(name, `key-of-${name}`)
        encoder = site.publish(`key-of-${name}`, options)
        await site.untilState(name, 'live')
        await until('what it is made of to be known', async () => /CODECS/.test(await site.text(`/${name}/master.m3u8`)))
      })
      after(() => encoder?.stop())

      it('has a valid master playlist that says what it is', async () => {
        const master = HLS.parse(await site.text(`/${name}/master.m3u8`))
        assert.equal(master.variants.length, 1)
        const [variant] = master.variants
        assert.match(variant.codecs, codecs)
        assert.ok(variant.bandwidth > 10_000)
        if (streams.includes('h264')) {
          assert.deepEqual({ ...variant.resolution }, { width: 320, height: 180 })
          assert.equal(Math.round(variant.frameRate), 30)
        }
      })

      it('has a valid media playlist whose segments are there', async () => {
        const playlist = HLS.parse(await site.text(`/${name}/playlist.m3u8`))
        assert.ok(playlist.segments.length > 0)
        const newest = playlist.segments.at(-1)
        const age = Date.now() - newest.programDateTime
        assert.ok(age > newest.duration * 1000 && age < 20_000, `the newest segment says that it was begun ${age} ms ago`)
        for (const { uri, duration } of playlist.segments) {
          assert.match(uri, /^\/hls\/[a-z2-9]{26}-\d+\.ts$/)
          assert.ok(duration <= playlist.targetDuration + 0.5)
          assert.equal((await site.get(uri)).status, 200)
        }
      })

      it('is read by ffprobe from the master playlist', async () => {
        const probe = await run(tool('ffprobe'), ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'json', `${site.url}/${name}/master.m3u8`])
        const found = JSON.parse(probe.stdout).streams.map((stream) => stream.codec_name)
        // nginx always announces both kinds, so there may be more than there is
        for (const stream of streams) assert.ok(found.includes(stream), probe.stderr)
      })

      it('plays in the browser', async () => {
        const page = await visit(browser, `${site.url}/${name}/`)
        if (streams.includes('h264')) await untilPlaying(page)
        else await untilHeard(page)
        assert.deepEqual(unexpected(page), [])
        await page.context().close()
      })
    })
  }
})

describe('playlists', () => {
  it('say how long they may be kept, and come compressed to who can read that', async () => {
    await site.addStreamer('alice', 'secretkey')
    const encoder = site.publish('secretkey')
    await site.untilState('alice', 'live')
    const answer = await site.get('/alice/playlist.m3u8')
    assert.equal(answer.headers.get('content-type'), 'application/vnd.apple.mpegurl')
    assert.match(answer.headers.get('cache-control'), /max-age=1\b/)
    assert.equal(answer.headers.get('content-encoding'), 'gzip')
    const segment = (await answer.text()).match(/^\/hls\/.*$/m)[0]
    const media = await site.get(segment)
    assert.equal(media.headers.get('content-encoding'), null)
    assert.match(media.headers.get('cache-control'), /max-age=3600, immutable/)
    await encoder.stop()
  })
})
