// Video that viewers get from a bucket of an S3 service.

import assert from 'node:assert/strict'
import HLS from 'hls-parser'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { startBucket } from './support/bucket.mjs'
import { startCluster } from './support/cluster.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const form = (password) => ({ method: 'POST', body: new URLSearchParams({ streampass: password }), redirect: 'manual' })

describe('a bucket for video', () => {
  let browser, bucket, site
  before(async () => {
    browser = await startBrowser()
    bucket = await startBucket()
    bucket.state.isPublic = true
    // of a broadcast that ended with its server, beside what is none of ours
    const old = { body: Buffer.from('x'), type: 'video/iso.segment', modified: new Date(Date.now() - 7_200_000) }
    bucket.objects.set('live/abcdefghijkmnpqrstuvwxyz23.m4s', old)
    bucket.objects.set('live/holiday.jpg', old)
    bucket.objects.set('other/abcdefghijkmnpqrstuvwxyz23.m4s', old)
    const settings = { ...bucket.settings, public_url: bucket.publicUrl }
    site = await startSite({ ingest: true, settings: ({ port, rtmp, folder }) => ({ listen: '127.0.0.1', port, data_dir: `${folder}/data`, ingest: { rtmp: `127.0.0.1:${rtmp}`, replay_window: 6 }, bucket: settings, log: { level: 'debug' } }) })
    await site.addStreamer('alice', 'secretkey')
    await site.addStreamer('bob', 'othersecret', { password: 'sesame' })
    site.publish('secretkey', { gop: 30 })
    await site.untilState('alice', 'live')
  })
  after(async () => {
    await browser?.close()
    await site?.stop()
    await bucket?.stop()
  })

  const playlist = async (name = 'alice', options) => {
    const answer = await site.get(`/${name}/playlist.m3u8`, options)
    assert.equal(answer.status, 200)
    const text = await answer.text()
    return { text, segments: HLS.parse(text).segments }
  }

  it('lists whole segments, which are there', async () => {
    const { text, segments } = await playlist()
    assert.doesNotMatch(text, /PART/)
    assert.ok(segments.length > 0)
    for (const { uri } of segments) {
      assert.ok(uri.startsWith(`${bucket.publicUrl}/live/`), uri)
      const answer = await fetch(uri)
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'video/iso.segment'])
    }
    assert.ok(bucket.asked.filter(({ method }) => method !== 'GET').every(({ isSigned }) => isSigned))
  })

  it('answers a player that waits when the next segment is there', async () => {
    const { segments } = await playlist()
    const next = segments.at(-1).mediaSequenceNumber + 1
    const waited = await (await site.get(`/alice/playlist.m3u8?_HLS_msn=${next}`)).text()
    const last = HLS.parse(waited).segments.at(-1)
    assert.equal(last.mediaSequenceNumber, next)
    assert.equal((await fetch(last.uri)).status, 200)
  })

  it('plays on the page, which loads no segment from the site', async () => {
    const page = await visit(browser, `${site.url}/alice/`)
    const loaded = []
    page.on('request', (request) => /\.m4s/.test(request.url()) && loaded.push(new URL(request.url()).origin))
    await untilPlaying(page)
    await until('segments', () => loaded.length > 2)
    assert.deepEqual([...new Set(loaded)], [new URL(bucket.url).origin])
    assert.deepEqual(unexpected(page).filter((text) => !text.startsWith(`asked another site: ${bucket.publicUrl}/live/`)), [])
    await page.close()
  })

  it('gives signed addresses of a stream with a password', async () => {
    site.publish('othersecret', { gop: 30 })
    const unlocked = await site.get('/bob/password', form('sesame'))
    const headers = { cookie: unlocked.headers.getSetCookie()[0].split(';')[0] }
    await until('the stream', async () => (await site.get('/bob/playlist.m3u8', { headers })).status === 200)
    const { segments } = await playlist('bob', { headers })
    const { uri } = segments.at(-1)
    assert.equal((await fetch(uri)).status, 200)
    assert.equal((await fetch(uri.split('?')[0])).status, 403)
    assert.equal((await fetch(uri.replace(/-locked\/./, '-locked/z'))).status, 403)
    const again = await playlist('bob', { headers })
    const same = again.segments.find(({ mediaSequenceNumber }) => mediaSequenceNumber === segments.at(-1).mediaSequenceNumber)
    assert.equal(same?.uri, uri, 'an address stays')
  })

  it('deletes what is left of earlier servers, and nothing else', async () => {
    await until('the sweep', () => !bucket.objects.has('live/abcdefghijkmnpqrstuvwxyz23.m4s'))
    assert.ok(bucket.objects.has('live/holiday.jpg') && bucket.objects.has('other/abcdefghijkmnpqrstuvwxyz23.m4s'))
  })

  it('goes on from the server while the bucket fails, and comes back', async () => {
    const page = await visit(browser, `${site.url}/alice/`)
    await untilPlaying(page)
    bucket.state.fails = true
    await until('segments of the server', async () => (await playlist()).segments.at(-1).uri.startsWith('/-/live/'))
    const { uri } = (await playlist()).segments.at(-1)
    assert.equal((await site.get(uri)).status, 200)
    assert.match(site.serverLog(), /segments cannot be stored in the bucket.*503: SlowDown: Please reduce your request rate/)
    bucket.state.fails = false
    await untilPlaying(page)
    const isBack = () => until('segments of the bucket', async () => (await playlist()).segments.at(-1).uri.startsWith(bucket.publicUrl))
    await isBack()
    bucket.state.hangs = true
    await until('segments of the server', async () => (await playlist()).segments.at(-1).uri.startsWith('/-/live/'))
    bucket.state.hangs = false
    await isBack()
    await untilPlaying(page)
    const metrics = await (await site.get('/metrics')).text()
    for (const outcome of ['stored', 'failed']) assert.match(metrics, new RegExp(`pystreaming_bucket_segments_total\\{outcome="${outcome}"\\} [1-9]`))
    await page.close()
  })

  it('deletes segments that no playlist lists any more, and all when the broadcast is over', async () => {
    const first = (await playlist()).segments[0].uri.slice(bucket.publicUrl.length + 1)
    await until('the first to go', () => !bucket.objects.has(first), { within: 60_000 })
    await site.admin('room', 'end-broadcast', '-u', 'alice')
    await site.admin('room', 'end-broadcast', '-u', 'bob')
    await until('all to go', () => [...bucket.objects.keys()].every((key) => key === 'live/holiday.jpg' || key.startsWith('other/')), { within: 60_000 })
  })

  it('tells no secret', () => {
    const log = site.serverLog()
    assert.doesNotMatch(log, /X-Amz-Signature|an-equally-secret-text/)
  })
})

