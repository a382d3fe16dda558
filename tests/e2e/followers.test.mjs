// Followers: a viewer asks to be told, the push service gets what their browser can read, and the worker shows it. Browsers
// without a screen have no push service, so a stand-in gives the page its subscription.

import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { violations, violationsInThemes } from './support/axe.mjs'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { linkIn, startMailServer } from './support/mail.mjs'
import { tool } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

/** A push service that keeps what it gets. */
async function startPushService() {
  const messages = []
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      messages.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(201).end()
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { messages, endpoint: `http://127.0.0.1:${server.address().port}/push/of-this-browser`, stop: () => server.close() }
}

/** The keys of a browser, and what reads messages to it, after RFC 8291. */
function browserKeys() {
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  const auth = randomBytes(16)
  const read = (body) => {
    const [salt, theirs, record] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), theirs])
    const ikm = Buffer.from(hkdfSync('sha256', keys.computeSecret(theirs), auth, info, 32))
    const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16))
    const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12))
    const cipher = createDecipheriv('aes-128-gcm', key, nonce)
    cipher.setAuthTag(record.subarray(-16))
    const text = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()])
    assert.equal(text.at(-1), 2)
    return text.subarray(0, -1).toString()
  }
  return { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url'), read }
}

/** Stands in for the browser's push service. */
function standIn({ endpoint, keys }) {
  const subscription = (key) => ({ endpoint, options: { applicationServerKey: key }, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => true })
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 65 || applicationServerKey[0] !== 4) throw new Error('no key')
    sessionStorage.setItem('subscribed', 'yes')
    return subscription(applicationServerKey)
  }
  PushManager.prototype.getSubscription = async () => (sessionStorage.getItem('subscribed') ? subscription() : null)
}

