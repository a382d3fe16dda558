// A wire between browsers and the site that can fail in the ways that wires do.

import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * Leads connections on to `port`.
 *
 * - `fallSilent()`: nothing goes through any more, and nobody is told: connections stay open, new ones too, as when a
 *   router loses its state or a phone its signal
 * - `recover()`: new connections go through; those from before stay dead
 * - `cut()`: every connection is closed, and new ones are refused until `recover()`
 */
export async function startWire(port) {
  /** Both ends of each connection. */
  const pairs = new Set()
  let works = true
  let refuses = false
  const server = createServer((near) => {
    if (refuses) return near.destroy()
    const pair = { near, dead: !works }
    pairs.add(pair)
    near.on('error', () => {})
    near.on('close', () => {
      pairs.delete(pair)
      if (!pair.dead) pair.far?.destroy()
    })
    if (pair.dead) return
    const far = (pair.far = connect(port, '127.0.0.1'))
    far.on('error', () => near.destroy())
    far.on('close', () => pair.dead || near.destroy())
    near.on('data', (data) => pair.dead || far.write(data))
    far.on('data', (data) => pair.dead || near.write(data))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    fallSilent() {
      works = false
      for (const pair of pairs) pair.dead = true
    },
    cut() {
      refuses = true
      for (const { near, far } of pairs) {
        near.destroy()
        far?.destroy()
      }
    },
    recover() {
      works = true
      refuses = false
    },
    async stop() {
      for (const { near, far } of pairs) {
        near.destroy()
        far?.destroy()
      }
      server.close()
      await once(server, 'close')
    },
  }
}
