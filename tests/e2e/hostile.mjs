// Sends broken bytes to the ports of a site for as long as it is told, while a stream is live, and reports how that went: mutations of
// what a real encoder and a real chat client have sent. Fails if the server ends or panics, the stream breaks off, or memory keeps growing.
//
//   npm run hostile --prefix tests/e2e [-- SECONDS]

import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { CLIENTS, Person } from './support/clients.mjs'
import { startEncoder } from './support/encoder.mjs'
import { freePort } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const seconds = Number(process.argv[2] ?? 300)
/** Connections at a time. */
const AT_ONCE = 16
/**
 * Memory that may come after the first minute, in bytes: 128 MiB of a stream that was taken from a broken push, and tables of addresses
 * and the database's caches, which fill once.
 */
const MAY_GROW = 192 * 1024 * 1024

const random = (below) => Math.floor(Math.random() * below)
const oneOf = (all) => all[random(all.length)]

/** Records what clients send to a port, connection by connection, while `use` uses the address that it gets. */
async function recorded(port, use) {
  const sent = []
  const server = createServer((near) => {
    const chunks = []
    sent.push(chunks)
    const far = connect(port, '127.0.0.1')
    near.on('data', (data) => chunks.push(data)).pipe(far)
    far.pipe(near)
    for (const end of [near, far]) end.on('error', () => end.destroy())
  })
  const own = await freePort()
  await new Promise((listening) => server.listen(own, '127.0.0.1', listening))
  await use(own)
  server.close()
  return sent.map((chunks) => Buffer.concat(chunks)).filter((bytes) => bytes.length > 0)
}

/** One of these recordings, broken in one way or several. */
function broken(recordings) {
  let bytes = Buffer.from(oneOf(recordings))
  // mostly near the beginning, where what follows is decided
  const place = () => random(Math.min(bytes.length, oneOf([64, 1024, 4096, 16_384, bytes.length])) + 1)
  const ways = [
    () => (bytes = bytes.subarray(0, place())),
    () => bytes.length > 0 && bytes.fill(oneOf([0, 0x7f, 0x80, 0xff, random(256)]), place(), place()),
    () => {
      for (let flips = 1 + random(8); flips > 0; flips--) if (bytes.length > 0) bytes[Math.min(place(), bytes.length - 1)] ^= 1 << random(8)
    },
    () => {
      const at = place()
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(512))])
    },
    () => {
      const at = place()
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + random(512)), bytes.subarray(at)])
    },
    () => {
      const at = place()
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(Array.from({ length: random(64) }, () => random(256))), bytes.subarray(at)])
    },
    () => (bytes = Buffer.concat([bytes.subarray(0, place()), oneOf(recordings).subarray(place())])),
  ]
  for (let times = 1 + random(3); times > 0; times--) oneOf(ways)()
  return bytes
}

/** Sends bytes to a port from an address of its own, in pieces, and leaves in one of the ways in which clients do. */
function send(port, bytes) {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.${1 + random(200)}.${random(256)}.${1 + random(254)}` })
    socket.once('close', done).on('error', () => {}).resume()
    socket.setTimeout(500, () => socket.destroy())
    socket.once('connect', () => {
      const size = oneOf([1, 16, 1024, 65_536])
      // in pieces that small only the beginning
      for (let at = 0; at < bytes.length && at < size * 2048; at += size) socket.write(bytes.subarray(at, at + size))
      if (random(2) === 0) socket.end()
      else if (random(4) === 0) socket.resetAndDestroy()
    })
  })
}

const resident = (pid) => 4096 * Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
const mib = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

process.env.RUST_BACKTRACE = '1'
const site = await startSite({ ingest: true, settings: ({ port, rtmp, folder }) => ({ listen: '127.0.0.1', port, data_dir: `${folder}/data`, ingest: { rtmp: `127.0.0.1:${rtmp}` }, log: { level: 'warn' } }) })
try {
  await site.addStreamer('alice', 'secretkey')
  await site.addStreamer('bob', 'othersecret')
  const encoder = site.publish('secretkey')
  await site.untilState('alice', 'live')
  const web = Number(new URL(site.direct).port)
  const pushes = await recorded(site.ports.rtmp, async (port) => {
    const other = startEncoder(site.folder, `rtmp://127.0.0.1:${port}/live/othersecret`)
    await site.untilState('bob', 'live')
    await other.stop()
  })
  const chats = await recorded(web, async (port) => {
    const person = await Person.connect(`http://127.0.0.1:${port}`, CLIENTS[1])
    person.say('login', { username: 'carol', streamer: 'alice', color: 'red' })
    await person.until('login success')
    for (const message of ['hello', '/help', '/me waves']) person.say('message', { message })
    await fetch(`http://127.0.0.1:${port}/alice/`)
    await pause(500)
    await person.leave()
  })
  const targets = [
    [site.ports.rtmp, pushes],
    [web, chats],
  ]

  const begun = Date.now()
  let sent = 0
  const attack = async () => {
    while (Date.now() < begun + seconds * 1000) {
      const [port, recordings] = oneOf(targets)
      await send(port, broken(recordings))
      sent += 1
    }
  }
  const attackers = Array.from({ length: AT_ONCE }, attack)
  let first
  const watch = async () => {
    while (Date.now() < begun + seconds * 1000) {
      await pause(10_000)
      if (encoder.exited) throw new Error(`the encoder ended: ${encoder.output()}`)
      await until('the stream to be live', async () => (await site.info('alice')).live, { within: 10_000 })
      const memory = resident(site.serverPid)
      if (Date.now() > begun + 60_000) first ??= memory
      if (first !== undefined && memory > first + MAY_GROW) throw new Error(`memory grew from ${mib(first)} to ${mib(memory)}`)
    }
  }
  await Promise.all([...attackers, watch()])
  // with what led there, since a panic in a library names only that
  const panic = site.serverLog().match(/panicked(?:.*\n){0,80}/)
  if (panic) throw new Error(panic[0])
  console.log(`${sent} broken connections in ${seconds} s; memory ${first === undefined ? '' : `${mib(first)} after a minute, `}${mib(resident(site.serverPid))} at the end`)
} finally {
  await site.stop()
}
