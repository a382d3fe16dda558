// Runs the test files two at a time; then, one at a time on a machine that does nothing else, those that measure.
//
//   npm test --prefix tests/e2e

import { readdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/** What measures delay or time, or has to play smoothly. */
const ALONE = ['admin', 'interruptions', 'locked', 'low-latency', 'playback', 'player'].map((name) => `${name}.test.mjs`)

const folder = new URL('.', import.meta.url).pathname
const files = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort()
const gone = ALONE.filter((file) => !files.includes(file))
if (gone.length > 0) throw new Error(`not there any more: ${gone.join(', ')}`)

const tests = (names, concurrency) => run({ files: names.map((name) => folder + name), concurrency })

async function* all() {
  yield* tests(files.filter((file) => !ALONE.includes(file)), 2)
  yield* tests(ALONE, 1)
}

Readable.from(all())
  .on('data', ({ type }) => {
    if (type === 'test:fail') process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)