describe('a bucket of several nodes', () => {
  let bucket, cluster, encoder
  before(async () => {
    bucket = await startBucket()
    const { name, endpoint, region, access_key_id: id, secret_access_key: secret } = bucket.settings
    const settings = { NAME: name, ENDPOINT: endpoint, REGION: region, ACCESS_KEY_ID: id, SECRET_ACCESS_KEY: secret, PUBLIC_URL: bucket.publicUrl }
    const variables = Object.entries(settings).map(([key, value]) => [`PYSTREAMING_BUCKET__${key}`, value])
    bucket.state.isPublic = true
    cluster = await startCluster(Object.fromEntries(variables))
    await cluster.admin('streamer', 'add', '--username', 'alice', '--key', 'secretkey')
    encoder = cluster.publish('b', 'secretkey', { gop: 30, returns: true })
  })
  after(async () => {
    await encoder?.stop()
    await cluster?.stop()
    await bucket?.stop()
  })

  const segments = async (node, headers = {}) => {
    const answer = await fetch(`${cluster.node(node)}/alice/playlist.m3u8`, { headers })
    return answer.ok ? HLS.parse(await answer.text()).segments : []
  }
  /** Waits until nodes list several segments of the bucket, and returns each one's newest. */
  const newest = (nodes, headers) =>
    until('segments', async () => {
      const lists = await Promise.all(nodes.map((node) => segments(node, headers)))
      return lists.every((list) => list.length > 2) && lists.map((list) => list.at(-1))
    })
  const assertStored = async ({ uri }) => {
    assert.ok(uri.startsWith(`${bucket.url}/`), uri)
    assert.equal((await fetch(uri)).status, 200, uri)
  }

  it('gets segments from the node that an encoder reaches, and each node lists them', async () => {
    for (const segment of await newest(['a', 'b'])) await assertStored(segment)
  })

  it('goes on when another node leads', async () => {
    const [before] = await newest(['b'])
    cluster.kill('a')
    await cluster.untilLeads('b')
    await until('more segments', async () => (await segments('b')).at(-1).mediaSequenceNumber > before.mediaSequenceNumber + 2)
    const list = await segments('b')
    assert.ok(list.some(({ uri }) => uri === before.uri), 'and lists those of before')
    await assertStored(list.at(-1))
    assert.ok(!list.some(({ discontinuity }) => discontinuity))
  })

  it('gives signed addresses of a stream with a password', async () => {
    await cluster.admin('streamer', 'password', '-u', 'alice', '-p', 'sesame')
    await until('the lock', async () => (await fetch(`${cluster.node('b')}/alice/playlist.m3u8`)).status === 403)
    const unlocked = await fetch(`${cluster.node('b')}/alice/password`, form('sesame'))
    const headers = { cookie: unlocked.headers.getSetCookie()[0].split(';')[0] }
    // those of before stay where they are
    const segment = await until('one that came later', async () => (await newest(['b'], headers)).find(({ uri }) => uri.includes('-locked/')))
    await assertStored(segment)
    assert.equal((await fetch(segment.uri.split('?')[0])).status, 403)
  })
})
