// What the server takes by RTMP itself, watched about a second behind the camera.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { phase, startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { join } from './support/chat.mjs'
import { startNginx } from './support/nginx.mjs'
import { freePort } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { glassToGlass, quantile, STRIPES } from './support/stripes.mjs'
import { until } from './support/waiting.mjs'

/** Half of the frames are younger, in seconds. */
const NEAR = 2.5

describe('own ingest', () => {
  let browser, site, page, encoder
  before(async () => {
    browser = await startBrowser()
    site = await startSite({ ingest: true })
    await site.addStreamer('alice', 'secretkey')
    encoder = site.publish('secretkey', { picture: STRIPES })
    await site.untilState('alice', 'live')
    page = await visit(browser, `${site.url}/alice/`)
    await untilPlaying(page)
  })
  after(async () => {
    await browser?.close()
    await site?.stop()
  })

  /** What the page says, in seconds. */
  const behind = async () => Number.parseFloat(await page.locator('[data-fact="behind"] dd').textContent())
  const untilNear = () => until('little delay', async () => (await behind()) < NEAR)
  const choose = async (delay) => {
    await page.locator('media-controller').hover()
    await page.locator('#delay').click()
    await page.locator('#delays').getByRole('menuitemradio', { name: delay }).click()
  }

  it('is seen without stalls, as near to the camera as the page says', async () => {
    await untilNear()
    const { delays, stalls } = await glassToGlass(page, 5)
    const seen = quantile(delays, 0.5) / 1000
    assert.ok(seen < NEAR, `${seen} s`)
    assert.equal(stalls, 0)
    assert.ok(Math.abs(seen - (await behind())) < 0.7, `${seen} s, the page says ${await behind()} s`)
  })

  it('is seen from further behind by who prefers it smooth, also after a reload', async () => {
    await choose('Smooth')
    await until('more delay', async () => (await behind()) > NEAR)
    await page.reload()
    await untilPlaying(page)
    await until('more delay', async () => (await behind()) > NEAR)
    await choose('Low latency')
    await untilNear()
  })

  it('tells its streamer alone what to change', async () => {
    assert.equal(await page.locator('.health').count(), 0)
    const own = await visit(browser, `${site.url}/alice/`)
    await join(own, 'alice', { key: 'secretkey' })
    await until('good health', async () => (await own.locator('.health summary').textContent()) === 'Stream health: good')
    assert.ok(await own.locator('#advice').isHidden())
    await site.addStreamer('bob', 'othersecret')
    const other = site.publish('othersecret', { gop: 240 })
    await own.goto(`${site.url}/bob/`)
    await join(own, 'bob', { key: 'othersecret' })
    await until('advice', async () => /Set Keyframe Interval to 1 s/.test(await own.locator('#advice').innerText()), { within: 30_000 })
    assert.match(await own.locator('.about [role="status"]').textContent(), /A keyframe comes only every/)
    await own.locator('#advice').getByRole('button', { name: 'Close' }).click()
    await own.locator('.health summary').click()
    assert.match(await own.locator('.health').innerText(), /1 problem[^]*Round trip/)
    assert.ok(await own.locator('#advice').isHidden(), 'what was read does not come back')
    assert.deepEqual(unexpected(own), [])
    await other.stop()
    await own.close()
  })

  it('goes on on the same page when the encoder returns', async () => {
    await page.evaluate(() => (window.neverReloaded = true))
    const { broadcast } = await site.info('alice')
    await encoder.stop()
    await until('the page to say so', async () => (await phase(page)) === 'reconnecting')
    encoder = site.publish('secretkey', { picture: STRIPES })
    await until('the page to say so', async () => (await phase(page)) === 'live')
    await untilPlaying(page)
    await untilNear()
    const seen = quantile((await glassToGlass(page, 2)).delays, 0.5) / 1000
    assert.ok(seen < NEAR, `${seen} s, the page says ${await behind()} s`)
    assert.equal((await site.info('alice')).broadcast, broadcast)
    assert.ok(await page.evaluate(() => window.neverReloaded))
    assert.deepEqual(unexpected(page), [])
  })

  for (const signal of ['SIGTERM', 'SIGKILL']) {
    it(`goes on on the same page, in the same broadcast, when the server restarts by ${signal}`, async () => {
      await encoder.stop()
      encoder = site.publish('secretkey', { picture: STRIPES, returns: true })
      await untilPlaying(page)
      const { broadcast, started } = await site.info('alice')
      await site.stopServer(signal)
      await site.startServer()
      await site.untilState('alice', 'live')
      await untilPlaying(page, { frames: 60 })
      await untilNear()
      const after = await site.info('alice')
      assert.deepEqual([after.broadcast, after.started], [broadcast, started])
      assert.ok(await page.evaluate(() => window.neverReloaded))
    })
  }

  it('reaches many through a cache that asks for each part once', async () => {
    const docs = readFileSync(new URL('../../docs/proxy.md', import.meta.url), 'utf8')
    const [, configuration] = docs.match(/```nginx\n(proxy_cache_path[^]+?)```/)
    const port = await freePort()
    const folder = mkdtempSync(path.join(tmpdir(), 'cache-'))
    const nginx = await startNginx(folder, {
      site: configuration,
      replace: [
        ['/var/cache/nginx/live', path.join(folder, 'cache')],
        ['http://live.example.org', site.url],
        ['listen 80;', `listen 127.0.0.1:${port};`],
        ['proxy_cache live;', 'proxy_cache live; add_header x-cache $upstream_cache_status;'],
      ],
    })
    try {
      const get = async (at) => {
        const answer = await fetch(`http://127.0.0.1:${port}${at}`)
        return { status: answer.status, cache: answer.headers.get('x-cache'), body: await answer.text() }
      }
      const [, next, msn, part] = (await get('/alice/playlist.m3u8')).body.match(/PRELOAD-HINT:TYPE=PART,URI="(.+\/(\d+)\.(\d+)\.m4s)"/)
      // two parts later, so that all of them have to wait
      const wanted = `/alice/playlist.m3u8?_HLS_msn=${msn}&_HLS_part=${Number(part) + 2}`
      for (const at of [wanted, next]) {
        const answers = await Promise.all(Array.from({ length: 20 }, () => get(at)))
        assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
        assert.deepEqual(answers.filter(({ cache }) => cache !== 'HIT').map(({ cache }) => cache), ['MISS'])
        assert.equal(new Set(answers.map(({ body }) => body)).size, 1)
      }
      await site.admin('streamer', 'password', '-u', 'alice', '--password', 'sesame')
      await until('the lock', async () => (await get('/alice/playlist.m3u8')).status === 403)
    } finally {
      await nginx.stop()
      rmSync(folder, { recursive: true })
    }
  })
})
