// Two nodes behind nginx, as scripts/cluster.sh runs them: somebody watches and chats while nodes come and go.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { join, messages, say, untilRead } from './support/chat.mjs'
import { startEncoder } from './support/encoder.mjs'
import { freePorts, run } from './support/processes.mjs'
import { PROGRAMS } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const SCRIPT = new URL('../../scripts/cluster.sh', import.meta.url).pathname
const LONG = { within: 30_000 }

let browser, folder, port, encoder
const cluster = async (...words) => {
  const env = { CLUSTER_DIR: path(folder, 'site'), CLUSTER_PORT: String(port), CLUSTER_BIN: PROGRAMS }
  const { code, stdout, stderr } = await run(SCRIPT, words, { env })
  if (code !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`)
  return stdout
}
const node = (name) => path(folder, 'site', `node-${name}`)
const nodes = async () => JSON.parse(await cluster('admin', 'cluster', 'status', '--json'))
const info = async () => (await fetch(`http://127.0.0.1:${port}/alice/info`)).json()
const untilLeads = (name) => until(`${name} to lead`, async () => (await nodes()).leader === name, LONG)
const publish = (which) => startEncoder(folder, `rtmp://127.0.0.1:${port + which}/live/secretkey`)

before(async () => {
  browser = await startBrowser()
  folder = mkdtempSync(path(tmpdir(), 'pystreaming-cluster-'))
  port = await freePorts(9)
  await cluster('up')
  await cluster('admin', 'streamer', 'add', '--username', 'alice', '--key', 'secretkey')
  await until('the site to know alice', async () => (await fetch(`http://127.0.0.1:${port}/alice/info`)).ok)
})
after(async () => {
  await browser?.close()
  await encoder?.stop()
  await cluster('down')
  rmSync(folder, { recursive: true, force: true })
})

describe('a viewer of a site of two nodes', () => {
  let ana, bo, broadcast
  before(async () => {
    encoder = publish(4)
    const page = `http://127.0.0.1:${port}/alice/`
    ;[ana, bo] = await Promise.all([visit(browser, page), visit(browser, `http://127.0.0.1:${port + 2}/alice/`)])
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
    await cluster('admin', 'cluster', 'drain', 'a')
    await untilLeads('b')
    await Promise.all([untilPlaying(ana, LONG), untilPlaying(bo, LONG)])
    assert.ok(!encoder.exited, 'the encoder goes on')
    assert.equal(await bo.evaluate(() => window.stalls), stalls, 'at the node that packages, nobody notices')
    await say(bo, 'second')
    await untilRead(ana, 'second', LONG)
    assert.equal((await info()).broadcast, broadcast)
    assert.ok(await ana.evaluate(() => window.neverReloaded))
  })

  it('goes on when the node that leads is killed, and misses nothing', async () => {
    await cluster('admin', 'cluster', 'resume', 'a')
    process.kill(Number(readFileSync(`${node('b')}.pid`, 'utf8')), 'SIGKILL')
    await untilLeads('a')
    await encoder.stop()
    encoder = publish(3)
    await untilPlaying(ana, LONG)
    assert.equal((await info()).broadcast, broadcast)
    await until('ana to be in', async () => (await ana.locator('#chat-composer').getAttribute('data-away')) === null, LONG)
    await say(ana, 'third')
    await until('ana to read it', async () => (await messages(ana)).includes('third'), LONG)
    assert.deepEqual(await messages(ana), ['first', 'second', 'third'])
  })
})
