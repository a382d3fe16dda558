// Sign-in by other sites, as people go through it: a real provider of OpenID Connect, one that lies, and Mastodon.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, visit } from './support/browser.mjs'
import { startInstance, startLiar, startProvider } from './support/identities.mjs'
import { freePort } from './support/processes.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const PASSWORD = 'a few good words'

let browser, site, real, liar, instance
before(async () => {
  browser = await startBrowser()
  liar = await startLiar()
  instance = await startInstance()
  // providers have to know the address of the site, and the site theirs
  const port = await freePort()
  const site_url = `http://127.0.0.1:${port}`
  real = await startProvider(`${site_url}/-/account/providers/real/callback`)
  const providers = [
    { id: 'real', name: 'Example', ...real.settings },
    { id: 'liar', name: 'Liar', ...liar.settings },
    { id: 'staff', name: 'Staff', ...liar.settings, scopes: ['openid', 'email'], email_domains: ['staff.example'] },
    { id: 'closed', name: 'Closed', ...liar.settings, new_accounts: false },
  ]
  const mastodon = { enabled: true, denied_instances: ['bad.example'] }
  site = await startSite({ ingest: true, settings: { port, site_url, accounts: 'optional', providers, mastodon, provider_networks: ['127.0.0.1'] } })
})
after(async () => {
  await browser?.close()
  await site?.stop()
  await Promise.all([real?.stop(), liar?.stop(), instance?.stop()])
})

/** Opens a page. The provider's own wants a font of another site. */
async function open(path = '/-/account/sign-in') {
  const page = await visit(browser, site.url + path)
  await page.context().route('https://**', (route) => route.abort())
  return page
}
const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))
const button = (page, name) => page.getByRole('button', { name, exact: true })
const message = (page, words) => page.getByRole('alert').filter({ hasText: words }).waitFor()
const own = (page) => page.getByRole('heading', { name: 'Your account' }).waitFor()

/** Signs in at the real provider, and agrees if it asks. */
async function agree(page, login) {
  await page.locator('input[name=login]').fill(login)
  await page.locator('input[name=password]').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  const consent = button(page, 'Continue')
  await consent.or(page.locator('main.account h1')).first().waitFor()
  if (await consent.count()) await consent.click()
}

/** Chooses a name, or takes the suggested one, and goes on. */
async function join(page, name) {
  await page.getByRole('heading', { name: 'Choose your name' }).waitFor()
  if (name) await page.getByLabel('Name in chat').fill(name)
  await button(page, 'Make the account').click()
  await page.locator('.account-codes').waitFor()
  assert.equal(await page.locator('.account-codes li').count(), 10)
  await page.getByRole('link', { name: 'I have kept them' }).click()
}

