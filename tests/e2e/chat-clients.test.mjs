// Every client library that chat has to serve, over each of its ways, directly and through nginx.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CLIENTS, Person } from './support/clients.mjs'
import { startSite } from './support/site.mjs'

const KEY = 'secretkey'

for (const front of [undefined, 'accel']) {
  describe(front ? 'through nginx with the shipped site configuration' : 'directly', () => {
    let site, alice
    before(async () => {
      site = await startSite({ front, settings: { chat: { messages: { burst: 1, per_minute: 0 } } } })
      await site.addStreamer('alice', KEY)
      alice = await Person.connect(site.url, CLIENTS[1])
      alice.say('login', { username: 'alice', streamer: 'alice', color: 'red', key: KEY })
      await alice.until('server')
    })
    after(async () => {
      await alice?.leave()
      await site?.stop()
    })

    for (const [number, kind] of CLIENTS.entries()) {
      it(`${kind}: talks, reads along, and is missed when gone`, async (test) => {
        const username = `bot ${number}`
        const bot = await Person.connect(site.url, kind)
        test.after(() => bot.leave())
        assert.equal(bot.way(), kind.ways.at(-1))
        bot.say('presence', { streamer: 'alice', chat: true })
        const history = await bot.hears('history')
        assert.equal(history.resumed, false)
        bot.say('login', { username, streamer: 'alice', color: 'green' })
        await bot.hears('login success', { username })
        await bot.hears('connected', { username, type: 'normal', color: '#008000' })
        await alice.hears('connected', { username })
        bot.say('message', { message: 'Grüße, 世界 :wave: \ud83d\udc69\u200d\ud83d\udcbb "\\' })
        for (const person of [alice, bot]) await person.hears('message received', { username, message: 'Grüße, 世界 👋 \ud83d\udc69\u200d\ud83d\udcbb "\\' })
        // more than fits into one answer to a poll, some of them long
        const lines = Array.from({ length: 60 }, (_, line) => `${line} ${'ü'.repeat(line * 8)}.`)
        for (const line of lines) alice.say('message', { message: line })
        for (const line of lines) for (const person of [alice, bot]) await person.hears('message received', { username: 'alice', message: line })
        assert.deepEqual(await bot.rest(), [])
        await bot.leave()
        await alice.hears('disconnected', { username })
      })
    }

    for (const kind of CLIENTS.filter(({ ways }) => ways.length === 1)) {
      it(`${kind}: comes back after a restart, and goes on as who it was`, async (test) => {
        // with the cookie that a browser would keep
        const page = await site.get('/alice/')
        const cookie = page.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
        const bot = await Person.connect(site.url, kind, { cookie }, true)
        test.after(() => bot.leave())
        bot.say('login', { username: 'steady', streamer: 'alice', color: 'blue' })
        const { resume } = await bot.until('login success')
        await site.stopServer()
        await bot.until('closed')
        await site.startServer()
        await bot.until('opened')
        bot.say('login', { username: 'steady', streamer: 'alice', color: 'blue', resume })
        await bot.until('login success', ({ username }) => username === 'steady')
        bot.say('message', { message: 'here again' })
        await bot.until('message received', ({ message }) => message === 'here again')
      })
    }
  })
}
