// The studio as a streamer uses it: by keyboard, on a phone, in every theme, live; and what others see of it.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { violations, violationsInThemes } from './support/axe.mjs'
import { startBrowser, unexpected, untilPlaying, visit } from './support/browser.mjs'
import { join, say, untilRead } from './support/chat.mjs'
import { png } from './support/pictures.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const KEY = 'alices-long-key'

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite({ ingest: true, settings: { accounts: 'optional', webhooks: { allow_private: ['127.0.0.0/8'] } } })
  await site.addStreamer('alice', KEY)
  await site.addStreamer('bob', 'bobs-long-key')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

/** A browser that signs in to a studio by the key, without a mouse. */
async function enter(section = '', { streamer = 'alice', key = KEY, ...options } = {}) {
  const page = await visit(browser, `${site.url}/${streamer}/studio/${section}`, options)
  await page.keyboard.type(key)
  await page.keyboard.press('Enter')
  await page.locator('#section').waitFor()
  return page
}

const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))
const api = (page, path, options = {}) =>
  page.evaluate(async ([path, options]) => {
    const response = await fetch(`/api/v1/streams/${path}`, { ...options, headers: { 'X-Desk': '1', 'Content-Type': 'application/json' } })
    return { status: response.status, value: await response.json() }
  }, [path, options])

