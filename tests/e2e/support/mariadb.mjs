// A real MariaDB in a folder of its own, reached through its socket.

import { userInfo } from 'node:os'
import { join } from 'node:path'
import { run, start, tool } from './processes.mjs'
import { until } from './waiting.mjs'

/** Starts a server with one empty database `pystreaming` of a user `pystreaming` with the password `secret`. */
export async function startMariaDb(folder) {
  const data = join(folder, 'mariadb')
  const socket = join(folder, 'mariadb.sock')
  const places = [
    '--no-defaults',
    `--datadir=${data}`,
    // a server that starts clears away what it takes for its own remains there
    `--tmpdir=${folder}`,
    `--user=${userInfo().username}`,
    // nothing here has to outlive a crash of the machine
    '--innodb-flush-method=nosync',
    '--innodb-log-file-size=8M',
    '--performance-schema=off',
  ]
  const installed = await run(tool('mariadb-install-db'), [...places, '--skip-test-db', '--auth-root-authentication-method=normal'])
  if (installed.code !== 0) throw new Error(`mariadb-install-db: ${installed.stderr}`)
  const server = start(tool('mariadbd'), [...places, `--socket=${socket}`, '--skip-networking'], { log: join(folder, 'mariadb.log') })
  const setup = `CREATE DATABASE pystreaming; CREATE USER pystreaming IDENTIFIED BY 'secret'; GRANT ALL ON pystreaming.* TO pystreaming;`
  await until('MariaDB', async () => {
    if (server.exited) throw new Error(server.output())
    const answer = await run(tool('mariadb'), ['--no-defaults', `--socket=${socket}`, '--user=root', '--execute', setup])
    if (answer.code !== 0) throw new Error(answer.stderr)
    return true
  }, { within: 60_000 })
  return {
    socket,
    stop: () => server.stop(),
    /** The rows of an audit query in its database; meta is JSON. */
    async query(sql) {
      const words = ['--no-defaults', `--socket=${socket}`, '--user=root', '--database=pystreaming', '--batch', '--raw', '--skip-column-names', '--execute']
      const { code, stdout, stderr } = await run(tool('mariadb'), [...words, sql])
      if (code !== 0) throw new Error(`mariadb: ${stderr}`)
      const rows = stdout.split('\n').filter(Boolean)
      return rows.map((row) => row.split('\t')).map(([kind, meta]) => ({ kind, meta: JSON.parse(meta) }))
    },
  }
}
