// Child processes of a test: each in a group of its own, its output kept in a file, all of them ended with the test.

import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { accessSync, constants, openSync, closeSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

const running = new Set()
process.on('exit', () => running.forEach((child) => child.signal('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** Where `tool` is; an error with its name if it is nowhere. */
export function tool(name) {
  const places = [...process.env.PATH.split(delimiter), '/usr/sbin', '/sbin']
  for (const place of places) {
    const path = join(place, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {}
  }
  throw new Error(`${name} is not installed; scripts/test.sh installs what the tests need`)
}

/**
 * A TCP port of the loopback interface that nobody listens on. The system gives it to no outgoing connection, which could take it
 * before the server that it is for.
 */
export async function freePort() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000)
    if (await reserve(port)) return port
  }
}

/** The first of so many such ports in a row. */
export async function freePorts(count) {
  for (;;) {
    const first = await freePort()
    const others = Array.from({ length: count - 1 }, (_, at) => first + 1 + at)
    if ((await Promise.all(others.map(reserve))).every(Boolean)) return first
  }
}

/**
 * Whether the port is this process's from now on. Servers on it start later, and again, while other test files look for ports; so the
 * port of UDP with the same number, which nothing uses, marks it until the process ends.
 */
async function reserve(port) {
  const mark = createSocket('udp4').unref()
  const ours = new Promise((resolve) => {
    mark.once('error', () => resolve(false))
    mark.bind(port, '127.0.0.1', () => resolve(true))
  })
  if ((await ours) && (await isFree(port))) return true
  mark.close()
  return false
}

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** Starts `command` with its output appended to the file `log`. */
export function start(command, args, { log, cwd, env }) {
  const out = openSync(log, 'a')
  const process_ = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', out, out] })
  closeSync(out)
  // where a test forgets it, it ends with the file instead of keeping it from its end
  process_.unref()

  const child = {
    pid: process_.pid,
    exited: false,
    /** Whether it was told to end; ending otherwise is a failure. */
    told: false,
    /** Resolves with the exit code, or the signal's name. */
    ended: new Promise((resolve) => {
      const end = (how) => {
        child.exited = true
        running.delete(child)
        resolve(how)
      }
      process_.once('error', (error) => end(error.message))
      process_.once('exit', (code, signal) => end(code ?? signal))
    }),
    /** Sends a signal to the process and its children. */
    signal(name) {
      try {
        process.kill(-process_.pid, name)
      } catch {}
    },
    /** Ends it, by force if it does not go within ten seconds. */
    async stop(name = 'SIGTERM') {
      child.told ||= !child.exited
      if (!child.exited) {
        child.signal('SIGCONT')
        child.signal(name)
        const force = setTimeout(() => child.signal('SIGKILL'), 10_000)
        await child.ended
        clearTimeout(force)
      }
    },
    output: () => readFileSync(log, 'utf8'),
  }
  running.add(child)
  return child
}

/** Runs `command` to its end and returns its exit code and output. */
export function run(command, args, { cwd, env, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env } })
    const result = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (data) => (result.stdout += data))
    child.stderr.on('data', (data) => (result.stderr += data))
    child.once('error', reject)
    child.once('close', (code) => resolve({ ...result, code }))
    child.stdin.end(input)
  })
}
