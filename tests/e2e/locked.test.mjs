// A stream with a viewer password yields nothing without it.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { timed, until } from './support/waiting.mjs'

const PATHS = ['/alice/', '/alice/info', '/alice/playlist.m3u8', '/alice/master.m3u8']

let browser
before(async () => (browser = await startBrowser()))
after(() => browser?.close())

describe('a locked stream', { concurrency: 2 }, () => {
  for (const front of [undefined, 'accel']) {
    describe(front ? `behind nginx, delivery ${front}` : 'served directly', { concurrency: 1 }, () => {
      let site, cookie, segment
      const unlocked = { headers: {} }
      before(async () => {
        site = await startSite({ front })
        await site.addStreamer('alice', 'secretkey', { password: 'sesame', description: 'for friends' })
        site.publish('secretkey')
        cookie = await unlock('sesame')
        unlocked.headers.cookie = cookie
        await until('alice to be live', async () => (await (await site.get('/alice/info', unlocked)).json()).live)
        segment = await firstSegment()
      })
      after(() => site?.stop())

      const form = (streampass) => ({ method: 'POST', body: new URLSearchParams({ streampass }) })
      async function unlock(password) {
        const answer = await site.get('/alice/password', form(password))
        assert.equal(answer.status, 302, await answer.text())
        const [set] = answer.headers.getSetCookie()
        assert.match(set, /HttpOnly/i)
        assert.match(set, /SameSite=Lax/i)
        assert.match(set, /Max-Age=86400/i)
        return set.split(';')[0]
      }
      async function firstSegment() {
        const playlist = await site.text('/alice/playlist.m3u8', unlocked)
        return playlist.match(/^\/hls\/.*$/m)[0]
      }

      it('yields neither page, info, playlist, segment nor picture without the password', async () => {
        for (const path of PATHS) {
          const answer = await site.get(path)
          assert.equal(answer.status, 403, path)
          assert.doesNotMatch(await answer.text(), /\/hls\/|for friends|sesame/, path)
        }
        assert.equal((await site.get(segment)).status, 403)
        assert.equal((await site.get('/alice/picture.jpg')).status, 404)
        assert.equal((await site.get('/alice/picture.jpg', unlocked)).status, 404)
        const [stream] = await (await site.get('/api/streams')).json()
        assert.ok(stream.locked)
        assert.equal(stream.picture, null)
      })

      it('refuses a wrong password and says so', async () => {
        const answer = await site.get('/alice/password', form('wrong'))
        assert.equal(answer.status, 403)
        assert.match(await answer.text(), /role="alert"/)
        assert.deepEqual(answer.headers.getSetCookie(), [])
      })

      it('refuses a cookie that was tampered with, or that is of another stream', async () => {
        await site.addStreamer('bob', 'otherkey', { password: 'sesame' })
        const [name, value] = cookie.split('=')
        const broken = value.slice(0, -2) + (value.endsWith('AA') ? 'BB' : 'AA')
        assert.equal((await site.get('/alice/info', { headers: { cookie: `${name}=${broken}` } })).status, 403)
        const bobs = (await site.get('/bob/password', form('sesame'))).headers.getSetCookie()[0].split(';')[0]
        for (const stolen of [bobs, `${name}=${bobs.split('=')[1]}`]) {
          assert.equal((await site.get('/alice/info', { headers: { cookie: stolen } })).status, 403)
        }
      })

      it('plays after the password was entered on the page', async () => {
        const page = await visit(browser, `${site.url}/alice/`)
        await page.getByLabel('Password').fill('sesame')
        await page.keyboard.press('Enter')
        await untilPlaying(page)
        await page.context().close()
      })

      it('gives its segments to nobody but who unlocked it, and to no shared cache', async () => {
        segment = await firstSegment()
        const answer = await site.get(segment, unlocked)
        assert.equal(answer.status, 200)
        assert.equal(answer.headers.get('content-type'), 'video/mp2t')
        assert.match(answer.headers.get('cache-control'), /private/)
        assert.equal((await site.get(segment)).status, 403)
      })

      it('locks everybody out within a second when the password changes, segments included', async () => {
        const page = await visit(browser, `${site.url}/alice/`)
        await page.getByLabel('Password').fill('sesame')
        await page.keyboard.press('Enter')
        await untilPlaying(page)
        segment = await firstSegment()
        await site.setPassword('alice', 'changed')
        const locked = async () => (await site.get('/alice/playlist.m3u8', unlocked)).status === 403
        const taken = await timed('the playlist to be locked', locked, { every: 20 })
        assert.ok(taken < 1000, `it took ${taken} ms`)
        assert.notEqual((await site.get(segment, unlocked)).status, 200)
        for (const path of PATHS) assert.equal((await site.get(path, unlocked)).status, 403, path)
        await until('the open page to ask for the password', () => page.getByLabel('Password').isVisible())
        await page.context().close()
      })

      it('opens to all when the password is taken away', async () => {
        await site.setPassword('alice')
        await until('the playlist to be open', async () => (await site.get('/alice/playlist.m3u8')).status === 200)
      })
    })
  }

  describe('links to segments that nginx serves by itself', () => {
    it('change with the password', async () => {
      const site = await startSite({ front: 'links' })
      try {
        await site.addStreamer('alice', 'secretkey')
        site.publish('secretkey')
        await site.untilState('alice', 'live')
        const segments = async () => [...(await site.text('/alice/playlist.m3u8')).matchAll(/^\/hls\/.*$/gm)].map(([path]) => path)
        const open = (await segments()).at(-1)
        assert.equal((await site.get(open)).status, 200)
        await site.setPassword('alice', 'sesame')
        await until('the old address to be gone', async () => (await site.get(open)).status === 404, { within: 1000, every: 20 })
      } finally {
        await site.stop()
      }
    })
  })
})
