// The oldest Chromium that the overlay and the window of chat are for: that of OBS 30. Its package holds it compressed.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

const REPOSITORY = new URL('../../../', import.meta.url).pathname
const PACKAGE = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium/package.json'))

/** The path of its program, unpacked when it is first wanted. */
export function oldChromium() {
  const folder = join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target'), 'chromium-103')
  const program = join(folder, 'chromium')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${program}.${process.pid}`, brotliDecompressSync(readFileSync(join(PACKAGE, 'bin', 'chromium.br'))), { mode: 0o755 })
  // whole or not at all, even if another test unpacks it now
  renameSync(`${program}.${process.pid}`, program)
  return program
}
