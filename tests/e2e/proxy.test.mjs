// nginx in front, with the shipped site.conf.

import assert from 'node:assert/strict'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'

let browser
before(async () => (browser = await startBrowser()))
after(() => browser?.close())

for (const front of ['accel', 'links']) {
  describe(`delivery ${front}`, () => {
    let site, segment
    before(async () => {
      site = await startSite({ front })
      await site.addStreamer('alice', 'secretkey')
      site.publish('secretkey')
      await site.untilState('alice', 'live')
      segment = (await site.text('/alice/playlist.m3u8')).match(/^\/hls\/.*$/m)[0]
    })
    after(() => site?.stop())

    it('plays in the browser', async () => {
      const page = await visit(browser, `${site.url}/alice/`)
      await untilPlaying(page)
      assert.deepEqual(unexpected(page), [])
      await page.context().close()
    })

    it('lets nginx send the segments', async () => {
      const answer = await site.get(segment)
      assert.equal(answer.status, 200)
      assert.equal(answer.headers.get('server'), 'nginx')
      assert.equal(answer.headers.get('content-type'), 'video/mp2t')
      assert.match(answer.headers.get('cache-control'), /max-age=3600, immutable/)
      assert.equal(answer.headers.get('x-accel-redirect'), null)
      assert.equal((await answer.arrayBuffer()).byteLength % 188, 0)
      if (front === 'links') assert.ok(lstatSync(join(site.hls, segment.replace('/hls/', ''))).isSymbolicLink())
    })

    it('answers a range of a segment', async () => {
      const answer = await site.get(segment, { headers: { range: 'bytes=188-375' } })
      assert.equal(answer.status, 206)
      assert.equal((await answer.arrayBuffer()).byteLength, 188)
    })

    it('lets nobody keep the answer for a segment that is not there', async () => {
      const answer = await site.get(segment.replace(/-\d+\.ts$/, '-99999.ts'))
      assert.equal(answer.status, 404)
      assert.match(answer.headers.get('cache-control'), /no-store/)
    })

    it('gives out nothing of the HLS folder but segments of a playlist', async () => {
      for (const name of site.hlsFiles().filter((name) => !lstatSync(join(site.hls, name)).isSymbolicLink())) {
        assert.equal((await site.get(`/protected-hls/${name}`)).status, 404, name)
        // with links, nginx knows a segment by the form of its name, and the encoder's own is as hard to guess
        if (front === 'links' && name.endsWith('.ts')) continue
        assert.equal((await site.get(`/hls/${name}`)).status, 404, name)
      }
      for (const path of ['/hls/', '/hls', '/protected-hls/', '/hls/..%2fdata%2fsecret_key', '/hls/../data/secret_key']) {
        assert.equal((await site.get(path)).status, 404, path)
      }
    })

    it('keeps hooks and measurements from the outside', async () => {
      assert.equal((await site.get('/auth/on_publish?name=secretkey')).status, 403)
      assert.equal((await site.get('/metrics')).status, 403)
      const forged = { headers: { 'x-forwarded-for': '127.0.0.1' } }
      assert.equal((await fetch(`${site.direct}/metrics`)).status, 200)
      assert.equal((await site.get('/AUTH/on_publish?name=secretkey', forged)).status, 404)
    })

    it('serves the static files of the page', async () => {
      const page = await site.text('/alice/')
      const [, asset] = page.match(/"(\/(?:static|-)\/[^"]+\?v=[^"]+)"/)
      const answer = await site.get(asset)
      assert.equal(answer.status, 200)
      assert.match(answer.headers.get('cache-control'), /immutable/)
    })

    it('lets a visitor choose a theme', async () => {
      const page = await visit(browser, `${site.url}/alice/`)
      await page.getByRole('button', { name: 'Theme and language' }).click()
      await page.getByRole('button', { name: 'Dark' }).click()
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
      assert.equal(new URL(page.url()).pathname, '/alice/')
      await page.context().close()
    })
  })
}

describe('a hook that came through a proxy', () => {
  it('is refused, however many proxies are trusted', async () => {
    const site = await startSite({ settings: { nginx_proxy: 1 } })
    try {
      await site.addStreamer('alice', 'secretkey')
      const through = { headers: { 'x-forwarded-for': '203.0.113.7' } }
      assert.equal((await site.get('/auth/on_publish?name=secretkey', through)).status, 403)
      assert.equal((await site.get('/auth/on_publish?name=secretkey&clientid=1')).status, 302)
    } finally {
      await site.stop()
    }
  })
})
