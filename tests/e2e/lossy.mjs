// Plays a stream of 4 Mbit/s over a network that is slow and loses packets, and reports how old the picture is and how often it stands
// still. Needs root, since the network is made of a namespace and two tunnels.
//
//   npm run lossy --prefix tests/e2e [-- SECONDS [ROUND_TRIP_MS [LOSS_PERCENT]]]

import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { tool } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { glassToGlass, quantile, STRIPES } from './support/stripes.mjs'

const [seconds = 300, roundTrip = 50, loss = 1] = process.argv.slice(2).map(Number)
const NAMESPACE = 'pystream-lossy'
/** How the kernel sends: each is tried that it has. */
const SENDING = '/proc/sys/net/ipv4/tcp_congestion_control'

const relay = new URL('python/lossy.py', import.meta.url).pathname
const network = spawn(tool('python3'), [relay, NAMESPACE, String(roundTrip), String(loss)], { stdio: ['pipe', 'pipe', 'inherit'] })
const said = await createInterface(network.stdout)[Symbol.asyncIterator]().next()
if (said.value !== 'ready') throw new Error('no such network can be made here')

const before = readFileSync(SENDING, 'utf8')
process.on('exit', () => writeFileSync(SENDING, before))
const site = await startSite({ ingest: true, settings: ({ port, rtmp, folder }) => ({ listen: '0.0.0.0', port, data_dir: `${folder}/data`, ingest: { rtmp: `127.0.0.1:${rtmp}` } }) })
try {
  const inside = join(site.folder, 'chromium')
  writeFileSync(inside, `#!/bin/sh\nexec ${tool('ip')} netns exec ${NAMESPACE} ${tool('chromium-headless-shell')} "$@"\n`)
  chmodSync(inside, 0o755)
  const browser = await startBrowser(inside)
  await site.addStreamer('alice', 'secretkey')
  site.publish('secretkey', { picture: STRIPES, video: 'steady', returns: true })
  await site.untilState('alice', 'live')
  for (const sending of ['bbr', 'cubic']) {
    try {
      writeFileSync(SENDING, sending)
    } catch {
      console.log(`this kernel has no ${sending}`)
      continue
    }
    // those that wait for connections from now on pass it on to them
    await site.stopServer()
    await site.startServer()
    await site.untilState('alice', 'live')
    const page = await visit(browser, `http://10.203.0.1:${new URL(site.direct).port}/alice/`)
    await untilPlaying(page, { within: 60_000 })
    const { delays, stalls } = await glassToGlass(page, seconds)
    const at = (share) => (quantile(delays, share) / 1000).toFixed(2)
    console.log(`${sending.padEnd(6)} ${roundTrip} ms, ${loss} %: p50 ${at(0.5)} s   p95 ${at(0.95)} s   ${stalls} stalls in ${seconds} s (${delays.length} frames)`)
    await page.context().close()
  }
  await browser.close()
} finally {
  await site.stop()
  network.stdin.end()
}
