// What an administrator changes reaches a running site, and running broadcasts.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { shipped } from './support/nginx.mjs'
import { startSite } from './support/site.mjs'
import { timed, until } from './support/waiting.mjs'

for (const rtmp of ['single', 'plain']) {
  describe(`with rtmp-${rtmp}.conf`, () => {
    let site
    before(async () => (site = await startSite({ rtmp })))
    after(() => site?.stop())

    it('a new streamer and a new description are there within a second', async () => {
      await site.admin('streamer', 'add', '--username', 'alice', '--key', 'oldkey')
      const added = await timed('alice', async () => (await site.get('/alice/info')).status === 200, { every: 20 })
      await site.admin('streamer', 'description', '--username', 'alice', '--description', 'painting')
      const described = await timed('the text', async () => (await site.info('alice')).description === 'painting', { every: 20 })
      assert.ok(added < 1000 && described < 1000, `it took ${added} and ${described} ms`)
    })

    it('a replaced key takes its broadcast off the site, and only the new one gets in', async () => {
      const old = site.publish('oldkey')
      await site.untilState('alice', 'live')
      await site.admin('streamer', 'key', '--username', 'alice', '--key', 'newkey')
      await until('the broadcast to be gone', async () => (await site.get('/alice/playlist.m3u8')).status === 404)
      const refused = site.publish('oldkey')
      await until('the old key to be refused', () => refused.exited)
      const encoder = site.publish('newkey')
      await site.untilState('alice', 'live')
      assert.ok(!old.exited)
      await encoder.stop()
      await old.stop()
    })

    it('a dropped streamer is gone, with the broadcast', async () => {
      site.publish('newkey')
      await site.untilState('alice', 'live')
      const segment = (await site.text('/alice/playlist.m3u8')).match(/^\/hls\/.*$/m)[0]
      await site.admin('streamer', 'drop', '--username', 'alice')
      // `/info`, because a debug build takes most of a second for the first page
      await until('alice to be gone', async () => (await site.get('/alice/info')).status === 404, { within: 1000, every: 20 })
      assert.equal((await site.get('/alice/')).status, 404)
      assert.equal((await site.get('/alice/playlist.m3u8')).status, 404)
      assert.equal((await site.get(segment)).status, 404)
    })
  })
}

describe('with on_update as docs/nginx.md describes it', () => {
  let site, encoder
  before(async () => {
    const asked = 'notify_update_timeout 1s; on_update http://127.0.0.1:5679/auth/on_update; notify_method post;'
    site = await startSite({
      front: 'accel',
      nginx: { rtmp: shipped('rtmp-single.conf').replace('notify_method post;', asked), site: shipped('site.conf') },
    })
    await site.addStreamer('alice', 'oldkey')
    encoder = site.publish('oldkey')
    await site.untilState('alice', 'live')
  })
  after(() => site?.stop())

  it('a server that is down for a while ends no broadcast', async () => {
    await site.stopServer()
    // longer than nginx takes to ask: the segments tell the time
    const segments = () => site.hlsFiles().filter((name) => name.endsWith('.ts') && !name.includes('_')).length
    const before = segments()
    await until('four more segments', () => segments() >= before + 4)
    await site.startServer()
    await site.untilState('alice', 'live')
    assert.ok(!encoder.exited)
  })

  it('an encoder with a replaced key is cut off', async () => {
    await site.admin('streamer', 'key', '--username', 'alice', '--key', 'newkey')
    await until('the encoder to be cut off', () => encoder.exited)
  })
})
