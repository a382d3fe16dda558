// Accounts as people use them: by keyboard on a narrow page, in chat, and over several tabs and browsers.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { join, say, untilRead } from './support/chat.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const PASSWORD = 'a few good words'

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite({ settings: { accounts: 'optional' } })
  await site.addStreamer('alice', 'secretkey')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

const open = (path, options) => visit(browser, site.url + path, options)
const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))

/** Makes an account without a mouse, and goes on to where the form leads. */
async function signUp(page, name) {
  await page.locator('#name:focus').waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await page.locator('.account-codes').waitFor()
}

const withinTheWindow = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

describe('accounts', () => {
  it('are made by keyboard on a narrow page, and join under their name by one click', async () => {
    const page = await open('/-/account/sign-up?next=/alice/', { size: [360, 640] })
    await signUp(page, 'Bob')
    assert.equal(await page.locator('.account-codes li').count(), 10)
    assert.ok(await withinTheWindow(page))
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await page.locator('#chat-account', { hasText: 'Account Bob' }).waitFor({ state: 'attached' })
    await page.locator('#chat-invite').click()
    await page.locator('#chat-composer').waitFor()
    await say(page, 'hello from my account')
    await untilRead(page, 'hello from my account')
    assert.match(await page.locator('.message .name').innerText(), /Bob/)
    assert.equal(await page.locator('.message .name [aria-label="Account"], .message .name .unseen', { hasText: 'Account' }).count(), 1)
    await page.goto(`${site.url}/-/account`)
    assert.ok(await withinTheWindow(page))
    assert.deepEqual(unexpected(page), [])
    await close(page)
  })

  it('keep their name from guests, who are led to where one signs in, and other tabs follow', async () => {
    const owner = await open('/-/account/sign-up?next=/alice/')
    await signUp(owner, 'Mia')
    const guest = await open('/alice/')
    await guest.locator('#chat-invite').click()
    await guest.getByLabel('Nickname').fill('mia')
    await guest.getByRole('button', { name: 'Join the chat' }).click()
    await guest.locator('#chat-entry-error', { hasText: 'belongs to an account' }).waitFor()
    await guest.getByLabel('Nickname').fill('guest')
    await guest.getByRole('button', { name: 'Join the chat' }).click()
    await guest.locator('#chat-composer').waitFor()

    const tab = await guest.context().newPage()
    await tab.goto(`${site.url}/-/account/sign-in`)
    await tab.getByLabel('Name', { exact: true }).fill('Mia')
    await tab.getByLabel('Password').fill(PASSWORD)
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click()
    await tab.getByRole('heading', { name: 'Your account' }).waitFor()
    await guest.locator('#chat-as', { hasText: 'You are Mia' }).waitFor({ state: 'attached' })

    await owner.goto(`${site.url}/-/account`)
    await owner.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await owner.getByText('Signed out.').waitFor()
    await until('the other browser to be out of chat', async () => guest.locator('#chat-composer').isHidden())
    await close(owner, guest)
  })

  it('are signed in to by a passkey', async () => {
    // passkeys belong to names, not to addresses
    const page = await visit(browser, `${site.url.replace('127.0.0.1', 'localhost')}/-/account/sign-up?next=/-/account`)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true }
    await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } })
    await signUp(page, 'Key')
    await page.getByRole('link', { name: 'I have kept them' }).click()
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('This device, added').waitFor()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await page.getByRole('button', { name: 'Remove This device' }).click()
    await page.getByRole('button', { name: 'Remove This device' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.locator('#passkey-error', { hasText: 'no account here' }).waitFor()
    await close(page)
  })

  it('leave guests as they are', async () => {
    const page = await open('/alice/')
    await join(page, 'somebody')
    assert.equal(await page.locator('#chat-account').textContent(), 'Sign in')
    await close(page)
  })
})
