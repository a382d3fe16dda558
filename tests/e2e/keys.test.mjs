// The longest stream key, through real nginx, where files are named after it.

import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const LONGEST = 'k'.repeat(198)

let site
before(async () => {
  site = await startSite({ rtmp: 'plain' })
  await site.addStreamer('alice', LONGEST)
})
after(() => site?.stop())

it('keys that begin with it are refused, also where nginx cuts them', async () => {
  for (const length of [199, 254, 255, 300]) {
    const encoder = site.publish(LONGEST.padEnd(length, 'k'))
    await until('it to be sent away', () => encoder.exited)
  }
  assert.equal((await site.info('alice')).state, 'offline')
})

it('goes live', async () => {
  site.publish(LONGEST)
  await site.untilState('alice', 'live')
  assert.ok(site.hlsFiles().includes(`${LONGEST}.m3u8`))
})
