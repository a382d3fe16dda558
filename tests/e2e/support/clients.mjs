// People in a chat, each at a client library that chat has to serve, over one of its ways.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { accessSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { io } from 'socket.io-client'
import socketIo3 from 'socket.io-client-3'

const REPOSITORY = new URL('../../../', import.meta.url).pathname
const PYTHON = join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target'), 'python/bin/python')
const PROGRAM = new URL('../python/chat.py', import.meta.url).pathname

/** No answer takes this long, unless it never comes. */
const PATIENCE = 15_000

/** Told by the way, at moments of their own: they have no place in the order of a conversation. */
const BY_THE_WAY = ['stream', 'status', 'role', 'commands', 'mutes', 'mute', 'unmute', 'ban', 'unban', 'sanction', 'sanction ended', 'report', 'reports', 'first messages']

/** Every library with every way that it has. */
export const CLIENTS = [
  ['socket.io-client 4', ['polling']],
  ['socket.io-client 4', ['websocket']],
  ['socket.io-client 4', ['polling', 'websocket']],
  ['socket.io-client 3', ['polling']],
  ['socket.io-client 3', ['websocket']],
  ['socket.io-client 3', ['polling', 'websocket']],
  ['python-socketio', ['polling']],
  ['python-socketio', ['websocket']],
  ['python-socketio', ['polling', 'websocket']],
].map(([library, ways]) => ({ library, ways, toString: () => `${library} by ${ways.join(', then ')}` }))

const LIBRARIES = {
  'socket.io-client 4': (...how) => javascript(io, ...how),
  'socket.io-client 3': (...how) => javascript(socketIo3, ...how),
  'python-socketio': python,
}

/** Someone at a client: says things, and hears in order what the server says. */
export class Person {
  /** Whatever came `BY_THE_WAY`, as [event, fields]. */
  aside = []
  #heard = []
  #waiting = null

  /** `returns`: comes back by itself when the connection is lost. */
  static async connect(url, { library, ways }, headers = {}, returns = false) {
    const person = new Person()
    person.client = await LIBRARIES[library](url, ways, headers, (event, fields) => person.#hear(event, fields), returns)
    return person
  }

  say(event, fields) {
    this.client.emit(event, fields)
  }

  /** By which way it is connected now. */
  way() {
    return this.client.way()
  }

  leave() {
    return this.client.close()
  }

  /** The next thing heard, as [event, fields]. */
  async next() {
    if (this.#heard.length > 0) return this.#heard.shift()
    let timer
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = resolve
        timer = setTimeout(() => reject(new Error(`nothing was said for ${PATIENCE} ms`)), PATIENCE)
      })
    } finally {
      clearTimeout(timer)
      this.#waiting = null
    }
  }

  /** The next thing heard must be this event, with at least these fields: see [`matches`]. Returns its fields. */
  async hears(event, expected = {}) {
    const [name, fields] = await this.next()
    assert.equal(name, event, `${name} ${JSON.stringify(fields)} instead of ${event} ${JSON.stringify(expected)}`)
    matches(fields, expected, event)
    return fields
  }

  /** Hears whatever comes, up to and with the first of this event. Returns its fields. */
  async until(event, is = () => true) {
    for (;;) {
      const [name, fields] = await this.next()
      if (name === event && is(fields)) return fields
    }
  }

  /** All heard before the answer to a question asked now, as [event, fields]. Only for those who are logged in. */
  async rest() {
    this.say('get color', {})
    const rest = []
    for (;;) {
      const [name, fields] = await this.next()
      if (name === 'return color') return rest
      rest.push([name, fields])
    }
  }

  #hear(event, fields) {
    if (BY_THE_WAY.includes(event)) this.aside.push([event, fields])
    else if (!this.#waiting) this.#heard.push([event, fields])
    else {
      this.#waiting([event, fields])
      this.#waiting = null
    }
  }
}

/** Each expected field is there: equal, matching a regular expression, or what a function says yes to. */
function matches(fields, expected, event) {
  for (const [name, value] of Object.entries(expected)) {
    const what = `${name} of ${event} ${JSON.stringify(fields)}`
    if (value instanceof RegExp) assert.match(fields[name], value, what)
    else if (typeof value === 'function') assert.ok(value(fields[name]), what)
    else assert.deepEqual(fields[name], value, what)
  }
}

function javascript(io, url, transports, extraHeaders, heard, returns) {
  const socket = io(url, { transports, extraHeaders, reconnection: returns, reconnectionDelay: 100, reconnectionDelayMax: 200, forceNew: true, timeout: PATIENCE })
  const upgraded =
    transports.length === 1 ? Promise.resolve() : new Promise((resolve) => socket.io.once('open', () => socket.io.engine.once('upgrade', resolve)))
  // socket.io-client 3 has no listener for what comes, whatever it is, before 3.0
  socket.onAny((event, fields) => heard(event, fields))
  return new Promise((resolve, reject) => {
    const failed = (error) => {
      socket.disconnect()
      reject(error)
    }
    socket.once('connect_error', failed)
    socket.once('connect', async () => {
      socket.off('connect_error', failed)
      socket.on('disconnect', (reason) => heard('closed', { reason }))
      if (returns) socket.on('connect', () => heard('opened', {}))
      await upgraded
      resolve({
        id: socket.id,
        emit: (event, fields) => socket.emit(event, fields),
        way: () => socket.io.engine.transport.name,
        async close() {
          socket.disconnect()
        },
      })
    })
  })
}

function python(url, transports, headers, heard, returns) {
  try {
    accessSync(PYTHON)
  } catch {
    throw new Error(`python-socketio is not installed in ${PYTHON}; scripts/test.sh installs it`)
  }
  const child = spawn(PYTHON, [PROGRAM, url, transports.join(','), JSON.stringify(headers), returns ? 'returns' : ''], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const tell = (...line) => child.stdin.write(JSON.stringify(line) + '\n')
  let way
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what, ...rest] = JSON.parse(line)
      if (what === 'heard') heard(...rest)
      if (what === 'failed') reject(new Error(rest[0]))
      if (what !== 'connected') return
      way = rest[1]
      resolve({
        id: rest[0],
        emit: tell,
        way: () => way,
        close() {
          child.stdin.end()
          return ended
        },
      })
    })
    ended.then((code) => reject(new Error(`the Python program ended with ${code}`)))
  })
}
