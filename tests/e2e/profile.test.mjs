// What streamers say about their streams, as visitors see it: title, tags, warning, schedule, and the search of the front page.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { violationsInThemes } from './support/axe.mjs'
import { startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const PYTHON = join(process.env.CARGO_TARGET_DIR ?? new URL('../../target', import.meta.url).pathname, 'python/bin/python')

describe('what streamers say about their streams', () => {
  let site, browser
  before(async () => {
    browser = await startBrowser()
    site = await startSite({ ingest: true })
    for (const name of ['alice', 'bob', 'carol', 'dora']) await site.addStreamer(name, `${name}-key`)
    await change('alice', { title: 'Night owls paint <b>together</b>', tags: ['art', 'live-coding', 'chill'], language: 'de', description: 'Every Friday at https://example.com/a' })
    await change('bob', { title: 'Synthesizers', tags: ['music', 'chill'], language: 'pt-BR' })
    await call('carol', 'POST', 'schedule', { start: '2026-01-02T20:00', time_zone: 'America/New_York', weekly: true, title: 'Chess & tea' })
    site.publish('alice-key')
    await until('alice to be live', async () => (await site.info('alice')).live)
    await until('the settings', async () => (await site.info('bob')).title && (await stream('carol')).schedule.length > 0)
  })
  after(() => Promise.all([site?.stop(), browser?.close()]))

  const call = async (name, method, path, body) => {
    const headers = { Authorization: `Basic ${Buffer.from(`${name}:${name}-key`).toString('base64')}`, 'Content-Type': 'application/json' }
    const response = await site.get(`/api/v1/streams/${name}/${path}`, { method, headers, body: JSON.stringify(body) })
    assert.equal(response.status, 200, await response.clone().text())
    return response.json()
  }
  const change = (name, settings) => call(name, 'PATCH', 'settings', settings)
  const stream = async (name) => (await site.get(`/api/v1/streams/${name}`)).json()
  const open = async (t, path, options) => {
    const page = await visit(browser, site.url + path, options)
    t.after(() => page.context().close())
    return page
  }
  const names = (page) => page.locator('[data-list] li[data-name]:visible').evaluateAll((items) => [...new Set(items.map((item) => item.dataset.name))].sort())

  for (const [path, size] of ['/', '/?tag=chill', '/?q=nothing+like+it', '/alice/', '/carol/'].flatMap((path) => [[path, [1280, 720]], [path, [320, 700]]])) {
    it(`${path} has nothing for axe to complain of in any theme, ${size[0]} pixels wide`, async (t) => {
      const page = await open(t, path, { size })
      await page.waitForLoadState('load')
      assert.deepEqual(await violationsInThemes(page), [])
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= size[0], `it is ${width} wide`)
      assert.deepEqual(unexpected(page), [])
    })
  }

  it('shows the title in page and tab, and follows its changes', async (t) => {
    const page = await open(t, '/alice/')
    assert.equal(await page.title(), '● Night owls paint <b>together</b> – alice – PyStreaming')
    assert.equal(await page.locator('.about-title').innerText(), 'Night owls paint <b>together</b>')
    assert.deepEqual(await page.locator('#told .tag').allInnerTexts(), ['German', 'art', 'live-coding', 'chill'])
    await untilPlaying(page)
    const video = await page.locator('video').elementHandle()
    await change('alice', { title: 'Morning', tags: ['art'] })
    await page.getByRole('heading', { name: 'Morning' }).waitFor()
    assert.ok(await video.evaluate((element) => element.isConnected && !element.paused), 'the picture goes on')
    await untilPlaying(page)
    assert.equal(await page.title(), '● Morning – alice – PyStreaming')
    assert.deepEqual(await page.locator('#told .tag').allInnerTexts(), ['German', 'art'])
    assert.equal(await page.locator('.description a').getAttribute('href'), 'https://example.com/a')
    await page.locator('#told').getByRole('link', { name: 'art' }).click()
    await page.waitForURL('**/?tag=art')
    assert.deepEqual(await names(page), ['alice'])
    assert.deepEqual(unexpected(page), [])
    await change('alice', { title: 'Night owls paint <b>together</b>', tags: ['art', 'live-coding', 'chill'] })
  })

  it('is found without scripts', async (t) => {
    const page = await open(t, '/', { javaScriptEnabled: false })
    assert.deepEqual(await names(page), ['alice', 'bob', 'carol', 'dora'])
    await page.getByRole('searchbox').fill('synth')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=synth/)
    assert.deepEqual(await names(page), ['bob'])
    await page.getByRole('link', { name: 'Show all' }).click()
    await page.getByRole('button', { name: 'chill' }).click()
    await page.waitForURL(/tag=chill/)
    assert.deepEqual(await names(page), ['alice', 'bob'])
    await page.getByRole('combobox', { name: 'Language' }).selectOption('Portuguese')
    await page.getByRole('button', { name: 'Search' }).press('Enter')
    assert.deepEqual(await names(page), ['bob'])
    // pressed again, a tag is no longer wanted
    await page.getByRole('button', { name: 'chill' }).click()
    await page.waitForURL(/tag=$/)
    assert.deepEqual(await names(page), ['bob'])
  })

  it('is found while one types, by keyboard', async (t) => {
    const page = await open(t, '/')
    await page.keyboard.press('Tab')
    while (!(await page.evaluate(() => document.activeElement.matches('#finder-text')))) await page.keyboard.press('Tab')
    await page.keyboard.type('OWLS')
    await until('the search', async () => (await names(page)).join() === 'alice')
    assert.equal(new URL(page.url()).search, '?q=OWLS')
    assert.equal(await page.getByRole('status').innerText(), '1 stream found')
    await page.keyboard.type(' nothing')
    await page.getByText('No stream matches').waitFor()
    await page.reload()
    assert.equal(await page.getByRole('searchbox').inputValue(), 'OWLS nothing')
    await page.getByRole('searchbox').fill('')
    await until('everybody', async () => (await names(page)).length === 4)
    assert.equal(new URL(page.url()).search, '')
    assert.deepEqual(unexpected(page), [])
  })

  it('says what starts next in the time of the viewer', async (t) => {
    const [next] = (await stream('carol')).schedule
    for (const timezoneId of ['Asia/Tokyo', 'Europe/Berlin']) {
      const page = await open(t, '/', { timezoneId, locale: 'en-GB' })
      const plan = page.locator('[data-list="next"] li')
      await plan.getByText('Chess & tea').waitFor()
      const here = new Intl.DateTimeFormat('en-GB', { timeZone: timezoneId, weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: 'numeric' })
      await plan.getByText(here.format(next.start * 1000)).waitFor()
      await page.goto(`${site.url}/carol/`)
      const cover = page.locator('[data-cover="offline"]')
      await cover.getByText('Chess & tea').waitFor()
      await cover.getByText(here.format(next.start * 1000)).waitFor()
      await cover.getByText(/Starts (in \d+ (days?|hours?|minutes?)|tomorrow)/).waitFor()
      assert.deepEqual(unexpected(page), [])
    }
    const page = await open(t, '/dora/')
    await page.locator('[data-cover="offline"]').waitFor()
    await call('dora', 'POST', 'schedule', { start: '2026-01-03T20:00', time_zone: 'UTC', weekly: true, title: 'New plan' })
    // an open page learns of it
    await page.locator('[data-cover="offline"]').getByText('New plan').waitFor()
    assert.deepEqual(unexpected(page), [])
  })

  it('has a calendar that another program reads, with the same ids each time', async () => {
    const text = await site.text('/carol/schedule.ics')
    const file = join(site.folder, 'schedule.ics')
    writeFileSync(file, text)
    const program = `
import sys, icalendar
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
for event in calendar.walk('VEVENT'):
    assert not event.errors and not calendar.errors, (event.errors, calendar.errors)
    print(event['UID'], int(event.decoded('DTSTART').timestamp()), int(event.decoded('DTEND').timestamp()), str(event['SUMMARY']), sep='|')
`
    const read = () => execFileSync(PYTHON, ['-c', program, file], { encoding: 'utf8' }).trim().split('\n')
    const events = read().map((line) => line.split('|'))
    assert.equal(events.length, 60)
    assert.ok(events.every(([, , , summary]) => summary === 'Chess & tea – carol'))
    const { schedule } = await stream('carol')
    assert.deepEqual(events.slice(0, 5).map(([, start, end]) => [Number(start), Number(end)]), schedule.map(({ start, end }) => [start, end]))
    assert.equal(new Set(events.map(([uid]) => uid)).size, 60)
    writeFileSync(file, await site.text('/carol/schedule.ics'))
    assert.deepEqual(read().map((line) => line.split('|')[0]), events.map(([uid]) => uid))
  })

  it('asks before a picture with a warning, once for each browser and text', async (t) => {
    await change('alice', { content_warning: 'flashing <i>lights</i>' })
    await until('the warning', async () => (await site.info('alice')).content_warning)
    for (const path of ['/alice/', '/alice/embed']) {
      const page = await open(t, path)
      await page.getByText('flashing <i>lights</i>', { exact: true }).waitFor()
      assert.equal(await page.locator('video').evaluate((video) => video.readyState), 0, 'nothing is loaded')
      assert.equal(await page.locator('video').getAttribute('poster'), null)
      const watch = page.getByRole('button', { name: 'Watch' })
      await watch.focus()
      await page.keyboard.press('Enter')
      await untilPlaying(page)
      await page.reload()
      await untilPlaying(page)
      assert.equal(await watch.count(), 0)
      await change('alice', { content_warning: `loud, ${path}` })
      // who watches is asked again
      await page.getByText(`loud, ${path}`, { exact: true }).waitFor()
      await until('the picture to stop', () => page.locator('video').evaluate((video) => video.paused))
      await change('alice', { content_warning: null })
      await untilPlaying(page)
      assert.equal(await watch.count(), 0)
      await change('alice', { content_warning: 'flashing <i>lights</i>' })
      assert.deepEqual(unexpected(page), [])
    }
    const page = await open(t, '/')
    await page.locator('.card').getByText('Content warning').waitFor()
    assert.equal(await page.locator('.card img:visible').count(), 0)
  })
})
