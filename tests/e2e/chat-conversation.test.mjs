// One long conversation, event by event as each participant hears it, at different clients over different ways.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CLIENTS, Person } from './support/clients.mjs'
import { startMariaDb } from './support/mariadb.mjs'
import { png, url } from './support/pictures.mjs'
import { sqlite } from './support/sqlite.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const fixture = (name) => readFileSync(new URL(`fixtures/original/${name}`, import.meta.url), 'utf8')
const [JS4_POLLING, JS4_WEBSOCKET, JS4, JS3_POLLING, JS3_WEBSOCKET, JS3, PYTHON_POLLING, PYTHON_WEBSOCKET] = CLIENTS
const KEY = 'secretkey'
const STREAM = 'Alice'

const BLACK = '#000000'
const RANDOM = /^#[0-9a-f]{6}$/
const GOOD = png(240, 120)
const GIF = url('image/gif', Buffer.from('GIF89a\xf0\0\x78\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xf0\0\x78\0\0\x02\0;', 'latin1'))

const SITES = [
  {
    name: 'served directly, with SQLite',
    kinds: { alice: JS4_WEBSOCKET, mo: PYTHON_WEBSOCKET, bob: PYTHON_POLLING, eve: JS4 },
    async start() {
      const site = await startSite()
      return { site, audit: () => sqlite(join(site.folder, 'data/pystreaming.db'), AUDIT) }
    },
  },
  {
    name: "behind nginx with the original's site configuration, with the original's configuration file and MariaDB",
    kinds: { alice: JS3, mo: JS3_WEBSOCKET, bob: JS3_POLLING, eve: JS4_POLLING },
    async start() {
      let database
      const site = await startSite({
        prepare: async ({ folder, admin }) => {
          database = await startMariaDb(folder)
          await admin('database', 'create')
        },
        nginx: { rtmp: fixture('rtmp.conf'), site: fixture('site.conf') },
        replace: ({ folder, port, rtmp, site }) => [
          ['127.0.0.1:12345', `127.0.0.1:${port}`],
          ['127.0.0.1:1935', `127.0.0.1:${rtmp}`],
          ['listen 1935;', `listen 127.0.0.1:${rtmp};`],
          ['listen 80;', `listen 127.0.0.1:${site};`],
          ['/path/to', folder],
          ['/location/of/this/repo', new URL('../../', import.meta.url).pathname],
        ],
        config: ({ folder }) => fixture('config.yaml').replaceAll('/path/to', folder),
        arguments_: (places) => ['--port', String(places.port), '--nginx-proxy', '1'],
      })
      return { site, audit: () => database.query(AUDIT), stop: () => database.stop() }
    },
  },
]

const AUDIT = 'SELECT kind, meta FROM audit_events ORDER BY id'

