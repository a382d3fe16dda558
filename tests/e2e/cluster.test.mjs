// Two nodes behind nginx, as scripts/cluster.sh runs them: somebody watches and chats while nodes come and go.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { join, messages, say, untilRead } from './support/chat.mjs'
import { startCluster } from './support/cluster.mjs'
import { until } from './support/waiting.mjs'

const LONG = { within: 30_000 }

let browser, cluster, encoder
const info = async () => (await fetch(`${cluster.url}/alice/info`)).json()

before(async () => {
  browser = await startBrowser()
  cluster = await startCluster()
  await cluster.admin('streamer', 'add', '--username', 'alice', '--key', 'secretkey')
  await until('the site to know alice', async () => (await fetch(`${cluster.url}/alice/info`)).ok)
})
after(async () => {
  await browser?.close()
  await encoder?.stop()
  await cluster?.stop()
})

describe('a viewer of a site of two nodes', () => {
  let ana, bo, broadcast
  before(async () => {
    encoder = cluster.publish('b', 'secretkey')
    ;[ana, bo] = await Promise.all([cluster.url, cluster.node('b')].map((site) => visit(browser, `${site}/alice/`)))
  })

  it('watches an encoder at the node that follows, and chats', async () => {
    await Promise.all([untilPlaying(ana), untilPlaying(bo)])
    await join(ana, 'ana')
    await join(bo, 'bo')
    await say(ana, 'first')
    await untilRead(bo, 'first')
    broadcast = (await info()).broadcast
    assert.ok(broadcast)
  })

  it('goes on when the node that leads hands over, without loading the page again', async () => {
    await ana.evaluate(() => (window.neverReloaded = true))
    const stalls = await bo.evaluate(() => {
      const video = document.querySelector('video')
      window.stalls = 0
      video.addEventListener('waiting', () => (window.stalls += 1))
      return window.stalls
    })
    await cluster.admin('cluster', 'drain', 'a')
    await cluster.untilLeads('b')
    await Promise.all([untilPlaying(ana, LONG), untilPlaying(bo, LONG)])
    assert.ok(!encoder.exited, 'the encoder goes on')
    assert.equal(await bo.evaluate(() => window.stalls), stalls, 'at the node that packages, nobody notices')
    await say(bo, 'second')
    await untilRead(ana, 'second', LONG)
    assert.equal((await info()).broadcast, broadcast)
    assert.ok(await ana.evaluate(() => window.neverReloaded))
  })

  it('goes on when the node that leads is killed, and misses nothing', async () => {
    await cluster.admin('cluster', 'resume', 'a')
    cluster.kill('b')
    await cluster.untilLeads('a')
    await encoder.stop()
    encoder = cluster.publish('a', 'secretkey')
    await untilPlaying(ana, LONG)
    assert.equal((await info()).broadcast, broadcast)
    await until('ana to be in', async () => (await ana.locator('#chat-composer').getAttribute('data-away')) === null, LONG)
    await say(ana, 'third')
    await until('ana to read it', async () => (await messages(ana)).includes('third'), LONG)
    assert.deepEqual(await messages(ana), ['first', 'second', 'third'])
  })
})
