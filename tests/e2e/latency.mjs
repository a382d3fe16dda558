// Measures glass to glass: the wall clock, drawn into the picture, is read back from the playing video.
//
//   npm run latency --prefix tests/e2e [-- SECONDS]
//
// For comparison it measures the original's configuration with fragments of 3 s in the same run. The numbers are reported, not
// judged.

import { readFileSync } from 'node:fs'
import { startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { shipped } from './support/nginx.mjs'
import { startSite } from './support/site.mjs'
import { glassToGlass, quantile, STRIPES } from './support/stripes.mjs'

const seconds = Number(process.argv[2] ?? 20)

/** Measures a site of these options, to which an encoder publishes as told. */
async function measure(browser, name, options, encoder) {
  const site = await startSite(options)
  try {
    await site.addStreamer('alice', 'secretkey')
    site.publish('secretkey', { picture: STRIPES, ...encoder })
    await site.untilState('alice', 'live', { within: 30_000 })
    const page = await visit(browser, `${site.url}/alice/`)
    await untilPlaying(page)
    const { delays, stalls } = await glassToGlass(page, seconds)
    const at = (share) => (quantile(delays, share) / 1000).toFixed(2)
    const stood = stalls ? `, ${stalls} stalls` : ''
    console.log(`${name.padEnd(50)} p50 ${at(0.5)} s   p5 ${at(0.05)} s   p95 ${at(0.95)} s   (${delays.length} frames${stood})`)
    await page.context().close()
  } finally {
    await site.stop()
  }
}

const nginx = (rtmp) => ({ nginx: { rtmp }, settings: { keyless: rtmp.includes('push ') } })
const original = readFileSync(new URL('fixtures/original/rtmp.conf', import.meta.url), 'utf8')
const browser = await startBrowser()
for (const gop of [30, 60]) {
  await measure(browser, `own ingest, keyframe every ${gop / 30} s`, { ingest: true }, { gop })
  await measure(browser, `own ingest, B-frames, keyframe every ${gop / 30} s`, { ingest: true }, { gop, video: 'bframes' })
}
await measure(browser, 'rtmp-single.conf, keyframe every 1 s', nginx(shipped('rtmp-single.conf')), { gop: 30 })
await measure(browser, 'rtmp-single.conf, keyframe every 2 s', nginx(shipped('rtmp-single.conf')), { gop: 60 })
const fragments = original.replaceAll('12345', '5678').replaceAll('/path/to', '/var/lib/pystreaming')
await measure(browser, "original's rtmp.conf, keyframe every 2 s", nginx(fragments), { gop: 60 })
await browser.close()
