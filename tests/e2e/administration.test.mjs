// The administration as those who run a site use it: the first run, by keyboard, on a phone, in every theme.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { violations, violationsInThemes } from './support/axe.mjs'
import { startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { join } from './support/chat.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const SIZES = [[1280, 720], [320, 640]]

let browser
before(async () => {
  browser = await startBrowser()
})
after(() => browser?.close())

const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))

/** Looks at a page in every theme, wide and narrow. */
async function examine(page, site, ready) {
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height })
    await page.reload()
    await ready(page)
    assert.deepEqual(await violationsInThemes(page), [], `${width} px wide`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${width}: ${wide} px too wide`)
  }
}

/** A browser that a link signs in. */
async function enter(site, section = '') {
  const { link } = JSON.parse(await site.admin('login-link', '--admin', '--json'))
  const page = await visit(browser, `${site.url}/-/login#${link.split('#')[1]}`)
  await page.getByRole('button', { name: 'Sign in on this browser' }).click()
  await page.locator('#section').waitFor()
  if (section !== '') await page.goto(`${site.url}/admin/${section}`)
  return page
}

/** From the link that a new site prints to a picture, by keyboard alone. `address` is what the page has to show. */
async function firstRun(site, address) {
  const link = await until('the link', () => /http:\/\/\S+\/-\/login#\S+/.exec(site.serverLog())?.[0])
  const page = await visit(browser, link)
  await page.locator('button:focus').getByText('Sign in on this browser').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Set up your site' }).waitFor()
  await page.locator('input:focus').waitFor()
  await page.keyboard.type('al ice')
  await page.locator('#streamer-address').getByText(`${site.url}/al%20ice/ Without spaces`).waitFor()
  for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
  await page.keyboard.type('ice')
  await page.locator('#streamer-address').getByText(`${site.url}/alice/`, { exact: true }).waitFor()
  assert.match(await page.locator(':focus').getAttribute('aria-describedby'), /streamer-address/)
  await page.keyboard.press('Tab')
  assert.ok(await page.getByLabel('Name of the site').evaluate((field) => field === document.activeElement))
  await page.keyboard.type('Alice and friends')
  await page.keyboard.press('Enter')
  const field = page.getByLabel('Stream key', { exact: true })
  const lost = await field.inputValue()
  assert.match(lost, /^[a-z0-9]{20,}$/)
  // whoever loads the page again goes on where they were
  await page.reload()
  assert.ok(!(await page.content()).includes(lost))
  await until('the server to know the streamer', async () => (await fetch(`${site.url}/alice/`)).ok)
  await page.getByRole('button', { name: 'New stream key…' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Make a new key' }).focus()
  await page.keyboard.press('Enter')
  const key = await field.inputValue()
  assert.notEqual(key, lost)
  // others may see the screen
  assert.equal(await field.getAttribute('type'), 'password')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy: Stream key' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Copied: Stream key' }).waitFor()
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key)
  assert.equal(await field.getAttribute('type'), 'password')
  await page.getByRole('button', { name: 'Show: Stream key' }).focus()
  await page.keyboard.press('Enter')
  assert.equal(await field.getAttribute('type'), 'text')
  assert.equal(await page.getByLabel('Server', { exact: true }).inputValue(), address)
  await page.getByRole('status').getByText('Waiting for the stream').waitFor()
  assert.deepEqual(await violations(page), [])
  const encoder = site.publish(key)
  await page.getByText(/We receive your stream: \d+×\d+, \d+ fps, a keyframe every [\d.]+ s/).waitFor({ timeout: 60_000 })
  await page.getByText('Stream health').waitFor()
  for (const [width, height] of [[390, 844], [1280, 720]]) {
    await page.setViewportSize({ width, height })
    const { y, height: tall } = await page.getByRole('link', { name: 'Open the page of the stream' }).boundingBox()
    assert.ok(y >= 0 && y + tall <= height, `${width}×${height}: the way on is out of sight`)
  }
  assert.deepEqual(await violations(page), [])
  assert.deepEqual(unexpected(page), [])
  await page.getByRole('link', { name: 'Open the page of the stream' }).focus()
  await page.keyboard.press('Enter')
  await untilPlaying(page)
  assert.match(await page.title(), /Alice and friends/)
  await encoder.stop()
  const late = await visit(browser, link)
  await late.getByRole('button', { name: 'Sign in on this browser' }).click()
  await late.getByRole('alert').getByText('has been used').waitFor()
  await late.getByRole('alert').getByText('pystreaming-admin login-link --admin', { exact: true }).waitFor()
  assert.ok(!site.serverLog().includes(key))
  await close(page, late)
}

