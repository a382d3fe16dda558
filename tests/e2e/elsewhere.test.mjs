// A stream as other sites show it, and what the page gives viewers to take there.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { startBrowser, untilPlaying, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

describe('a stream elsewhere', () => {
  let site, browser, friend, html
  before(async () => {
    browser = await startBrowser()
    site = await startSite({ ingest: true })
    await site.addStreamer('alice', 'secretkey', { description: 'Painting' })
    await site.addStreamer('bob', 'bobs-key', { password: 'sesame' })
    site.publish('secretkey')
    await until('alice to be live', async () => (await (await site.get('/alice/info')).json()).live)
    const answer = await site.get(`/-/oembed?url=${encodeURIComponent(`${site.url}/alice/`)}&maxwidth=480`)
    const described = await answer.json()
    assert.deepEqual([described.width, described.height], [480, 270])
    html = described.html
    friend = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html')
      response.end(request.url === '/locked' ? `<!doctype html><title>x</title><iframe src="${site.url}/bob/embed"></iframe>` : `<!doctype html><title>x</title>${html}`)
    }).listen(0, '127.0.0.1')
    await until('the other site', () => friend.listening)
  })
  after(() => Promise.all([site?.stop(), browser?.close(), friend?.close()]))

  const open = async (t, path) => {
    const context = await browser.newContext({ viewport: { width: 520, height: 400 } })
    t.after(() => context.close())
    const page = await context.newPage()
    page.troubles = []
    page.on('console', (message) => message.type() === 'error' && page.troubles.push(message.text()))
    page.on('pageerror', (error) => page.troubles.push(error.stack))
    await page.goto(`http://localhost:${friend.address().port}${path}`)
    const frame = await until('the frame', () => page.frames().find((frame) => frame.url().startsWith(site.url)))
    return { page, frame }
  }

  it('plays in a frame, without sound at first, and counts its viewer', async (t) => {
    const { page, frame } = await open(t, '/')
    await untilPlaying(frame)
    assert.ok(await frame.locator('video').evaluate((video) => video.muted))
    await until('the viewer to count', async () => (await (await site.get('/alice/info')).json()).count === 1)
    await frame.getByRole('button', { name: 'Unmute' }).first().click()
    assert.ok(!(await frame.locator('video').evaluate((video) => video.muted)))
    const [popup] = await Promise.all([page.waitForEvent('popup'), frame.getByRole('link', { name: 'alice' }).click()])
    await popup.waitForURL(`${site.url}/alice/`)
    assert.deepEqual(page.troubles, [])
  })

  it('says where to enter the password of a locked stream', async (t) => {
    const { page, frame } = await open(t, '/locked')
    await frame.getByText('This stream asks for a password.').waitFor()
    const [popup] = await Promise.all([page.waitForEvent('popup'), frame.getByRole('link').click()])
    await popup.waitForURL(`${site.url}/bob/`)
  })

  it('gives viewers its addresses to copy, by keyboard', async (t) => {
    const page = await visit(browser, `${site.url}/alice/`, { permissions: ['clipboard-read', 'clipboard-write'] })
    t.after(() => page.context().close())
    await page.getByText('Share', { exact: true }).focus()
    await page.keyboard.press('Enter')
    const copied = async (name) => {
      await page.getByRole('button', { name: 'Copy', exact: true }).and(page.getByTitle(`Copy: ${name}`)).press('Enter')
      await page.getByText(`${name}: copied`).waitFor({ state: 'attached' })
      return page.evaluate(() => navigator.clipboard.readText())
    }
    await page.getByLabel('Player for another site').waitFor()
    assert.equal(await copied('Link'), `${site.url}/alice/`)
    assert.equal(await copied('Feed of broadcasts'), `${site.url}/alice/feed.atom`)
    assert.equal(await copied('Player for another site'), html.replace('width="480" height="270"', 'width="640" height="360"'))
    assert.deepEqual(page.troubles, [])
  })

  it('has a feed, and a map of the site, that are well-formed', async (t) => {
    const page = await visit(browser, `${site.url}/`)
    t.after(() => page.context().close())
    for (const [path, root, texts] of [
      ['/alice/feed.atom', 'feed', ['alice is live']],
      ['/sitemap.xml', 'urlset', [`${site.url}/`, `${site.url}/alice/`]],
    ]) {
      const found = await page.evaluate(async (path) => {
        const document = new DOMParser().parseFromString(await (await fetch(path)).text(), 'application/xml')
        return { root: document.documentElement.localName, texts: Array.from(document.querySelectorAll('entry > title, loc'), (it) => it.textContent) }
      }, path)
      assert.deepEqual(found, { root, texts })
    }
  })
})
