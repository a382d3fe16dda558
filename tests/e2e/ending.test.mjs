// A streamer ends the broadcast from chat, while the encoder would go on.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { phase, startBrowser, visit } from './support/browser.mjs'
import { join, say, untilRead } from './support/chat.mjs'
import { shipped } from './support/nginx.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const CONTROL = { settings: ({ updates }) => ({ nginx_control: `http://127.0.0.1:${updates}/control` }) }
const UPDATES = { nginx: (text) => text.replaceAll(/#(?=notify_update_timeout|on_update)/g, '').replace('timeout 10s', 'timeout 1s') }

let browser
before(async () => (browser = await startBrowser()))
after(() => browser?.close())

// each on a site of its own, and most of it is waiting
describe('a broadcast that its streamer ends', { concurrency: 2 }, () => {
  for (const [way, rtmp, { settings, nginx = (text) => text }] of [
    ['nginx_control', 'single', CONTROL],
    ['nginx_control', 'plain', CONTROL],
    ['on_update', 'single', UPDATES],
  ]) {
    describe(`by ${way} with rtmp-${rtmp}.conf`, { concurrency: 1 }, () => {
      let site, encoder, viewer
      before(async () => {
        site = await startSite({
          rtmp,
          front: 'accel',
          settings,
          nginx: { rtmp: nginx(shipped(`rtmp-${rtmp}.conf`)), site: shipped('site.conf') },
        })
        await site.addStreamer('alice', 'secretkey')
        encoder = site.publish('secretkey')
        await site.untilState('alice', 'live')
        viewer = await visit(browser, `${site.url}/alice/`)
      })
      after(async () => {
        await viewer?.context().close()
        await site?.stop()
      })

      it('/end tells viewers and disconnects the encoder', async () => {
        await until('the page to show it', async () => (await phase(viewer)) === 'live')
        const chat = await visit(browser, `${site.url}/alice/`)
        await join(chat, 'alice', { key: 'secretkey' })
        await say(chat, '/end')
        await untilRead(chat, 'The broadcast has ended.')
        await until('the page to say so', async () => (await phase(viewer)) === 'ended')
        await until('the encoder to be cut off', () => encoder.exited)
        await chat.context().close()
      })

      it('an encoder that reconnects by itself starts nothing', async () => {
        const again = site.publish('secretkey')
        await until('it to be refused', () => again.exited)
        assert.equal((await site.info('alice')).state, 'offline')
        assert.match(site.serverLog(), /publisher refused: its broadcast was ended a moment ago/)
        assert.doesNotMatch(site.serverLog(), /secretkey/)
      })
    })
  }
})
