// Looks into an SQLite database, through Python, which knows how and is needed anyway.

import { run, tool } from './processes.mjs'

const PROGRAM = `
import json, sqlite3, sys
database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
database.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in database.execute(sys.argv[2])]))
`

/** The rows of a query; columns called meta are JSON. */
export async function sqlite(file, query) {
  const { code, stdout, stderr } = await run(tool('python3'), ['-c', PROGRAM, file, query])
  if (code !== 0) throw new Error(`python3: ${stderr}`)
  return JSON.parse(stdout).map((row) => ({ ...row, meta: JSON.parse(row.meta) }))
}