describe('the way into the studio', () => {
  it('asks for the key, says what is wrong with it, and leads to where one wanted to go', async () => {
    const page = await visit(browser, `${site.url}/alice/studio/settings`)
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('That is not the stream key').waitFor()
    await page.keyboard.type(KEY)
    await page.keyboard.press('Enter')
    await page.getByLabel('Description').waitFor()
    assert.equal(new URL(page.url()).pathname, '/alice/studio/settings')
    assert.deepEqual(unexpected(page), [])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Stream key').waitFor()
    await close(page)
  })

  it('is on the pages of the site for whoever has been there, until they sign out', async () => {
    const page = await enter()
    await page.goto(`${site.url}/alice/`)
    await page.locator('.bar').getByRole('link', { name: 'Studio' }).waitFor()
    await page.getByRole('button', { name: 'More about the chat' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#chat-options').getByRole('link', { name: 'Studio' }).waitFor()
    await page.goto(site.url)
    await page.locator('.bar').getByRole('link', { name: 'Studio' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#section').waitFor()
    assert.equal(new URL(page.url()).pathname, '/alice/studio/')
    assert.equal(await page.getByRole('link', { name: 'Administration' }).count(), 0)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Stream key').waitFor()
    await page.goto(site.url)
    await page.locator('#front li').first().waitFor()
    assert.equal(await page.getByRole('link', { name: 'Studio' }).count(), 0)
    await close(page)
  })

  it('is in the menu of the chat for the streamer', async () => {
    const page = await visit(browser, `${site.url}/alice/`)
    await join(page, 'alice', { key: KEY })
    await page.getByRole('button', { name: 'More about the chat' }).click()
    await page.locator('#chat-options').getByRole('link', { name: 'Studio' }).waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('is also a link, which works once and leaves no trace in the address', async () => {
    const { link } = JSON.parse(await site.admin('login-link', 'alice', '--json'))
    const secret = link.split('#')[1]
    const page = await visit(browser, `${site.url}/-/login#${secret}`)
    assert.equal(page.url(), `${site.url}/-/login`)
    await page.getByRole('button', { name: 'Sign in on this browser' }).click()
    await page.locator('#section').waitFor()
    assert.equal(new URL(page.url()).pathname, '/alice/studio/')
    const other = await visit(browser, `${site.url}/-/login#${secret}`)
    await other.getByRole('button', { name: 'Sign in on this browser' }).click()
    await other.getByRole('alert').getByText('has been used').waitFor()
    assert.ok(!site.serverLog().includes(secret))
    await close(page, other)
  })
})

describe('the studio', () => {
  for (const section of ['', 'settings', 'people', 'programs', 'broadcasts']) {
    it(`has nothing for axe to complain of in "${section}", in every theme, wide and narrow`, async () => {
      const page = await enter(section, { size: [1280, 720] })
      for (const [width, height] of [[1280, 720], [320, 640]]) {
        await page.setViewportSize({ width, height })
        await page.reload()
        await page.locator('#body > *, #column > *').first().waitFor()
        assert.deepEqual(await violationsInThemes(page), [], `${width} px wide`)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(wide <= 0, `${width}: ${wide} px too wide`)
      }
      assert.deepEqual(unexpected(page), [])
      await close(page)
    })
  }

  it('shows what arrives, live, and ends it', async () => {
    const page = await enter()
    await page.getByText('offline', { exact: true }).waitFor()
    const encoder = site.publish(KEY)
    await page.locator('#state[data-phase="live"]').waitFor()
    await untilPlaying(page)
    await page.getByText('Stream health: good').waitFor()
    await page.getByText('Keyframe every').waitFor()
    const fan = await visit(browser, `${site.url}/alice/`)
    await join(fan, 'fan')
    await say(fan, 'hello')
    await page.locator('#count', { hasText: '1' }).waitFor()
    await page.getByRole('button', { name: 'End broadcast…' }).click()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.locator('#state[data-phase="offline"]').waitFor()
    await encoder.stop()
    assert.deepEqual(unexpected(page), [])
    await close(page, fan)
  })

  it('takes tags, a text and links by keyboard, and the page has them without what is hostile', async () => {
    const page = await enter('settings')
    const form = page.getByRole('region', { name: 'About you' })
    await page.getByLabel('Tags').fill('Live coding, art')
    await page.keyboard.press('Enter')
    await until('the tags', async () => (await site.info('alice')).tags.join() === 'live-coding,art')
    await form.getByLabel('Text', { exact: true }).fill('# Hello\n\nI *paint*.\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://evil.example/x.gif)')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const preview = form.getByRole('region', { name: 'Preview of the text' })
    await preview.getByRole('heading', { name: 'Hello' }).waitFor()
    assert.equal(await preview.locator('img, script, a[href^="javascript"]').count(), 0)
    assert.deepEqual(await violations(page), [])
    await page.keyboard.press('Tab')
    await page.keyboard.type('javascript:alert(1)')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('javascript').waitFor()
    await form.getByLabel('Your pages elsewhere').fill('https://social.example/@alice\nhttps://alice.example/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await until('the text and the links to be saved', async () => /<em>paint[^]*social\.example/.test(await (await site.get('/alice/')).text()))
    const fan = await visit(browser, `${site.url}/alice/`)
    await fan.getByRole('heading', { name: 'Hello', exact: true }).waitFor()
    assert.equal(await fan.locator('#about .prose em').innerText(), 'paint')
    assert.deepEqual(await fan.locator('#told a[rel~="me"]').evaluateAll((all) => all.map(({ href }) => href)), ['https://social.example/@alice', 'https://alice.example/'])
    assert.equal(await fan.locator('#about .prose :is(img, script, [onerror], a[href^="javascript"])').count(), 0)
    await fan.setViewportSize({ width: 360, height: 740 })
    assert.ok((await fan.evaluate(() => document.documentElement.scrollWidth)) <= 360)
    assert.deepEqual([await violations(fan), unexpected(fan)], [[], []])
    await close(page, fan)
  })

  it('takes an avatar and an offline picture, of which the chosen parts appear on open pages without a jump', async () => {
    const page = await enter('settings')
    const visitor = await visit(browser, `${site.url}/alice/`)
    await visitor.getByText('alice is offline').waitFor()
    const form = (kind) => page.locator(`.studio-picture[data-kind="${kind}"]`)
    const choose = (kind, buffer, name = 'photo.png') => form(kind).locator('input[type="file"]').setInputFiles({ name, mimeType: 'image/png', buffer })
    const file = (width, height) => Buffer.from(png(width, height).split(',')[1], 'base64')

    await choose('avatar', Buffer.from('<svg/>'))
    await form('avatar').getByText('That picture is damaged').waitFor()
    await choose('avatar', file(5000, 3400))
    await form('avatar').getByText('That picture has 5,000 × 3,400 pixels; 16 megapixels are allowed.').waitFor()
    await choose('avatar', file(90, 30))
    await form('avatar').getByRole('button', { name: 'Save' }).click()
    await form('avatar').getByText('The picture has 90 × 30 pixels; it needs 64 × 64 or more.').waitFor()
    await choose('avatar', file(300, 200))
    // the first of the sliders has the focus
    await form('avatar').getByLabel('Zoom').waitFor()
    await page.waitForFunction(() => document.activeElement?.type === 'range')
    await page.keyboard.press('End')
    assert.equal(await form('avatar').getByLabel('Zoom').inputValue(), '400')
    assert.equal(await form('avatar').getByLabel('Zoom').getAttribute('aria-valuetext'), '400%')
    assert.deepEqual(await violations(page), [])
    const sent = page.waitForRequest((request) => request.method() === 'PUT')
    await form('avatar').getByRole('button', { name: 'Save' }).click()
    assert.match((await sent).url(), /\/avatar\?zoom=400&across=50&down=50$/)
    await form('avatar').getByAltText('The avatar as it is now').waitFor()
    await choose('offline_picture', file(1280, 720))
    await form('offline_picture').getByRole('button', { name: 'Save' }).click()
    await form('offline_picture').getByAltText('The picture as it is now').waitFor()

    const shown = (selector) => visitor.locator(selector).evaluate(async (picture) => (await picture.decode(), picture.naturalWidth))
    assert.equal(await shown('.bar-name img'), 64)
    assert.ok((await shown('#portrait > img')) >= 640)
    const again = await visit(browser, `${site.url}/alice/`)
    await again.locator('#portrait > img').evaluate((picture) => picture.decode())
    const shift = await again.evaluate(() => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries().reduce((sum, { value }) => sum + value, 0))).observe({ type: 'layout-shift', buffered: true })
      setTimeout(() => done(0), 300)
    }))
    assert.ok(shift < 0.01, `it jumps by ${shift}`)
    assert.deepEqual([await violations(again), unexpected(again), unexpected(visitor), unexpected(page)], [[], [], [], []])
    for (const kind of ['avatar', 'offline_picture']) {
      await form(kind).getByRole('button', { name: /^Remove/ }).click()
      await form(kind).getByRole('button', { name: 'Remove', exact: true }).click()
      await form(kind).getByRole('img').waitFor({ state: 'hidden' })
    }
    await visitor.locator('#portrait > .mark').waitFor()
    await close(page, visitor, again)
  })

  it('plans broadcasts by keyboard, with errors at the field and times of the reader', async () => {
    const page = await enter('settings', { timezoneId: 'Asia/Tokyo' })
    const part = page.getByRole('region', { name: 'Schedule' })
    await part.getByText('Nothing is planned.').waitFor()
    await part.getByRole('button', { name: 'Plan a broadcast' }).focus()
    await page.keyboard.press('Enter')
    const form = part.getByRole('form', { name: 'A new plan' })
    await page.keyboard.type('Night owls')
    await page.keyboard.press('Enter')
    await part.getByRole('alert').getByText('Choose a date').waitFor()
    assert.ok(await form.getByLabel('Start').evaluate((field) => field === document.activeElement && field.getAttribute('aria-invalid') === 'true'))
    const day = new Date(Date.now() + 7 * 86400e3).toISOString().slice(0, 10)
    await form.getByLabel('Start').fill(`${day}T20:00`)
    await form.getByLabel('Time zone').fill('Europe/Nowhere')
    await page.keyboard.press('Enter')
    await part.getByRole('alert').getByText('The time zone').waitFor()
    assert.ok(await form.getByLabel('Time zone').evaluate((field) => field === document.activeElement))
    assert.deepEqual(await violations(page), [])
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('UTC')
    await form.getByLabel('Every week').check()
    await page.keyboard.press('Enter')
    await part.getByText('every week ·').waitFor()
    // five in the morning in Tokyo
    await part.getByText(/5:00/).waitFor()
    await part.getByRole('button', { name: 'Change Night owls' }).focus()
    await page.keyboard.press('Enter')
    await part.getByRole('form', { name: 'Change the plan' }).getByLabel('What will be on').fill('Early birds')
    await page.keyboard.press('Enter')
    await part.getByText('Early birds', { exact: true }).waitFor()
    await part.getByRole('button', { name: 'Skip the next date of Early birds' }).focus()
    await page.keyboard.press('Enter')
    await part.getByText(`not on ${day}`).waitFor()
    await part.getByRole('button', { name: 'Remove Early birds…' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await part.getByText('Nothing is planned.').waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('saves what was written by keyboard alone, and tells what somebody else has changed meanwhile', async () => {
    const [page, other] = [await enter('settings'), await enter('settings')]
    const description = page.getByLabel('Description')
    await description.fill('Painting')
    await page.keyboard.press('Enter')
    await description.fill('Painting boats')
    await page.getByRole('button', { name: 'Save' }).first().focus()
    await page.keyboard.press('Space')
    await until('the description', async () => (await site.info('alice')).description === 'Painting boats')
    await until('the other page to hear of it', async () => (await other.getByLabel('Description').inputValue()) === 'Painting boats')
    await description.fill('Mine')
    await other.getByLabel('Description').fill('Theirs')
    await other.getByRole('button', { name: 'Save' }).first().click()
    await page.getByRole('alert').getByText('Somebody else has changed').waitFor()
    await page.getByText('Theirs', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Keep what I wrote' }).click()
    await until('my description', async () => (await site.info('alice')).description === 'Mine')
    await page.getByLabel('Slow mode', { exact: true }).fill('7')
    await page.getByRole('button', { name: 'Save' }).first().click()
    await until('slow mode', async () => (await api(page, 'alice/settings')).value.slow_mode === 7)
    assert.deepEqual(unexpected(page), [])
    await close(page, other)
  })

  it('neither shows nor changes what is another streamer’s', async () => {
    const page = await enter()
    await page.goto(`${site.url}/bob/studio/`)
    await page.getByLabel('Stream key').waitFor()
    for (const path of ['bob/settings', 'bob/tokens', 'bob/sessions', 'bob/events', 'bob/held']) assert.equal((await api(page, path)).status, 403, path)
    assert.equal((await api(page, 'bob/settings', { method: 'PATCH', body: '{"description":"x"}' })).status, 403)
    assert.equal((await api(page, 'bob/key', { method: 'PUT', body: '{}' })).status, 403)
    await close(page)
  })

  it('shows a new key once, which signs every browser out', async () => {
    const options = { streamer: 'bob', key: 'bobs-long-key' }
    const [page, other] = [await enter('', options), await enter('settings', options)]
    await page.getByRole('button', { name: 'New stream key…' }).click()
    await page.getByRole('button', { name: 'Make a new key' }).click()
    const key = await page.getByLabel('Stream key', { exact: true }).inputValue()
    assert.match(key, /^[a-z0-9]{20,}$/)
    await other.getByLabel('Stream key').waitFor()
    assert.equal(await page.getByLabel('Stream key', { exact: true }).inputValue(), key)
    await page.getByRole('button', { name: 'Go on with the new key' }).click()
    await page.getByRole('button', { name: 'New stream key…' }).waitFor()
    assert.ok(!(await page.content()).includes(key) && !site.serverLog().includes(key))
    await close(page, other)
  })
})

describe('the people of the studio', () => {
  it('are dealt with by keyboard: muted with a reason, and let speak again', async () => {
    const [page, eve] = [await enter('people'), await visit(browser, `${site.url}/alice/`)]
    await join(eve, 'eve')
    const here = page.getByRole('region', { name: 'Here now' })
    await here.getByRole('button', { name: 'What to do about eve' }).focus()
    await page.keyboard.press('Enter')
    const form = page.getByRole('form', { name: 'What to do about eve' })
    await form.getByLabel('Reason, for them to read').fill('too loud')
    await page.keyboard.press('Enter')
    const muted = page.getByRole('region', { name: 'Muted' })
    await muted.getByText('too loud').waitFor()
    await until('eve to be muted', async () => (await eve.locator('#chat-sanction').innerText()).includes('too loud'))
    await muted.getByRole('button', { name: 'Unmute eve' }).click()
    await muted.getByText('Nobody is muted.').waitFor()
    await page.getByRole('region', { name: 'Log' }).waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page, eve)
  })

  it('leave the list of the muted when their time is over, and roles have titles', async () => {
    const [page, eve] = [await enter('people'), await visit(browser, `${site.url}/alice/`)]
    await join(eve, 'shorty')
    assert.equal((await api(page, 'alice/mutes', { method: 'POST', body: '{"user":"shorty","seconds":5}' })).status, 200)
    const muted = page.getByRole('region', { name: 'Muted' })
    const here = page.getByRole('region', { name: 'Here now' }).locator('[data-key="shorty"]')
    await muted.getByText('shorty').first().waitFor()
    await here.getByText('muted').waitFor()
    await muted.getByText('Nobody is muted.').waitFor()
    await here.getByText('muted').waitFor({ state: 'detached' })
    const titles = page.getByRole('form', { name: 'Titles of roles' })
    await titles.getByLabel('Moderator is called').fill('Crew')
    await page.keyboard.press('Enter')
    await until('the title', async () => (await api(page, 'alice/roles')).value.titles.moderator === 'Crew')
    await page.reload()
    await until('the form to have it', async () => (await titles.getByLabel('Moderator is called').inputValue()) === 'Crew')
    await titles.getByLabel('Moderator is called').fill('')
    await page.keyboard.press('Enter')
    await until('no title', async () => (await api(page, 'alice/roles')).value.titles.moderator === null)
    assert.deepEqual(unexpected(page), [])
    await close(page, eve)
  })

  it('are heard: a report appears and is settled, and what is known of its author is shown', async () => {
    const [page, eve, fan] = [await enter('people'), await visit(browser, `${site.url}/alice/`), await visit(browser, `${site.url}/alice/`)]
    await join(eve, 'eve')
    await join(fan, 'fan2')
    await say(eve, 'something rude')
    await untilRead(fan, 'something rude')
    const { messages } = (await api(page, 'alice/messages')).value
    await say(fan, `/report ${messages.at(-1).id} not nice`)
    const reports = page.getByRole('region', { name: /^Reports/ })
    await reports.getByText('not nice').waitFor()
    await page.getByRole('link', { name: 'Reports 1' }).waitFor()
    await reports.getByRole('button', { name: 'Dismiss: eve' }).click()
    await reports.getByText('Nothing is reported.').waitFor()
    await page.getByRole('button', { name: 'About eve', exact: true }).click()
    await page.getByRole('region', { name: 'Person' }).getByText('something rude').waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page, eve, fan)
  })

  it('who moderate enter by their account, and see what moderators may do', async () => {
    const bob = await visit(browser, `${site.url}/-/account/sign-up?next=/alice/`)
    await bob.getByLabel('Name').fill('Moddy')
    await bob.getByLabel('Password').fill('a few good words')
    await bob.keyboard.press('Enter')
    await bob.getByRole('link', { name: 'I have kept them' }).click()
    // one click: the name is the account's
    await bob.locator('#chat-invite').click()
    await bob.locator('#chat-composer').waitFor()
    const page = await enter('people')
    await page.getByLabel('Name of somebody who is here').fill('Moddy')
    await page.getByRole('button', { name: 'Give the role' }).click()
    await page.getByRole('region', { name: 'Roles' }).getByText('Moderator').nth(1).waitFor()
    await until('the studio to let Moddy in', async () => (await bob.goto(`${site.url}/alice/studio/people`)).status() === 200)
    await bob.getByRole('region', { name: 'Here now' }).waitFor()
    assert.deepEqual(await bob.locator('.desk-link').allInnerTexts(), ['Now', 'People'])
    assert.equal(await bob.getByLabel('Name of somebody who is here').count(), 0)
    for (const [path, status] of [['alice/held', 200], ['alice/settings', 403], ['alice/tokens', 403], ['bob/held', 403]]) assert.equal((await api(bob, path)).status, status, path)
    await page.getByRole('button', { name: 'Moddy is no longer Moderator' }).click()
    await until('Moddy to be outside', async () => (await api(bob, 'alice/held')).status === 403)
    assert.deepEqual(unexpected(page), [])
    await close(page, bob)
  })
})

describe('the programs of the studio', () => {
  it('get a token, which is shown once and works until it is revoked', async () => {
    const page = await enter('programs')
    await page.getByText('New token').click()
    await page.getByLabel('What it is for').fill('bot')
    await page.getByRole('button', { name: 'Make a token' }).click()
    assert.equal(await page.getByRole('checkbox').first().evaluate((box) => box.validationMessage), 'Choose at least one right.')
    await page.getByLabel('read See members').check()
    await page.getByRole('button', { name: 'Make a token' }).click()
    const token = await page.getByLabel('Token', { exact: true }).inputValue()
    const status = async () => (await fetch(`${site.url}/api/v1/streams/alice/members`, { headers: { Authorization: `Bearer ${token}` } })).status
    await until('the token to work', async () => (await status()) === 200)
    await page.getByRole('button', { name: 'Done' }).click()
    assert.ok(!(await page.content()).includes(token))
    await page.getByRole('button', { name: 'Revoke bot…' }).click()
    await page.getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('No program has a token.').waitFor()
    await until('the token to be revoked', async () => (await status()) === 401)
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('have webhooks, whose deliveries tell what the receiver said', async () => {
    const receiver = createServer((request, response) => response.writeHead(500).end())
    await new Promise((done) => receiver.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${receiver.address().port}/events`
    const page = await enter('programs')
    await page.getByText('New webhook').click()
    await page.getByLabel('Address').fill(url)
    await page.getByRole('button', { name: 'Make a webhook' }).click()
    assert.notEqual(await page.getByLabel('Secret of the webhook', { exact: true }).inputValue(), '')
    await page.getByRole('button', { name: `Test ${url}` }).click()
    await page.getByText('failed (500)').first().waitFor()
    await page.getByText('Deliveries').click()
    await page.getByText('the receiver answered 500').first().waitFor()
    await page.getByRole('button', { name: `Turn off ${url}` }).click()
    await page.getByText(/^off/).waitFor()
    assert.deepEqual(unexpected(page), [])
    await close(page)
    receiver.close()
  })
})

describe('past broadcasts in the studio', () => {
  it('have the numbers of the API, as curves, as a table and as CSV', async () => {
    const page = await enter('broadcasts')
    const { broadcasts } = (await api(page, 'alice/broadcasts')).value
    const [last] = broadcasts.reverse()
    assert.ok(last, 'an earlier test has made one')
    const row = page.locator('.studio-table').first().locator('tbody tr').first()
    await row.waitFor()
    const cells = await row.locator('td').allInnerTexts()
    assert.deepEqual([cells[1], cells[3], cells[4]], [String(last.peak_viewers), String(last.chatters), String(last.messages)])
    await page.locator('.studio-chart canvas').waitFor()
    const chat = (await api(page, `alice/broadcasts/${last.id}/chat`)).value
    assert.equal(chat.points.reduce((sum, { messages }) => sum + messages, 0), last.messages)
    await page.getByText('Numbers').click()
    const rows = await page.getByRole('region', { name: 'Numbers of the curves' }).locator('tbody tr').allInnerTexts()
    assert.equal(rows.reduce((sum, row) => sum + Number(row.split(/\s+/).at(-3)), 0), last.messages)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as CSV' }).first().click()])
    const csv = readFileSync(await file.path(), 'utf8').split('\r\n')
    assert.equal(csv[1].split(',').at(-1), String(last.messages))
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })
})
