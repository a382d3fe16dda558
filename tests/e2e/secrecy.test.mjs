// The stream key is looked for everywhere it must not be.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const WAYS = [['single', 'accel'], ['single', 'links'], ['ladder'], ['plain'], ['plain', 'links']]

// each on a site of its own, and most of it is waiting
describe('the stream key', { concurrency: 2 }, () => {
  for (const [number, [rtmp, front]] of WAYS.entries()) {
    // looked for among all processes
    const KEY = `k3y0fAlice7xQ${number}`
    describe(`rtmp-${rtmp}.conf${front ? `, delivery ${front}` : ''}`, { concurrency: 1 }, () => {
      let site, encoder
      before(async () => {
        site = await startSite({ rtmp, front })
        await site.addStreamer('alice', KEY, { description: 'hello' })
        encoder = site.publish(KEY)
        await site.untilState('alice', 'live', { within: 30_000 })
      })
      after(() => site?.stop())

      it('no answer has the key', async () => {
        const paths = ['/', '/alice', '/alice/', '/alice/info', '/alice/playlist.m3u8', '/alice/master.m3u8', '/alice/picture.jpg']
        paths.push('/api/streams', '/metrics', '/healthz', '/readyz', '/nobody/', '/hls/nothing-0.ts', '/auth/on_publish')
        paths.push('/alice/playlist/Original.m3u8', '/alice/playlist/480P.m3u8')
        const found = (await Promise.all(paths.map((path) => site.text(path)))).join().match(/\/hls\/[^\s"]*\.ts/g)
        for (const path of [...paths, ...new Set(found)]) {
          const answer = await site.get(path)
          const text = Buffer.from(await answer.arrayBuffer()).toString('latin1')
          assert.ok(!text.includes(KEY), path)
          assert.ok(!JSON.stringify([...answer.headers]).includes(KEY), `headers of ${path}`)
        }
        assert.ok(found.length > 0)
      })

      it('no answer tells whether a file of that key is there', async () => {
        // past nginx, whose access log would rightly have what is asked for here
        for (const name of [`${KEY}-0.ts`, `${KEY}.m3u8`, `${KEY}_Original-0.ts`, `${KEY}_Original.m3u8`]) {
          assert.equal((await fetch(`${site.direct}/hls/${name}`)).status, 404)
        }
      })

      if (rtmp !== 'plain') {
        it('no file in the HLS folder is named by the key', () => {
          assert.ok(site.hlsFiles().length > 0)
          assert.deepEqual(site.hlsFiles().filter((name) => name.includes(KEY)), [])
        })
      }

      it('no process but the encoder shows the key in its arguments', () => {
        assert.deepEqual(processesWith(KEY), [encoder.pid])
      })

      it('no log has the key, also after refusals, restarts and a second encoder', async () => {
        const second = site.publish(KEY)
        await until('nginx to take or refuse it', () => second.exited || rtmp !== 'plain')
        await second.stop()
        const refused = site.publish(`${KEY}wrong`)
        await until('the server to refuse it', () => refused.exited)
        await site.stopServer()
        await site.startServer()
        await site.nginx.stop()
        await encoder.stop()
        assert.ok(!site.serverLog().includes(KEY), 'server')
        for (const log of Object.values(site.nginx.logs)) assert.ok(!readIfThere(log).includes(KEY), log)
      })

      it('no file that the server keeps has the key', async () => {
        const files = everyFile(join(site.folder, 'data'))
        assert.ok(files.length > 0)
        assert.deepEqual(files.filter((file) => readFileSync(file).includes(KEY)), [])
      })
    })
  }
})

function processesWith(text) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readIfThere(`/proc/${name}/cmdline`).includes(text))
    .map(Number)
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

function everyFile(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? everyFile(path) : [path]
  })
}