async function signOut(page) {
  await page.goto(`${site.url}/-/account`)
  await button(page, 'Sign out').click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

/** Makes an account with a password. */
async function signUp(page, name) {
  await page.goto(`${site.url}/-/account/sign-up`)
  await page.getByLabel('Name in chat').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await button(page, 'Make the account').click()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await own(page)
}

/** Goes to Mastodon. */
async function toot(page, host, name = 'Continue with Mastodon') {
  await page.getByLabel('Your Mastodon instance').fill(host)
  await button(page, name).click()
}

describe('a provider of OpenID Connect', () => {
  it('makes an account under a name that one chooses, and signs in to it again', async () => {
    const page = await open('/-/account/sign-up')
    await button(page, 'Continue with Example').click()
    await agree(page, 'bob')
    await page.getByText('Example knows you as bob').waitFor()
    assert.equal(await page.getByLabel('Name in chat').inputValue(), 'bob', 'the name there is suggested')
    await join(page)
    await own(page)
    await page.getByText('bob at Example, added').waitFor()
    assert.match(await site.admin('account', 'show', 'bob'), /SIGNS IN BY.*\n\S+\s+bob\s+bob/)
    await signOut(page)
    await button(page, 'Continue with Example').click()
    await own(page)
    await page.getByText('bob at Example, added').waitFor()

    const other = await open()
    await button(other, 'Continue with Example').click()
    await agree(other, 'eve')
    await other.getByLabel('Name in chat').fill('BOB')
    await button(other, 'Make the account').click()
    await message(other, 'That name is taken')
    await close(page, other)
  })

  it('that has changed its keys is asked for the new ones', async () => {
    const page = await open()
    await button(page, 'Continue with Example').click()
    await agree(page, 'mia')
    await join(page)
    await signOut(page)
    real.rotate()
    await button(page, 'Continue with Example').click()
    await own(page)
    await close(page)
  })

  it('is linked to an account that has been signed in to lately, and unlinked', async () => {
    const page = await open()
    await signUp(page, 'Linker')
    await button(page, 'Link Example').click()
    await agree(page, 'linker')
    await page.getByText('Linked. You can sign in').waitFor()
    await signOut(page)
    await button(page, 'Continue with Example').click()
    await own(page)
    await page.getByText('linker at Example, added').waitFor()
    await button(page, 'Unlink linker at Example').click()
    await page.getByText('Unlinked.').waitFor()
    await signOut(page)
    await button(page, 'Continue with Example').click()
    await page.getByRole('heading', { name: 'Choose your name' }).waitFor()
    await close(page)
  })

  it('is not unlinked where it is the only way to sign in', async () => {
    const page = await open()
    await button(page, 'Continue with Example').click()
    await agree(page, 'only')
    await join(page)
    await own(page)
    await page.getByText('It is your only way to sign in').waitFor()
    assert.equal(await page.getByRole('button', { name: /^Unlink/ }).count(), 0)
    // a form of an older page
    const show = JSON.parse(await site.admin('account', 'show', 'only', '--json'))
    assert.equal(show.identities.length, 1)
    const answer = await page.evaluate(async () => {
      const ids = Array.from({ length: 30 }, (_, id) => id)
      const sent = ids.map((id) => fetch('/-/account/providers/unlink', { method: 'POST', body: new URLSearchParams({ identity: id }) }))
      return (await Promise.all(sent)).map((response) => response.status)
    })
    assert.equal(answer.filter((status) => status === 409).length, 1, String(answer))
    await page.getByLabel('New password').fill(PASSWORD)
    await button(page, 'Set the password').click()
    await button(page, 'Unlink only at Example').click()
    await page.getByText('Unlinked.').waitFor()
    await close(page)
  })

  it('of one account is not linked to another', async () => {
    const one = await open()
    await button(one, 'Continue with Example').click()
    await agree(one, 'mine')
    await join(one)
    const other = await open()
    await signUp(other, 'Thief')
    await button(other, 'Link Example').click()
    await agree(other, 'mine')
    await message(other, 'linked to another account')
    await other.getByRole('link', { name: 'Go back' }).click()
    await own(other)
    await close(one, other)
  })

  it('confirms once more that an account without a password is one\'s own', async () => {
    const page = await open()
    await button(page, 'Continue with Example').click()
    await agree(page, 'again')
    await join(page)
    await page.goto(`${site.url}/-/account/sign-in?next=/-/account`)
    await page.getByText('show once more that it is yours').waitFor()
    assert.equal(await page.getByLabel('Password').count(), 0)
    await button(page, 'Continue with Example').click()
    // the provider asks although it remembers
    await agree(page, 'again')
    await own(page)
    await close(page)
  })

  it('that says no leads back', async () => {
    const page = await open('/-/account/sign-in?next=/-/account')
    await button(page, 'Continue with Example').click()
    await page.getByRole('link', { name: /Abort|Cancel/ }).click()
    await message(page, 'did not allow it')
    await page.getByRole('link', { name: 'Go back' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await close(page)
  })

  it('keeps those out whom an administrator disabled', async () => {
    const page = await open()
    await button(page, 'Continue with Example').click()
    await agree(page, 'troll')
    await join(page)
    await own(page)
    await site.admin('account', 'disable', 'troll')
    await until('the server to know', async () => (await page.goto(`${site.url}/-/account`)) && (await page.getByRole('heading', { name: 'Sign in' }).isVisible()))
    await page.context().clearCookies({ name: 'account' })
    await page.goto(`${site.url}/-/account/sign-in`)
    await button(page, 'Continue with Example').click()
    await message(page, 'has disabled this account')
    await close(page)
  })
})

describe('an answer', () => {
  const callback = (query) => `${site.url}/-/account/providers/liar/callback?${query}`

  it('is taken once, and in the browser that asked', async () => {
    const page = await open()
    const answers = []
    page.on('request', (request) => request.url().startsWith(callback('')) && answers.push(request.url()))
    await button(page, 'Continue with Liar').click()
    await join(page, 'Honest')
    await own(page)
    for (const answer of [answers[0], callback('state=forged&code=1'), callback('')]) {
      await page.goto(answer)
      await message(page, 'is over')
    }
    // somebody who gives their own answer to another browser
    const thief = await open()
    liar.holds = true
    await button(thief, 'Continue with Liar').click()
    await thief.waitForURL(`${liar.url}/**`)
    const caught = await thief.locator('body').innerText()
    liar.holds = false
    const victim = await open()
    await victim.goto(caught)
    await message(victim, 'is over')
    // and is not spent by it
    await thief.goto(caught)
    await own(thief)
    await close(page, thief, victim)
  })

  it('that proves nothing lets nobody in', async () => {
    for (const [what, lie] of Object.entries(liar.lies)) {
      liar.lie = {}
      const page = await open()
      if (lie.again) {
        await button(page, 'Continue with Liar').click()
        await own(page)
        await page.goto(`${site.url}/-/account/sign-in`)
      }
      liar.lie = lie
      await button(page, 'Continue with Liar').click()
      await message(page, 'Liar did not prove who you are').catch((error) => assert.fail(`${what}: ${error}`))
      await close(page)
    }
    liar.lie = {}
    const log = site.serverLog()
    assert.match(log, /nonce mismatch/)
    assert.ok(!log.includes(liar.settings.client_secret))
  })

  it('counts only for whom the configuration lets in', async () => {
    for (const [claims, words] of [
      [{ sub: 'a' }, 'tells of none'],
      [{ sub: 'a', email: 'a@staff.example' }, 'tells of none'],
      [{ sub: 'a', email: 'a@staff.example.org', email_verified: true }, 'tells of none'],
      [{ sub: 'a', email: 'a@STAFF.example', email_verified: true }, undefined],
    ]) {
      liar.lie = { claims }
      const page = await open()
      await button(page, 'Continue with Staff').click()
      if (words) await message(page, words)
      else await page.getByRole('heading', { name: 'Choose your name' }).waitFor()
      await close(page)
    }
    liar.lie = { claims: { sub: 'newcomer' } }
    const page = await open()
    await button(page, 'Continue with Closed').click()
    await message(page, 'belongs to no account here')
    liar.lie = {}
    await close(page)
  })
})

describe('Mastodon', () => {
  it('signs in whoever an instance knows', async () => {
    const page = await open()
    await toot(page, `https://${instance.host}/@gargron`)
    await page.getByText(`knows you as @Gargron@${instance.host}`).waitFor()
    await join(page)
    await own(page)
    await signOut(page)
    instance.person = 'renamed'
    await toot(page, instance.host)
    await own(page)
    await page.getByText(`@renamed@${instance.host}, added`).waitFor()
    assert.equal(instance.apps.size, 1, 'the site registers once')
    assert.equal(instance.tokens.size, 0, 'and gives tokens back')
    await close(page)
  })

  it('says what is wrong with an instance, and leads back', async () => {
    const page = await open()
    const down = `127.0.0.1:${await freePort()}`
    for (const [host, words] of [
      ['nowhere', 'is not the address of an instance'],
      ['social.bad.example', 'does not accept accounts of that instance'],
      ['10.0.0.1', 'does not accept accounts of that instance'],
      [down, 'cannot be reached'],
    ]) {
      await toot(page, host)
      await message(page, words)
      await page.getByRole('link', { name: 'Go back' }).click()
    }
    instance.denies = true
    await toot(page, instance.host)
    await message(page, 'did not allow it')
    instance.denies = false
    const other = await startInstance()
    for (const answer of [
      (response) => response.end('<!doctype html><title>no API</title>'),
      (response) => response.setHeader('content-type', 'application/json').end('{"client_id":7}'),
      (response) => response.writeHead(500).end(),
      (response) => response.writeHead(302, { location: 'http://127.0.0.1/' }).end(),
      (response) => response.end('x'.repeat(1_000_000)),
    ]) {
      other.answer = answer
      await page.goto(`${site.url}/-/account/sign-in`)
      await toot(page, other.host)
      await message(page, 'did not prove who you are')
    }
    other.answer = () => {}
    await page.goto(`${site.url}/-/account/sign-in`)
    await toot(page, other.host)
    await message(page, 'did not answer in time')
    await other.stop()
    await close(page)
  })
})