describe('the first run', () => {
  it('leads from an empty site to a picture, where the server takes the streams', async () => {
    const site = await startSite({ ingest: true })
    try {
      await firstRun(site, `rtmp://127.0.0.1:${site.ports.rtmp}/live`)
    } finally {
      await site.stop()
    }
  })

  it('leads there where nginx takes them', async () => {
    const site = await startSite({})
    try {
      await firstRun(site, 'rtmp://127.0.0.1/live')
    } finally {
      await site.stop()
    }
  })
})

describe('the administration', () => {
  let site
  before(async () => {
    site = await startSite({ ingest: true, settings: { accounts: 'optional', webhooks: { allow_private: ['127.0.0.0/8'] } } })
    await site.addStreamer('alice', 'alices-long-key')
    await site.addStreamer('bob', 'bobs-long-key')
  })
  after(() => site?.stop())

  for (const section of ['', 'streamers', 'people', 'emotes', 'programs', 'settings', 'log', 'backup', 'start']) {
    it(`has nothing for axe to complain of in "${section}", in every theme, wide and narrow`, async () => {
      const page = await enter(site, section)
      await examine(page, site, async () => {
        await page.locator('#body > :not([hidden])').first().waitFor()
        if (section === 'streamers') await page.getByRole('link', { name: 'alice', exact: true }).waitFor()
        if (section === '') await page.getByText('Load of the machine').waitFor()
      })
      assert.deepEqual(unexpected(page), [])
      await close(page)
    })
  }

  it('is linked from the pages of the site and from studios while somebody is signed in', async () => {
    const page = await enter(site)
    for (const path of ['/', '/alice/']) {
      await page.goto(site.url + path)
      await page.locator('.bar').getByRole('link', { name: 'Administration' }).waitFor()
    }
    // administrators have every studio
    await page.locator('.bar').getByRole('link', { name: 'Studio' }).click()
    await page.getByRole('navigation').getByRole('link', { name: 'Administration' }).click()
    await page.waitForURL(`${site.url}/admin/`)
    for (const path of ['/', '/alice/']) {
      await page.setViewportSize({ width: 320, height: 640 })
      await page.goto(site.url + path)
      await page.locator('[data-way="administration"]').first().waitFor({ state: 'attached' })
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0)
    }
    const other = await visit(browser, site.url)
    await other.locator('#front li').first().waitFor()
    assert.equal(await other.locator('[data-way]').count(), 0)
    assert.deepEqual(unexpected(page), [])
    await close(page, other)
  })

  it('shows who is live and how the server is, by itself', async () => {
    const page = await enter(site)
    await page.getByText('Nobody is live.').waitFor()
    const encoder = site.publish('alices-long-key')
    const on = page.getByRole('region', { name: 'On air' })
    await on.getByText('Live').waitFor()
    await on.getByRole('link', { name: 'Studio of alice' }).waitFor()
    await page.getByText(/^SQLite [\d.]+, .* ok/).waitFor()
    await encoder.stop()
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('adds a streamer, shows the key once, gives another, ends the broadcast and removes them, by keyboard', async () => {
    const page = await enter(site, 'streamers')
    await page.getByLabel('Name', { exact: true }).focus()
    await page.keyboard.type('carol')
    await page.keyboard.press('Enter')
    const field = page.getByLabel('Stream key', { exact: true })
    const key = await field.inputValue()
    await page.getByRole('button', { name: 'Done' }).focus()
    await page.keyboard.press('Enter')
    await field.waitFor({ state: 'detached' })
    await page.reload()
    assert.ok(!(await page.content()).includes(key))

    await page.getByLabel('Find a name').fill('CAR')
    await page.getByRole('link', { name: 'alice', exact: true }).waitFor({ state: 'detached' })
    await page.getByText('Manage').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'New stream key of carol…' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    const fresh = await field.inputValue()
    assert.notEqual(fresh, key)
    // the server may learn the key a second later
    const encoder = site.publish(fresh, { returns: true })
    await page.getByText(/We receive your stream: /).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'End broadcast of carol…' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByText(/last live/).waitFor()
    await encoder.stop()

    await page.getByRole('button', { name: 'Link to sign in as carol…' }).click()
    await page.getByRole('button', { name: 'Make a link' }).click()
    const link = await page.getByLabel('Link', { exact: true }).inputValue()
    const carol = await visit(browser, link)
    await carol.getByRole('button', { name: 'Sign in on this browser' }).click()
    await carol.getByRole('navigation', { name: 'Studio' }).waitFor()
    await carol.goto(`${site.url}/admin/`)
    await carol.getByText('For the administrators of this site.').waitFor()

    await page.getByRole('button', { name: 'Remove carol…' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await until('carol to be gone', async () => (await site.get('/carol/')).status === 404)
    await page.getByText('Nobody found.').waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page, carol)
  })

  it('closes a channel with a reason, by keyboard, and opens it again', async () => {
    await site.addStreamer('mallory', 'mallorys-long-key')
    const page = await enter(site)
    const asked = { streams: 0, streamers: 0 }
    page.on('request', (request) => {
      const [, what] = /\/api\/v1\/(streams|streamers)$/.exec(request.url()) ?? []
      if (what) asked[what] += 1
    })
    await page.goto(`${site.url}/admin/streamers`)
    await page.locator('summary[aria-label="Manage mallory"]').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Close the channel of mallory…' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('For how long').and(page.locator(':focus')).waitFor()
    await until('the list to be asked for again', () => asked.streams >= 4)
    assert.ok(asked.streamers <= 2, `nothing happened, and the closed channels were asked for ${asked.streamers} times`)
    await page.getByLabel('For how long').selectOption({ label: 'A week' })
    await page.getByLabel('Why').fill('spam')
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: 'Close it' }).focus()
    await page.keyboard.press('Enter')
    const closed = page.getByRole('region', { name: 'Closed channels' })
    await closed.getByText(/^closed until .+: spam$/).waitFor()
    const fan = await visit(browser, `${site.url}/mallory/`)
    await fan.getByRole('heading', { name: 'This channel is closed' }).waitFor()
    assert.deepEqual([await violations(page), await violations(fan)], [[], []])
    await closed.getByRole('button', { name: 'Open again: mallory' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('summary[aria-label="Manage mallory"]').waitFor()
    await closed.waitFor({ state: 'hidden' })
    await until('the page to be back', async () => (await site.get('/mallory/')).status === 200)
    assert.deepEqual(unexpected(page), [])
    await Promise.all([page, fan].map((page) => page.context().close()))
  })

  it('gives a role, disables and removes accounts, and ends sanctions', async () => {
    const eve = await visit(browser, `${site.url}/-/account/sign-up`)
    await eve.locator('input[name="name"]').fill('Eve')
    await eve.locator('input[name="password"]').fill('a few good words')
    await eve.keyboard.press('Enter')
    await eve.locator('.account-codes').waitFor()
    const page = await enter(site, 'people')
    await page.getByLabel('Role of Eve').selectOption('moderator')
    await until('the role', async () => /moderator/.test(await site.admin('account', 'list')))
    await page.getByLabel('Manage Eve').click()
    await page.getByRole('button', { name: 'Disable Eve' }).click()
    await page.getByText(/disabled just now/).waitFor()
    const fan = await visit(browser, `${site.url}/alice/`)
    await join(fan, 'mallory')
    await page.getByText('Mute or ban somebody').click()
    await page.getByLabel('Name', { exact: true }).fill('mallory')
    await page.getByLabel('In whose chat').fill('alice')
    await page.getByLabel('Reason', { exact: true }).fill('spam')
    await page.keyboard.press('Enter')
    await page.getByText(/muted, since .*: spam\./).waitFor()
    await page.getByRole('button', { name: 'Unmute mallory' }).click()
    await page.getByText('Nobody is muted or banned on the whole site.').waitFor()
    await page.getByLabel('Manage Eve').click()
    await page.getByRole('button', { name: 'Remove Eve…' }).click()
    await page.getByRole('button', { name: 'Remove Eve', exact: true }).click()
    await page.getByText('Nobody has an account.').waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page, eve, fan)
  })

  it('adds an emote from a file, and removes it', async () => {
    const page = await enter(site, 'emotes')
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
    await page.getByLabel('Picture').setInputFiles({ name: 'wave hello.png', mimeType: 'image/png', buffer: png })
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'wavehello')
    await page.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('img', { name: ':wavehello:' }).waitFor()
    await page.getByRole('button', { name: 'Remove :wavehello:…' }).click()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('The site has no emote yet.').waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('changes settings of the site while it runs, and back', async () => {
    const page = await enter(site, 'settings')
    const name = page.getByRole('group', { name: /^Name of the site/ })
    const value = name.getByRole('textbox', { name: 'Name of the site', exact: true })
    await value.fill('Pens & ink')
    const save = name.getByRole('button', { name: 'Save' })
    await save.focus()
    await page.keyboard.press('Enter')
    await name.getByText(/Changed by administrator/).waitFor()
    // there is nothing to save now, and the keyboard stays where it is
    assert.equal(await save.getAttribute('aria-disabled'), 'true')
    assert.ok(await save.evaluate((button) => button === document.activeElement))
    await until('the front page to have the name', async () => (await site.text('/')).includes('<title>Pens &amp; ink</title>'))
    const rate = page.getByRole('group', { name: /^Messages/ })
    await rate.getByText('How many messages and actions one person can send.').waitFor()
    await rate.getByLabel('At once').fill('0')
    await rate.getByRole('button', { name: 'Save' }).click()
    await rate.getByRole('alert').getByText(/burst: 0 cannot be used/).waitFor()
    await rate.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('group', { name: /^Themes/ }).getByRole('textbox', { name: 'Themes', exact: true }).fill('drak')
    await page.getByRole('group', { name: /^Themes/ }).getByRole('button', { name: 'Save' }).click()
    await page.getByText(/did you mean `dark`/).waitFor()
    await name.getByRole('button', { name: /^Reset/ }).click()
    await name.getByRole('button', { name: 'Reset', exact: true }).click()
    await name.getByText(/Changed by/).waitFor({ state: 'hidden' })
    assert.equal(await value.inputValue(), 'PyStreaming')
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('makes a token of the site, shows it once, and finds all of it in the log', async () => {
    const page = await enter(site, 'programs')
    await page.getByText('New token').click()
    await page.getByLabel('What it is for').fill('robot')
    await page.getByRole('checkbox', { name: /^read/ }).check()
    await page.getByRole('button', { name: 'Make a token' }).click()
    const token = await page.getByLabel('Token', { exact: true }).inputValue()
    await until('the token to work', async () => (await fetch(`${site.url}/api/v1/streams/alice/members`, { headers: { Authorization: `Bearer ${token}` } })).ok)
    await page.reload()
    await page.getByText('robot').waitFor()
    assert.ok(!(await page.content()).includes(token))
    await page.goto(`${site.url}/admin/log`)
    await page.getByLabel('Type').selectOption('Token made')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByText(/purpose: robot/).waitFor()
    await page.getByLabel('Type').selectOption('Poll began')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByText('Nothing is recorded.').waitFor()
    await page.getByText('The server’s log').click()
    await page.locator('.admin-lines > li').first().waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('backs the database up', async () => {
    const page = await enter(site, 'backup')
    await page.getByText('There is no backup yet.').waitFor()
    await page.getByRole('button', { name: 'Back up now' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(/^\d{4}-\d\d-\d\dT\d{6}Z\.db$/).waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('opens every studio, and asks for a fresh link where that has to be', async () => {
    const page = await enter(site, 'streamers')
    await page.getByRole('link', { name: 'Studio of bob' }).click()
    await page.getByRole('navigation', { name: 'Studio' }).getByRole('link', { name: 'Settings' }).click()
    await page.getByLabel('Description').waitFor()
    await page.goto(`${site.url}/admin/sign-in?next=/admin/streamers`)
    await page.getByText('show once more that it is you').waitFor()
    assert.deepEqual(await violations(page), [])
    await page.goto(`${site.url}/admin/`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('For the administrators of this site.').waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })
})
