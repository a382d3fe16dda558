// Measures glass to glass: the wall clock, burnt into the picture as stripes, is read back from the playing video.
//
//   npm run latency --prefix tests/e2e [-- SECONDS]
//
// Encoder, server and browser share one clock, so the difference is the delay. For comparison it measures the original's
// configuration with fragments of 3 s in the same run. The numbers are reported, not judged.

import { readFileSync } from 'node:fs'
import { startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { shipped } from './support/nginx.mjs'
import { startSite } from './support/site.mjs'

const seconds = Number(process.argv[2] ?? 20)

/** 24 stripes: bit i of the time of day in milliseconds is white or black at x = 26·i + 13. */
const CLOCK =
  "color=s=640x16:r=30,format=gray,geq=lum='255*mod(floor(mod(time(0)*1000,16777216)/pow(2,floor(X/26))),2)',format=yuv420p[clock];" +
  'testsrc2=s=640x344:r=30,format=yuv420p[picture];[clock][picture]vstack'

async function measure(browser, name, rtmp, gop) {
  const site = await startSite({ nginx: { rtmp } , settings: { keyless: rtmp.includes('push ') } })
  try {
    await site.addStreamer('alice', 'secretkey')
    site.publish('secretkey', { picture: CLOCK, gop })
    await site.untilState('alice', 'live', { within: 30_000 })
    const page = await visit(browser, `${site.url}/alice/`)
    await untilPlaying(page)
    const delays = await page.locator('video').evaluate(
      (video, seconds) =>
        new Promise((resolve) => {
          const context = new OffscreenCanvas(640, 16).getContext('2d', { willReadFrequently: true })
          const delays = []
          const until = performance.now() + seconds * 1000
          const onFrame = () => {
            context.drawImage(video, 0, 0, 640, 16, 0, 0, 640, 16)
            const { data } = context.getImageData(0, 8, 640, 1)
            let shown = 0
            for (let i = 0; i < 24; i++) if (data[4 * (26 * i + 13)] > 127) shown += 2 ** i
            delays.push((((Date.now() - shown) % 2 ** 24) + 2 ** 24) % 2 ** 24)
            if (performance.now() < until) video.requestVideoFrameCallback(onFrame)
            else resolve(delays)
          }
          video.requestVideoFrameCallback(onFrame)
        }),
      seconds,
    )
    delays.sort((a, b) => a - b)
    const at = (share) => (delays[Math.floor((delays.length - 1) * share)] / 1000).toFixed(1)
    console.log(`${name.padEnd(44)} p50 ${at(0.5)} s   p5 ${at(0.05)} s   p95 ${at(0.95)} s   (${delays.length} frames)`)
  } finally {
    await site.stop()
  }
}

const original = readFileSync(new URL('fixtures/original/rtmp.conf', import.meta.url), 'utf8')
const browser = await startBrowser()
await measure(browser, 'rtmp-single.conf, keyframe every 1 s', shipped('rtmp-single.conf'), 30)
await measure(browser, 'rtmp-single.conf, keyframe every 2 s', shipped('rtmp-single.conf'), 60)
await measure(browser, "original's rtmp.conf, keyframe every 2 s", original.replaceAll('12345', '5678').replaceAll('/path/to', '/var/lib/pystreaming'), 60)
await browser.close()