describe('followers', () => {
  let service, mail, browser, site
  const keys = browserKeys()
  before(async () => {
    service = await startPushService()
    mail = await startMailServer()
    // without windows, it has no notifications
    browser = await startBrowser(tool('chromium'))
    const settings = ({ port }) => ({
      site_url: `http://127.0.0.1:${port}`,
      keyless: false,
      push: { networks: ['127.0.0.1'] },
      mail: { server: `127.0.0.1:${mail.port}`, tls: 'none', from: 'Live <live@example.org>' },
    })
    site = await startSite({ ingest: true, settings })
    await site.addStreamer('alice', 'secretkey', { description: 'Painting' })
    await site.addStreamer('bea', 'beas-secret-key', { description: 'Singing' })
  })
  after(() => Promise.all([site?.stop(), browser?.close(), service?.stop(), mail?.stop()]))

  /** Opens the stream page with the part in which one follows. */
  const open = async (t, options) => {
    const page = await visit(browser, `${site.url}/alice/`, options)
    t.after(() => page.context().close())
    return page
  }
  const summary = (page) => page.getByText('Notify me', { exact: true }).first()
  const button = (page, name) => page.locator('#follow').getByRole('button', { name, exact: true })
  const says = (page, words) => page.locator('#follow').getByRole('status').filter({ hasText: words }).waitFor()

  it('tells a viewer what their browser makes impossible', async (t) => {
    const blocked = await open(t)
    await blocked.evaluate(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }))
    await summary(blocked).click()
    await says(blocked, 'blocks notifications of this site')
    assert.equal(await button(blocked, 'Notify me').count(), 0)
    const unable = await open(t)
    await unable.evaluate(() => delete window.PushManager)
    await summary(unable).click()
    await says(unable, 'cannot receive notifications')
    assert.deepEqual([...blocked.troubles, ...unable.troubles], [])
  })

  it('offers it where the picture will be, and on a phone, where the bar has no room', async (t) => {
    const page = await open(t, { size: [390, 844] })
    await page.locator('#stage').getByRole('button', { name: 'Notify me' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('#follow').getByRole('status').filter({ hasText: /./ }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#follow').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'About this stream' }).click()
    await page.locator('#about').getByRole('button', { name: 'Notify me' }).click()
    await page.locator('#follow').waitFor()
    assert.deepEqual(unexpected(page), [])
  })

  it('asks for permission only when the button is pressed, and remains off if it is not given', async (t) => {
    const page = await open(t)
    await page.evaluate(() => {
      window.asked = 0
      Notification.requestPermission = async () => ((window.asked += 1), 'default')
      Object.defineProperty(Notification, 'permission', { get: () => 'default' })
    })
    await summary(page).click()
    await says(page, 'This browser tells you when alice goes live, also')
    assert.equal(await page.evaluate(() => window.asked), 0)
    assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)), 0)
    await button(page, 'Notify me').click()
    await until('it to ask', () => page.evaluate(() => window.asked === 1))
    await button(page, 'Notify me').waitFor()
  })

  it('has a viewer told by mail once they confirm it, until they end it', async (t) => {
    const page = await visit(browser, `${site.url}/bea/`)
    t.after(() => page.context().close())
    await summary(page).focus()
    await page.keyboard.press('Enter')
    const address = page.getByLabel('Or by e-mail')
    await address.fill('ann@example')
    await page.keyboard.press('Enter')
    await says(page, 'is no e-mail address')
    await address.fill('ann@example.com')
    await page.keyboard.press('Enter')
    await says(page, 'Look into your mailbox')
    for (const size of [{ width: 1280, height: 720 }, { width: 320, height: 640 }]) {
      await page.setViewportSize(size)
      assert.deepEqual(await violationsInThemes(page), [], `${size.width} px wide`)
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= size.width)
    }
    await page.goto(linkIn(await until('the mail that asks', () => mail.mails[0]), '/-/mail/confirm/'))
    assert.deepEqual(await violations(page), [])
    await page.getByRole('button', { name: 'Confirm' }).press('Enter')
    await page.getByRole('heading', { name: 'You will get mails' }).waitFor()

    const encoder = site.publish('beas-secret-key')
    const told = await until('the mail', () => mail.mails[1], { within: 40_000 })
    assert.match(told, /^Subject: bea is live: Singing\r?$/m)
    assert.match(told, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m)
    await page.goto(linkIn(told, '/-/mail/end/'))
    await page.getByRole('button', { name: 'Stop these mails' }).press('Enter')
    await page.getByRole('heading', { name: 'No more mails' }).waitFor()
    const counted = await site.get('/api/v1/streams/bea/followers', { headers: { Authorization: `Basic ${btoa('bea:beas-secret-key')}` } })
    assert.equal((await counted.json()).mail, 0)
    await encoder.stop()
    assert.deepEqual(unexpected(page), [])
  })

  it('has a viewer told by a notification, which ends it in one click', async (t) => {
    const context = await browser.newContext({ permissions: ['notifications'] })
    t.after(() => context.close())
    await context.addInitScript(standIn, { endpoint: service.endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } })
    const page = await context.newPage()
    page.troubles = []
    page.on('console', (message) => message.type() === 'error' && page.troubles.push(message.text()))
    page.on('pageerror', (error) => page.troubles.push(error.stack))
    await page.goto(`${site.url}/alice/`)
    await summary(page).focus()
    await page.keyboard.press('Enter')
    await button(page, 'Notify me').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await says(page, /^This browser tells you when alice goes live\.$/)
    await button(page, 'Stop').waitFor()
    await page.reload()
    await summary(page).click()
    await button(page, 'Stop').waitFor()

    const encoder = site.publish('secretkey')
    const message = await until('the push service to get a message', () => service.messages[0], { within: 40_000 })
    const text = keys.read(message.body)
    const news = JSON.parse(text)
    assert.deepEqual({ ...news, picture: null }, { streamer: 'alice', title: 'alice is live', body: 'Painting', url: '/alice/', picture: null, icon: null })
    assert.equal((await site.get(news.picture)).headers.get('content-type'), 'image/jpeg')

    const cdp = await context.newCDPSession(page)
    const registrations = []
    cdp.on('ServiceWorker.workerRegistrationUpdated', (event) => registrations.push(...event.registrations))
    await cdp.send('ServiceWorker.enable')
    const { registrationId } = await until('the registration', () => registrations.find((one) => one.scopeURL === `${site.url}/`))
    await cdp.send('ServiceWorker.deliverPushMessage', { origin: site.url, registrationId, data: text })
    const shown = () => page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, url: data?.url }))
    })
    const [notification] = await until('the notification', async () => {
      const all = await shown()
      return all.length > 0 && all
    })
    assert.deepEqual(notification, { title: 'alice is live', body: 'Painting', tag: 'live alice', url: '/alice/' })

    const [worker] = context.serviceWorkers()
    await worker.evaluate(async (endpoint) => {
      PushManager.prototype.getSubscription = async () => ({ endpoint })
      const [notification] = await self.registration.getNotifications()
      self.dispatchEvent(new NotificationEvent('notificationclick', { notification, action: 'stop' }))
    }, service.endpoint)
    await until('the notification to go', async () => (await shown()).length === 0)
    const followers = async () => (await (await fetch(`${site.url}/api/v1/streams/alice/followers`, { headers: { Authorization: `Basic ${btoa('alice:secretkey')}` } })).json()).push
    await until('the follower to go', async () => (await followers()) === 0)
    await page.reload()
    await summary(page).click()
    await button(page, 'Notify me').waitFor()
    assert.equal(service.messages.length, 1)
    await encoder.stop()
    assert.deepEqual(unexpected(page), [])
  })
})