for (const { name, kinds, start } of SITES) {
  describe(name, () => {
    let place, site, people, steps, broken
    before(async () => {
      place = await start()
      site = place.site
      await site.admin('emote', 'add', '--alias', 'parrot', '--uri', '/static/icon.svg')
      await site.addStreamer(STREAM, KEY)
      people = {}
      for (const [who, kind] of Object.entries(kinds)) people[who] = await Person.connect(site.url, kind)
      steps = 0
    })
    after(async () => {
      await Promise.all(Object.values(people ?? {}).map((person) => person.leave()))
      await site?.stop()
      await place?.stop?.()
    })

    /** A part of the conversation: those that follow make no sense without it. */
    const part = (name, talk) =>
      it(name, async () => {
        if (broken) throw new Error(`the conversation ended when ${broken}`)
        try {
          await talk()
        } catch (error) {
          broken = name
          throw error
        }
      })

    /** Someone says something, and this is what each of those named hears, in order and nothing in between. */
    async function step(who, event, fields, heard = {}) {
      steps += 1
      people[who].say(event, fields)
      for (const [listener, events] of Object.entries(heard)) {
        for (const [name, expected] of events) {
          try {
            await people[listener].hears(name, expected)
          } catch (error) {
            error.message = `step ${steps}, ${who} says ${event} ${JSON.stringify(fields)?.slice(0, 200)}; to ${listener}: ${error.message}`
            throw error
          }
        }
      }
    }
    const login = (who, fields, heard) => step(who, 'login', fields, heard)
    const message = (who, text, heard) => step(who, 'message', { message: text }, heard)
    /** To a list of people the same. */
    const to = (list, ...events) => Object.fromEntries(list.map((who) => [who, events]))
    const server = (msg) => ['server', msg ? { msg } : {}]
    const inChat = (...names) => (users) => users?.map(({ username }) => username).join() === names.join()

    const ALL = ['alice', 'mo', 'bob', 'eve']
    const person = {
      alice: { username: STREAM, type: 'admin', color: '#ffa500' },
      mo: { username: 'Mo', type: 'normal', color: '#00ff00' },
      bob: { username: 'Bob', type: 'normal', color: '#ff0000' },
      eve: { username: 'Eve of Sweden', type: 'normal', color: BLACK },
    }

    part('everything but presence and login is refused to those who are not logged in', async () => {
      for (const [event, fields] of [['message', { message: 'hi' }], ['message', { message: '/help' }], ['drawing', { src: GOOD }], ['get color', {}]]) {
        await step('bob', event, fields, { bob: [['error', { code: 'not_logged_in', msg: /./ }]] })
      }
      await step('bob', 'presence', { streamer: 'alice' })
      await until('the page to be counted', () => people.bob.aside.some(([event, fields]) => event === 'stream' && fields.live === false))
    })

    part('logins that cannot be are refused', async () => {
      const refused = async (fields, code) => login('bob', fields, { bob: [['error', { code, msg: /./ }]] })
      await refused({}, (code) => code.endsWith('_missing'))
      await refused({ username: 'Bob', color: 'red' }, 'streamer_missing')
      await refused({ streamer: 'alice', color: 'red' }, 'name_missing')
      await refused({ username: '', streamer: 'alice', color: 'red' }, (code) => ['name_missing', 'name_blank'].includes(code))
      await refused({ username: '   ', streamer: 'alice', color: 'red' }, 'name_blank')
      await refused({ username: 'x'.repeat(21), streamer: 'alice', color: 'red' }, 'name_too_long')
      await refused({ username: 'Bob', streamer: 'nobody', color: 'red' }, 'streamer_unknown')
      await refused({ username: '\u0410lice', streamer: 'alice', color: 'red' }, 'name_taken')
      await refused({ username: 'A\u200blice', streamer: 'alice', color: 'red' }, (code) => ['name_taken', 'name_unfit'].includes(code))
    })

    part('people come in, and all are told', async () => {
      await login('bob', { username: 'Bob', streamer: 'alice', color: 'red' }, {
        bob: [['login success', { username: 'Bob' }], ['connected', { ...person.bob, users: [person.bob] }]],
      })
      await login('bob', { username: 'Bobby', streamer: 'alice', color: 'red' }, to(['bob'], ['error', { code: 'already_logged_in' }]))
      for (const taken of ['Bob', 'BOB', 'bob ']) {
        await login('mo', { username: taken, streamer: 'alice', color: 'red' }, to(['mo'], ['error', { code: 'name_taken' }]))
      }
      const mo = ['connected', { ...person.mo, users: [person.bob, person.mo] }]
      await login('mo', { username: ' Mo ', streamer: 'ALICE', color: '#0f0' }, { mo: [['login success', { username: 'Mo' }], mo], bob: [mo] })
      const eve = ['connected', { ...person.eve, users: [person.bob, person.mo, person.eve] }]
      await login('eve', { username: 'Eve of Sweden', streamer: 'alice', color: 'no such colour' }, {
        eve: [['login success', { username: 'Eve of Sweden' }], eve],
        bob: [eve],
        mo: [eve],
      })
    })

    part('the streamer shows the key, and is told of admin rights', async () => {
      await login('alice', { username: 'ALICE', streamer: 'alice', color: 'orange' }, to(['alice'], ['login key required', { username: STREAM }]))
      await login('alice', { username: 'alice', streamer: 'alice', color: 'orange', key: 'wrong' }, to(['alice'], ['error', { code: 'key_wrong' }]))
      const alice = ['connected', { ...person.alice, users: [person.bob, person.mo, person.eve, person.alice] }]
      await login('alice', { username: 'aLICE', streamer: 'alice', color: 'orange', key: KEY }, {
        alice: [['login success', { username: STREAM }], alice, server(/admin/i)],
        ...to(['mo', 'bob', 'eve'], alice),
      })
    })

    part('messages go to all', async () => {
      const says = (who, text, message_) => message(who, text, to(ALL, ['message received', { ...person[who], message: message_ ?? text, id: Number.isSafeInteger, time: Number.isSafeInteger }]))
      await says('bob', 'hello')
      await says('mo', '  hello there \n', 'hello there')
      await says('eve', 'look: <b>bold</b> <script>alert(1)</script> &amp; "quotes" \\')
      await says('alice', 'welcome')
      await says('bob', 'x'.repeat(500))
      await says('bob', 'Ünïcödé ไทย 日本語 😄 \ud83d\udc69\u200d\ud83d\udcbb')
      await says('bob', ':smile:', '😄')
      await says('mo', ':thumbsup: or :thumbs_up: or :no_such_thing:', '👍 or 👍 or :no_such_thing:')
      await says('eve', 'a :parrot: stays', 'a :parrot: stays')
      await says('eve', 'a : b :: c', 'a : b :: c')
      await says('alice', 'https://example.com/?a=b&c=d#e')
    })

    part('blank and overlong messages are warned of', async () => {
      await message('bob', '', to(['bob'], ['warning', { msg: /./, code: 'blank' }]))
      await message('bob', ' \t\n ', to(['bob'], ['warning', { code: 'blank' }]))
      await message('bob', 'x'.repeat(501), to(['bob'], ['warning', { code: 'too_long' }]))
      await message('eve', '/say', to(['eve'], ['warning', { code: 'blank' }]))
      await message('eve', '/me  ', to(['eve'], ['warning', { code: 'blank' }]))
    })

    part('actions go to all, by each of their names, and words that look like commands can be said', async () => {
      for (const [who, command] of [['bob', '/me'], ['mo', '/action'], ['eve', '/describe'], ['alice', '/me']]) {
        await message(who, `${command} waves :wave:`, to(ALL, ['action received', { ...person[who], message: 'waves 👋' }]))
      }
      await message('eve', '/say /help', to(ALL, ['message received', { ...person.eve, message: '/help' }]))
      await message('mo', '/say hello again', to(ALL, ['message received', { ...person.mo, message: 'hello again' }]))
    })

    /** The lines that one question brings, which are all notices. */
    async function lines(who, text) {
      steps += 1
      people[who].say('message', { message: text })
      const rest = await people[who].rest()
      assert.deepEqual(new Set(rest.map(([event]) => event)), new Set(['server']), JSON.stringify(rest))
      return rest.map(([, { msg }]) => msg)
    }

    part('help lists what one may use, and nothing else is a command', async () => {
      const commands = async (who) => (await lines(who, '/help')).flatMap((line) => line.match(/\/\w+/g) ?? [])
      const [viewer, streamer] = [await commands('bob'), await commands('alice')]
      for (const command of ['/help', '/say', '/me', '/color', '/name', '/users', '/theme']) assert.ok(viewer.includes(command), command)
      for (const command of ['/mute', '/unmute', '/rename', '/mod', '/demod', '/description', '/password', '/chat', '/settings']) {
        assert.ok(streamer.includes(command), command)
        assert.ok(!viewer.includes(command), command)
      }
      const answers = []
      for (const text of ['/nosuch', '/mute Mo', '/mod Bob', '/password x', '/']) answers.push(await lines('bob', text))
      for (const [index, answer] of answers.entries()) {
        assert.equal(answer.length, 1)
        assert.equal(answer[0].replace(/\/\w*/, '/x'), answers[0][0].replace(/\/\w*/, '/x'), `as for an unknown one, ${index}`)
      }
    })

    part('colours change for all to see', async () => {
      const recolours = (who, text, color) =>
        message(who, text, { ...to(ALL.filter((other) => other !== who), ['recolor', { ...person[who], color }]), [who]: [['recolor', { ...person[who], color }], ['return color', { color }]] })
      await recolours('bob', '/color blue', '#0000ff')
      await recolours('mo', '/setcolor #abc', '#aabbcc')
      await recolours('eve', '/color #FF8800', '#ff8800')
      await recolours('eve', '/color random', RANDOM)
      person.eve.color = await color('eve')
      person.bob.color = await color('bob')
      person.mo.color = await color('mo')
      assert.match(person.eve.color, RANDOM)
      assert.deepEqual([person.bob.color, person.mo.color], ['#0000ff', '#aabbcc'])
      assert.equal((await lines('bob', '/color #zzzzzz')).length, 1)
      assert.equal(await color('bob'), '#0000ff')
    })

    async function color(who) {
      steps += 1
      people[who].say('get color', {})
      return (await people[who].hears('return color')).color
    }

    const everybody = () => [person.bob, person.mo, person.eve, person.alice]

    part('names change for all to see', async () => {
      const renames = async (who, text, newname) => {
        const { username: oldname, type, color } = person[who]
        person[who].username = newname
        await message(who, text, to(ALL, ['rename', { oldname, newname, type, color, users: everybody() }]))
      }
      await renames('bob', '/name Bobby Tables', 'Bobby Tables')
      await renames('bob', '/nick  bob ', 'bob')
      await renames('mo', '/name :tiger:', '🐯')
      await renames('mo', '/name Mo', 'Mo')
      for (const text of ['/name', '/name  ', `/name ${'x'.repeat(21)}`, '/name mo', '/name EVE OF SWEDEN', '/nick alice']) {
        const [refusal] = await lines('bob', text)
        assert.match(refusal, /./)
      }
      assert.equal((await lines('mo', '/name eve of sweden')).length, 1)
    })

    part('lists who is there', async () => {
      for (const [who, text] of [['bob', '/users'], ['eve', '/userlist'], ['alice', '/names']]) {
        await message(who, text, to([who], ['userlist', { users: everybody() }]))
      }
    })

    part('themes change for oneself', async () => {
      await message('bob', '/theme dark', to(['bob'], ['change theme', { theme: 'dark' }], server()))
      await message('eve', '/theme default', to(['eve'], ['change theme', { theme: 'default' }], server()))
      assert.equal((await lines('bob', '/theme nosuch')).length, 1)
      assert.match((await lines('bob', '/themes')).join(), /default[^]*dark/)
    })

    part('good drawings go to all, and bad ones to nobody', async () => {
      const picture = (src) => src.startsWith('data:image/png;base64,') && /^[a-zA-Z0-9+/=]+$/.test(src.split(',')[1])
      await step('eve', 'drawing', { src: GOOD }, to(ALL, ['drawing received', { ...person.eve, src: picture, id: Number.isSafeInteger }]))
      await step('alice', 'drawing', { src: GOOD }, to(ALL, ['drawing received', { ...person.alice, src: picture }]))
      const bad = [png(120, 240), png(240, 121), GIF, url('image/png', Buffer.from('no picture')), 'nonsense', '']
      for (const src of [...bad.slice(0, 3)]) await refusesDrawing('mo', src)
      for (const src of [...bad.slice(3)]) await refusesDrawing('bob', src)
      const breakout = GOOD.replace('image/png', 'image/png" onerror="alert(1)')
      await refusesDrawing('mo', breakout)
      await refusesDrawing('bob', {})
    })

    async function refusesDrawing(who, src) {
      steps += 1
      people[who].say('drawing', { src })
      const [event, { msg }] = await people[who].next()
      assert.ok(['warning', 'error', 'server'].includes(event), event)
      assert.match(msg, /./)
    }

    part('the streamer mutes, and who is muted says nothing', async () => {
      await message('alice', '/mute bob', { alice: [server(/bob/)], bob: [server(/mute/i)] })
      for (const text of ['boo', '/say boo', '/me boos', '/color red', '/name Boo']) assert.match((await lines('bob', text)).join(), /muted/i)
      await step('bob', 'drawing', { src: GOOD }, to(['bob'], server(/muted/i)))
      assert.ok((await lines('bob', '/help')).length > 3)
      await message('bob', '/users', to(['bob'], ['userlist', { users: everybody() }]))
      assert.equal((await lines('bob', '/themes')).length > 0, true)
      assert.equal((await lines('alice', '/mute bob')).length, 1)
      await message('alice', '/unmute BOB', { alice: [server(/bob/)], bob: [server()] })
      assert.equal((await lines('alice', '/unmute bob')).length, 1)
      await message('alice', '/quiet eve of sweden', { alice: [server(/Eve of Sweden/)], eve: [server(/mute/i)] })
      await message('alice', '/unquiet Eve of Sweden', { alice: [server(/Eve of Sweden/)], eve: [server()] })
      await message('bob', 'I may speak', to(ALL, ['message received', { ...person.bob, message: 'I may speak' }]))
      for (const text of ['/mute', '/mute nobody', '/mute alice', '/unmute nobody']) assert.equal((await lines('alice', text)).length, 1, text)
    })

    part('the streamer makes moderators, who may do what moderators may', async () => {
      await message('alice', '/mod mo', { alice: [server(/Mo/)], mo: [server(/moderator/i)] })
      person.mo.type = 'moderator'
      assert.equal((await lines('alice', '/mod mo')).length, 1)
      await message('mo', 'I keep order', to(ALL, ['message received', { ...person.mo, message: 'I keep order' }]))
      const { username: oldname, type, color } = person.eve
      person.eve.username = 'Eve'
      await message('mo', '/rename Eve of Sweden Eve', to(ALL, ['rename', { oldname, newname: 'Eve', type, color, users: everybody() }]))
      person.eve.username = 'Eve of Norway'
      await message('alice', '/rename eve Eve of Norway', to(ALL, ['rename', { oldname: 'Eve', newname: 'Eve of Norway', type, color, users: everybody() }]))
      for (const text of ['/mute alice', '/rename alice Bo', '/rename eve of norway bob', '/rename nobody Bo', '/rename', '/rename bob']) {
        assert.equal((await lines('mo', text)).length, 1, text)
      }
      await message('mo', '/mute bob', { mo: [server(/bob/)], bob: [server(/mute/i)] })
      await message('mo', '/unmute bob', { mo: [server(/bob/)], bob: [server()] })
      await message('alice', '/mod bob', { alice: [server(/bob/)], bob: [server(/moderator/i)] })
      for (const text of ['/mute bob', '/rename bob Bo', '/demod bob', '/mod eve of norway']) assert.equal((await lines('mo', text)).length, 1, text)
      await message('alice', '/demod bob', { alice: [server(/bob/)], bob: [server()] })
      await message('alice', '/mod bob', { alice: [server(/bob/)], bob: [server(/moderator/i)] })
      await message('alice', '/unmod bob', { alice: [server(/bob/)], bob: [server()] })
      for (const text of ['/demod bob', '/mod alice', '/demod alice', '/mod', '/mod nobody']) assert.equal((await lines('alice', text)).length, 1, text)
    })

    part('the streamer describes the stream', async () => {
      assert.equal((await lines('alice', '/description Painting :smile: <i>today</i>')).length, 1)
      assert.equal((await site.info('alice')).description, 'Painting 😄 <i>today</i>')
      assert.match((await lines('alice', '/settings'))[0], /Painting 😄 <i>today<\/i>/)
      assert.equal((await lines('alice', '/desc Painting')).length, 1)
      assert.equal((await site.info('alice')).description, 'Painting')
    })

    part('the streamer chooses how chat is shown to new viewers, but cannot turn it off', async () => {
      assert.equal((await lines('alice', '/chat hidden')).length, 1)
      assert.match((await lines('alice', '/settings')).join(), /hidden/)
      assert.equal((await lines('alice', '/chat enabled')).length, 1)
      for (const text of ['/chat disabled', '/chat', '/chat nonsense']) assert.equal((await lines('alice', text)).length, 1)
      const settings = await lines('alice', '/settings')
      assert.equal(settings.length, 3)
      assert.match(settings[2], /enabled/)
    })

    part('who leaves is missed, and may come back under the same name', async () => {
      await people.eve.leave()
      const left = ['disconnected', { ...person.eve, users: [person.bob, person.mo, person.alice] }]
      for (const who of ['alice', 'mo', 'bob']) await people[who].hears(...left)
      people.eve = await Person.connect(site.url, kinds.eve)
      person.eve.color = '#008080'
      const back = ['connected', { ...person.eve, users: [person.bob, person.mo, person.alice, person.eve] }]
      await login('eve', { username: 'Eve of Norway', streamer: 'alice', color: 'teal' }, {
        eve: [['login success', { username: 'Eve of Norway' }], back],
        ...to(['alice', 'mo', 'bob'], back),
      })
    })

    part('emotes come and go for all', async () => {
      await site.admin('emote', 'add', '--alias', 'wave-2', '--uri', '/static/icon.svg')
      for (const who of ALL) await people[who].hears('add emote', { key: ':wave-2:', uri: '/static/icon.svg' })
      await site.admin('emote', 'drop', '--alias', 'wave-2')
      for (const who of ALL) await people[who].hears('remove emote', { key: ':wave-2:' })
    })

    part('messages from outside are the streamer\'s', async () => {
      const person_ = person.alice
      await site.admin('message', 'send', '--username', 'alice', '--message', 'from far away')
      for (const who of ALL) await people[who].hears('message received', { ...person_, message: 'from far away' })
      await site.admin('message', 'send', '--username', 'alice', '--type', 'action', '--message', 'waves')
      for (const who of ALL) await people[who].hears('action received', { ...person_, message: 'waves' })
      await site.admin('message', 'send', '--username', 'alice', '--type', 'server', '--message', 'bear with us')
      for (const who of ALL) await people[who].hears('server', { msg: 'bear with us' })
    })

    part('a viewer password is asked of all at once, and of newcomers', async () => {
      await message('alice', '/password sesame', {
        alice: [server(/sesame/), ['password set', { password: 'sesame' }], ['password activated', { username: STREAM.toLowerCase() }]],
        ...to(['mo', 'bob', 'eve'], ['password activated', { username: STREAM.toLowerCase() }]),
      })
      const left = []
      while (left.length < 3) left.push((await people.alice.hears('disconnected')).username)
      assert.deepEqual(left.sort(), [person.mo, person.bob, person.eve].map(({ username }) => username).sort())
      assert.equal((await site.get('/alice/info')).status, 403)
      assert.match((await lines('alice', '/settings'))[1], /sesame/)
      for (const who of ['bob', 'mo', 'eve']) await message(who, 'am I still here?', to([who], ['error', { msg: /./ }]))
      await login('bob', { username: 'bob', streamer: 'alice', color: 'red' }, to(['bob'], ['error', { code: 'locked' }]))
      await message('alice', 'only for friends', to(['alice'], ['message received', { message: 'only for friends' }]))
    })

    part('who has shown the password comes in', async () => {
      const body = new URLSearchParams({ streampass: 'sesame' })
      const answer = await site.get('/alice/password', { method: 'POST', body })
      const cookie = answer.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ')
      await people.eve.leave()
      people.eve = await Person.connect(site.url, kinds.eve, { cookie })
      const eve = ['connected', { ...person.eve, users: [person.alice, person.eve] }]
      await login('eve', { username: 'Eve of Norway', streamer: 'alice', color: 'teal' }, { eve: [['login success'], eve], alice: [eve] })
      await message('eve', 'sesame it was', to(['alice', 'eve'], ['message received', { ...person.eve, message: 'sesame it was' }]))
    })

    part('the password is taken away for all', async () => {
      const open = ['password deactivated', { username: STREAM.toLowerCase(), msg: /./ }]
      await message('alice', '/password', { alice: [server(), open], ...to(['eve', 'bob', 'mo'], open) })
      assert.equal((await site.get('/alice/info')).status, 200)
      const settings = await lines('alice', '/settings')
      assert.deepEqual([settings.length, /sesame/.test(settings.join())], [3, false])
      person.bob.color = '#ff0000'
      const bob = ['connected', { ...person.bob, users: [person.alice, person.eve, person.bob] }]
      await login('bob', { username: 'bob', streamer: 'alice', color: 'red' }, { bob: [['login success'], bob], ...to(['alice', 'eve'], bob) })
      await message('bob', 'here I am again', to(['alice', 'eve', 'bob'], ['message received', { ...person.bob, message: 'here I am again' }]))
    })

    part('nothing else was said, and it took long enough', async () => {
      for (const who of ['alice', 'bob', 'eve']) assert.deepEqual(await people[who].rest(), [], who)
      assert.ok(steps >= 120, `${steps} steps`)
    })

    part('everything is in the audit journal, with what bots and statistics read', async () => {
      const hook = (name) => fetch(`${site.direct}/auth/${name}?name=${KEY}&clientid=1`, { redirect: 'manual' })
      await hook('on_publish')
      await hook('on_publish_done')
      await people.bob.leave()
      await people.alice.hears('disconnected', { username: 'bob' })
      let rows
      await until('the last events to be written', async () => {
        rows = await place.audit()
        const left = rows.some(({ kind, meta }) => kind === 'leave_chat' && meta.name === 'bob')
        return left && rows.some(({ kind }) => kind === 'stop_streaming')
      })
      const keys = {}
      for (const { kind, meta } of rows) (keys[kind] ??= new Set()).add(Object.keys(meta).sort().join())
      assert.deepEqual(keys, {
        start_streaming: new Set(['description,password']),
        stop_streaming: new Set(['']),
        send_message: new Set(['message,name']),
        send_drawing: new Set(['drawing,name']),
        send_action: new Set(['action,name']),
        send_broadcast: new Set(['broadcast']),
        join_chat: new Set(['name']),
        leave_chat: new Set(['name']),
        change_name: new Set(['newname,oldname']),
        viewer_count: new Set(['viewers']),
        mod_user: new Set(['name,operator']),
        demod_user: new Set(['name,operator']),
        mute_user: new Set(['name,operator']),
        unmute_user: new Set(['name,operator']),
        set_description: new Set(['description']),
        set_viewer_password: new Set(['password']),
        // what the original does not record
        rename_user: new Set(['name,newname,operator']),
        set_chat: new Set(['chat']),
        add_streamer: new Set(['by']),
        add_emote: new Set(['alias,by']),
        remove_emote: new Set(['alias,by']),
      })
      const of = (kind) => rows.filter((row) => row.kind === kind).map(({ meta }) => meta)
      assert.deepEqual(of('set_viewer_password'), [{ password: 'sesame' }, { password: null }])
      assert.deepEqual(of('send_broadcast'), [{ broadcast: 'bear with us' }])
      assert.deepEqual(of('mod_user').map(({ name }) => name), ['Mo', 'bob', 'bob'])
      assert.deepEqual(of('join_chat').map(({ name }) => name).slice(0, 4), ['Bob', 'Mo', 'Eve of Sweden', STREAM])
      assert.deepEqual(of('send_message').slice(0, 3), [
        { name: 'Bob', message: 'hello' },
        { name: 'Mo', message: 'hello there' },
        { name: 'Eve of Sweden', message: 'look: <b>bold</b> <script>alert(1)</script> &amp; "quotes" \\' },
      ])
    })
  })
}
