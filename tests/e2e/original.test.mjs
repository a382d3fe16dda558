// What was written for the original goes on working: its configuration file, nginx files, paths and command lines.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { startMariaDb } from './support/mariadb.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const fixture = (name) => readFileSync(new URL(`fixtures/original/${name}`, import.meta.url), 'utf8')

let browser
before(async () => (browser = await startBrowser()))
after(() => browser?.close())

// each on a site of its own, and most of it is waiting
describe('what was written for the original', { concurrency: 2 }, () => {
  for (const [rtmp, qualities] of [['rtmp.conf', []], ['rtmp-ladder.conf', ['Original', '720P', '480P']]]) {
    describe(`its ${rtmp} and site configuration`, { concurrency: 1 }, () => {
      let site, database
      before(async () => {
        site = await startSite({
          prepare: async ({ folder, admin }) => {
            database = await startMariaDb(folder)
            await admin('database', 'create')
          },
          nginx: { rtmp: fixture(rtmp), site: fixture('site.conf') },
          replace: ({ folder, port, rtmp, site }) => [
            ['127.0.0.1:12345', `127.0.0.1:${port}`],
            ['127.0.0.1:1935', `127.0.0.1:${rtmp}`],
            ['listen 1935;', `listen 127.0.0.1:${rtmp};`],
            ['listen 80;', `listen 127.0.0.1:${site};`],
            ['/path/to', folder],
            ['/location/of/this/repo', new URL('../../', import.meta.url).pathname],
          ],
          config: ({ folder }) =>
            fixture('config.yaml').replaceAll('/path/to', folder) + (qualities.length ? `video_qualities:\n${qualities.map((q) => `  - ${q}\n`).join('')}` : ''),
          arguments_: (places) => ['--port', String(places.port), '--nginx-proxy', '1'],
        })
        await site.addStreamer('test', 'secretkey')
      })
      after(async () => {
        await site?.stop()
        await database?.stop()
      })

      it('shows a stream', async () => {
        site.publish('secretkey', { size: '640x360' })
        await until('the stream to be live', async () => (await site.info('test')).live, { within: 30_000 })
        const page = await visit(browser, `${site.url}/test/`)
        await untilPlaying(page)
        assert.deepEqual(unexpected(page), [])
        await page.context().close()
      })

      it('has nginx send segments whose names tell nothing', async () => {
        const path = qualities.length ? '/test/playlist/Original.m3u8' : '/test/playlist.m3u8'
        const [segment] = (await site.text(path)).match(/^\/hls\/.*$/m)
        assert.doesNotMatch(segment, /test|secretkey/)
        const answer = await site.get(segment)
        assert.equal(answer.status, 200)
        assert.equal(answer.headers.get('access-control-allow-origin'), '*')
      })

      it('refuses an unknown key', async () => {
        const encoder = site.publish('wrong')
        await until('the encoder to give up', () => encoder.exited)
        assert.deepEqual(site.hlsFiles().filter((name) => name.startsWith('wrong')), [])
      })
    })
  }
})
