// A site of two nodes behind nginx, as scripts/cluster.sh runs it. The first node, a, leads at first.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEncoder } from './encoder.mjs'
import { freePorts, run } from './processes.mjs'
import { PROGRAMS } from './site.mjs'
import { until } from './waiting.mjs'

const SCRIPT = new URL('../../../scripts/cluster.sh', import.meta.url).pathname

/** Starts it, with settings of the nodes as variables of the environment. */
export async function startCluster(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pystreaming-cluster-'))
  const port = await freePorts(9)
  const site = join(folder, 'site')
  const script = async (...words) => {
    const env = { CLUSTER_DIR: site, CLUSTER_PORT: String(port), CLUSTER_BIN: PROGRAMS, ...settings }
    const { code, stdout, stderr } = await run(SCRIPT, words, { env })
    if (code !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`)
    return stdout
  }
  await script('up')
  const at = (node) => port + 1 + 'ab'.indexOf(node)
  const cluster = {
    /** The site, through nginx. */
    url: `http://127.0.0.1:${port}`,
    /** The address of a node. */
    node: (node) => `http://127.0.0.1:${at(node)}`,
    admin: (...words) => script('admin', ...words),
    kill: (node) => process.kill(Number(readFileSync(join(site, `node-${node}.pid`), 'utf8')), 'SIGKILL'),
    untilLeads: (node) => until(`${node} to lead`, async () => JSON.parse(await script('admin', 'cluster', 'status', '--json')).leader === node),
    /** Pushes to a node. */
    publish: (node, key, options) => startEncoder(folder, `rtmp://127.0.0.1:${at(node) + 2}/live/${key}`, options),
    async stop() {
      await script('down')
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return cluster
}
