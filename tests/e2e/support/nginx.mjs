// A real nginx on free ports, with the files that are shipped in config/nginx: only ports and folders are replaced.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort, run, start, tool } from './processes.mjs'
import { until } from './waiting.mjs'

const REPOSITORY = new URL('../../../', import.meta.url).pathname

/** Text of a shipped configuration, or of a fixture of the tests. */
export function shipped(name) {
  return readFileSync(join(REPOSITORY, 'config/nginx', name), 'utf8')
}

/** Takes the comment signs away before directives (`#root …`), and leaves prose (`# Why …`) alone. */
export function uncommented(text) {
  return text.replaceAll(/^( *)#(?=[^ \n])/gm, '$1').replaceAll(/^( *)#(    +\S)/gm, '$1$2')
}

/** Replaces in one pass: a port that was put in (19360) may contain what a later pair looks for (1936). */
export function replaced(text, pairs) {
  const here = new Map(pairs)
  const any = pairs.map(([from]) => from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return any === '' ? text : text.replaceAll(new RegExp(any, 'g'), (from) => here.get(from))
}

/**
 * Starts nginx in `folder`.
 * `rtmp` and `site` are configuration texts; `replace` is a list of [what they say, what it is here].
 */
export async function startNginx(folder, { rtmp = '', site = '', replace = [], workers = 1 }) {
  const here = (text) => replaced(text, replace)
  const home = join(folder, 'nginx')
  mkdirSync(home, { recursive: true })
  const logs = { error: join(home, 'error.log'), access: join(home, 'access.log'), output: join(home, 'output.log') }
  writeFileSync(
    join(home, 'nginx.conf'),
    `load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes ${workers};
daemon off;
pid ${home}/nginx.pid;
lock_file ${home}/nginx.lock;
error_log ${logs.error} error;
events { worker_connections 512; }
${here(rtmp)}
http {
  access_log ${logs.access};
  client_body_temp_path ${home}/body;
  proxy_temp_path ${home}/proxy;
  fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi;
  scgi_temp_path ${home}/scgi;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  sendfile on;
${here(site)}
}
`,
  )
  // Debian's own file, which the original's site configuration includes by this name
  writeFileSync(join(home, 'proxy_params'), readFileSync('/etc/nginx/proxy_params'))

  const ports = [...here(rtmp + site).matchAll(/^\s*listen\s+(?:[\d.]+:)?(\d+)/gm)].map(([, port]) => Number(port))
  let child
  const nginx = {
    logs,
    async start() {
      child = start(tool('nginx'), ['-e', logs.error, '-c', join(home, 'nginx.conf')], { log: logs.output })
      for (const port of ports) {
        await until(`nginx to listen on port ${port}`, () => {
          if (child.exited) throw new Error(nginx.complaints())
          return listening(port)
        })
      }
    },
    /** `SIGTERM` as `systemctl restart` does, `SIGKILL` as a crash would. */
    stop: (signal) => child.stop(signal),
    /** As `systemctl reload` does. */
    reload: () => run(tool('nginx'), ['-e', logs.error, '-c', join(home, 'nginx.conf'), '-s', 'reload']),
    get pid() {
      return child.pid
    },
    complaints: () => readFileSync(logs.error, 'utf8') + readFileSync(logs.output, 'utf8'),
  }
  await nginx.start()
  return nginx
}

export function listening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Ports for one test's nginx. */
export async function nginxPorts() {
  return { rtmp: await freePort(), hls: await freePort(), site: await freePort(), updates: await freePort() }
}
