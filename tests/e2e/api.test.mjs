// The API as it publishes itself, tried by a program that knows only its OpenAPI document.

import assert from 'node:assert/strict'
import { accessSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { startBrowser, visit } from './support/browser.mjs'
import { run } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const REPOSITORY = new URL('../../', import.meta.url).pathname
const SCHEMATHESIS = join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target'), 'python/bin/schemathesis')

describe('the API', () => {
  let site, token
  before(async () => {
    // fails with the path of what is missing
    accessSync(SCHEMATHESIS)
    site = await startSite({ settings: { api: { requests: { burst: 100_000, per_minute: 0 } } } })
    await site.addStreamer('alice', 'secretkey')
    token = JSON.parse(await site.admin('token', 'add', '--scopes', 'admin', '--json')).token
    const headers = { Authorization: `Bearer ${token}` }
    await until('the token to work', async () => (await site.get('/api/v1/streamers', { headers })).ok)
  })
  after(() => site?.stop())

  // what is tried for coverage is the same with every seed, and takes longest
  for (const [seed, phases] of [[1, 'coverage,fuzzing,stateful'], [2, 'fuzzing,stateful']]) {
    it(`is as its document says, with seed ${seed}`, async () => {
      const document = `${site.url}/api/v1/openapi.json`
      const { code, stdout, stderr } = await run(SCHEMATHESIS, [
        'run', document, '--header', `Authorization: Bearer ${token}`, '--seed', `${seed}`, '--phases', phases, '--max-examples', '8', '--request-timeout', '3', '--no-color',
      ], { cwd: site.folder })
      assert.equal(code, 0, `${stdout}\n${stderr}`)
    })
  }

  it('has a page that works by keyboard, wide and narrow', async (t) => {
    const browser = await startBrowser()
    t.after(() => browser.close())
    for (const [size, section] of [[[1280, 720], '.nav-bar-path'], [[360, 740], '.endpoint-head']]) {
      const page = await visit(browser, `${site.url}/api/v1/`, { size })
      await page.locator(section, { hasText: 'Mute someone' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('/mutes').first().waitFor()
      const { width } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth }))
      assert.equal(width, size[0])
      assert.deepEqual(page.troubles, [])
      await page.context().close()
    }
  })

  it('still serves its pages', async () => {
    assert.equal((await site.get('/')).status, 200)
  })
})
