// rtmp-ladder.conf leaves no process behind.

import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { run, tool } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

let site
before(async () => (site = await startSite({ rtmp: 'ladder', settings: { reconnect_window: 1 } })))
after(() => site?.stop())

it('ffmpeg and an old worker end with the stream, with and without a reload', async () => {
  const names = ['alice', 'bob']
  for (const name of names) await site.addStreamer(name, `key-of-${name}`)
  for (const reload of [false, true]) {
    const earlier = new Set(site.hlsFiles())
    const encoders = names.map((name) => site.publish(`key-of-${name}`))
    for (const name of names) await site.untilState(name, 'live', { within: 30_000 })
    // ffmpeg has caught up with the encoder, and waits for what comes next
    const fifth = () => site.hlsFiles().filter((file) => file.endsWith('_480P-4.ts') && !earlier.has(file))
    await until('ffmpeg to catch up', () => fifth().length === names.length, { within: 30_000 })
    assert.equal((await transcoders()).length, names.length)
    if (reload) {
      const [worker] = await workers()
      await site.nginx.reload()
      await until('a new worker', async () => (await workers()).some((pid) => pid !== worker))
    }
    await Promise.all(encoders.map((encoder) => encoder.stop()))
    await until('every ffmpeg to end', async () => (await transcoders()).length === 0)
    await until('one worker to remain', async () => (await workers()).length === 1)
    for (const name of names) await site.untilState(name, 'offline', { within: 40_000 })
  }
})

const transcoders = () => matching(['-f', `rtmp://127.0.0.1:${site.ports.hls}/hls/`])
const workers = () => matching(['-P', `${site.nginx.pid}`, '-f', 'worker process'])

async function matching(words) {
  const { stdout } = await run(tool('pgrep'), words)
  return stdout.split('\n').filter(Boolean)
}
