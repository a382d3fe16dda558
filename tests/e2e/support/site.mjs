// A whole site for one test file: the server, nginx with a shipped configuration, and encoders.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEncoder } from './encoder.mjs'
import { nginxPorts, shipped, startNginx, uncommented } from './nginx.mjs'
import { freePort, run, start } from './processes.mjs'
import { until } from './waiting.mjs'

const REPOSITORY = new URL('../../../', import.meta.url).pathname
/** Folder of the programs. */
export const PROGRAMS = join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target'), 'debug')

/**
 * Starts a site.
 *
 * - `rtmp`: the shipped rtmp-<rtmp>.conf, with the server's configuration that goes with it
 * - `ingest`: the server takes RTMP itself, without nginx
 * - `front`: put nginx in front with the shipped site.conf, for this way of delivery: accel or links
 * - `settings`: more of the server's configuration, or a function of the site's places; `config`: all of it, as the text of a file
 * - `nginx`: { rtmp, site } texts instead of the shipped ones; `replace`: what stands in them for this test's places
 * - `prepare`: called before the server starts, with the site as it is by then
 * - `arguments_`: more of the server's command line
 */
export async function startSite({ rtmp = 'single', ingest = false, front, settings = {}, config, nginx: own, replace, arguments_ = () => [], prepare } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pystreaming-e2e-'))
  const hls = join(folder, 'hls')
  mkdirSync(hls)
  const port = settings.port ?? (await freePort())
  const ports = await nginxPorts()
  const places = { folder, hls, port, ...ports }

  const configFile = join(folder, 'config.yaml')
  const qualities = rtmp === 'ladder' ? ['Original', '720P', '480P'] : []
  const defaults = {
    data_dir: join(folder, 'data'),
    hls_dir: hls,
    listen: '127.0.0.1',
    port,
    keyless: !ingest && rtmp !== 'plain',
    video_qualities: qualities,
    nginx_proxy: front ? 1 : 0,
    delivery: front ?? 'server',
    ingest: { rtmp: ingest ? `127.0.0.1:${ports.rtmp}` : 'off' },
    log: { level: 'debug', format: 'text' },
  }
  // JSON is YAML too
  writeFileSync(configFile, config?.(places) ?? JSON.stringify({ ...defaults, ...(typeof settings === 'function' ? settings(places) : settings) }))

  const serverLog = join(folder, 'server.log')
  const encoders = []
  let server
  const site = {
    folder,
    hls,
    ports,
    /** The server itself, as nginx and this machine reach it. */
    direct: `http://127.0.0.1:${port}`,
    /** Where viewers go. */
    url: `http://127.0.0.1:${front || own?.site ? ports.site : port}`,
    serverLog: () => readFileSync(serverLog, 'utf8'),
    hlsFiles: () => readdirSync(hls),
    get serverPid() {
      return server.pid
    },

    async startServer() {
      server = start(join(PROGRAMS, 'pystreaming'), ['--config', configFile, ...arguments_(places)], { log: serverLog, cwd: folder })
      await until('the server to be ready', async () => {
        if (server.exited) throw new Error(`it ended: ${site.serverLog()}`)
        return (await fetch(`${site.direct}/readyz`)).ok
      })
    },
    stopServer: (signal) => server.stop(signal),

    /** Runs pystreaming-admin; fails if it does. */
    async admin(...words) {
      const { code, stdout, stderr } = await run(join(PROGRAMS, 'pystreaming-admin'), ['--config', configFile, ...words], { cwd: folder })
      if (code !== 0) throw new Error(`pystreaming-admin ${words.join(' ')}: ${stderr}`)
      return stdout
    },
    async addStreamer(username, key, { password, description } = {}) {
      await site.admin('streamer', 'add', '--username', username, '--key', key)
      if (password) await site.setPassword(username, password)
      if (description) await site.admin('streamer', 'description', '--username', username, '--description', description)
      await until(`the server to know ${username}`, async () => (await site.get(`/${username}/info`)).status === (password ? 403 : 200))
    },
    setPassword: (username, password) => site.admin('streamer', 'password', '--username', username, ...(password ? ['--password', password] : [])),

    /** A request as a viewer sends it, without following redirects. */
    get: (path, options) => fetch(new URL(path, site.url), { redirect: 'manual', ...options }),
    text: async (path, options) => (await site.get(path, options)).text(),
    info: async (username) => (await site.get(`/${username}/info`)).json(),
    untilState: (username, state, options) =>
      until(`${username} to be ${state}`, async () => (await site.info(username)).state === state, options),

    /** An encoder that publishes with `key`, and comes back by itself if told to `return`. */
    publish(key, options) {
      const encoder = startEncoder(folder, `rtmp://127.0.0.1:${ports.rtmp}/live/${key}`, options)
      encoders.push(encoder)
      return encoder
    },

    async stop() {
      await Promise.all(encoders.map((encoder) => encoder.stop()))
      await server?.stop()
      await site.nginx?.stop()
      const crashed = server && !server.told && `the server ended by itself (${await server.ended}): ${site.serverLog().slice(-2000)}`
      rmSync(folder, { recursive: true, force: true })
      if (crashed) throw new Error(crashed)
    },
  }

  try {
    if (!ingest || front) site.nginx = await startNginx(folder, {
      rtmp: ingest ? '' : own?.rtmp ?? shipped(`rtmp-${rtmp}.conf`),
      site: own?.site ?? (front ? siteConf(front) : ''),
      replace: replace?.(places) ?? [
        ['127.0.0.1:5678', `127.0.0.1:${port}`],
        ['127.0.0.1:5679', `127.0.0.1:${ports.updates}`],
        ['127.0.0.1:1935', `127.0.0.1:${ports.rtmp}`],
        ['127.0.0.1:1936', `127.0.0.1:${ports.hls}`],
        ['listen 1935;', `listen 127.0.0.1:${ports.rtmp};`],
        ['listen 80;', `listen 127.0.0.1:${ports.site};`],
        ['/var/lib/pystreaming', folder],
      ],
    })
    await prepare?.(site)
    await site.startServer()
  } catch (error) {
    await site.stop()
    throw error
  }
  return site
}

function siteConf(delivery) {
  const text = shipped('site.conf')
  return delivery === 'links' ? uncommented(text) : text
}
