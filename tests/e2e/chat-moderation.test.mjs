// Keeping order: the menu by mouse, keyboard and touch, who is muted, and what is asked before it is done.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { join, messages, say, untilRead } from './support/chat.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const PHONE = { size: [390, 844], hasTouch: true, isMobile: true }

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite()
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

let streamers = 0
/** Pages of a streamer's own, who is called like their stream, and of `others`. */
async function pages(others, options) {
  const streamer = `streamer${++streamers}`
  await site.addStreamer(streamer, `${streamer}-key`)
  const open = (more) => visit(browser, `${site.url}/${streamer}/`, more)
  const host = await open(options)
  await join(host, streamer, { key: `${streamer}-key` })
  const found = { host, streamer, open }
  for (const name of others) {
    found[name] = await open()
    await join(found[name], name)
  }
  return found
}
const close = (...pages) => Promise.all(pages.map((page) => page.context().close()))
const line = (page, text) => page.locator('.message', { hasText: text })
const menu = (page) => page.locator('#chat-menu:popover-open')

/** A finger that comes down at the beginning of something, and lifts when the function says so. */
async function press(page, locator) {
  const { x, y, height } = await locator.boundingBox()
  const devtools = await page.context().newCDPSession(page)
  const point = { x: x + 8, y: y + height / 2 }
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
  return () => devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

describe('chat', () => {
  it('keeps the menu that a held finger opened when it lifts, and closes it by a tap elsewhere', async () => {
    const { host, bo } = await pages(['bo'], PHONE)
    await say(bo, 'two')
    await untilRead(host, 'two')
    const lift = await press(host, line(host, 'two').locator('.line-text'))
    await menu(host).waitFor()
    await lift()
    // whatever a lifted finger brings about has happened when the next frames are there
    await host.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    assert.ok(await menu(host).isVisible())
    assert.equal(await host.evaluate(() => getSelection().toString()), '')
    await line(host, 'two').tap({ position: { x: 370, y: 10 } })
    await menu(host).waitFor({ state: 'hidden' })
    await host.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    assert.equal(await menu(host).count(), 0, 'the tap that closes it does nothing else')
    await close(host, bo)
  })

  it('opens the same menu by a tap on a message, also on one without a name', async () => {
    const { host, bo } = await pages(['bo'], PHONE)
    await say(bo, 'first of two')
    await say(bo, 'second of two')
    await untilRead(host, 'second of two')
    assert.equal(await line(host, 'second of two').locator('.name').count(), 0)
    const items = []
    for (const text of ['first of two', 'second of two']) {
      // the keyboard of a phone that was open goes first
      await host.evaluate(() => document.activeElement.blur())
      await line(host, text).locator('.line-text').tap()
      await menu(host).waitFor()
      items.push(await menu(host).getByRole('menuitem').allInnerTexts())
      await host.keyboard.press('Escape')
      await menu(host).waitFor({ state: 'hidden' })
    }
    assert.ok(items[0].includes('Mute') && items[0].includes('Delete message…'), items[0].join())
    assert.deepEqual(items[1], items[0])
    await close(host, bo)
  })

  it('gives the focus back to the line that a menu was about, wherever the pointer has gone', async () => {
    const { host, bo, eve } = await pages(['bo', 'eve'])
    await say(bo, 'from bo')
    await untilRead(host, 'from bo')
    await say(eve, 'from eve')
    await untilRead(host, 'from eve')
    await line(host, 'from bo').hover()
    await host.locator('[data-tool="more"]').click()
    await menu(host).waitFor()
    await line(host, 'from eve').hover({ force: true })
    await host.keyboard.press('Escape')
    await menu(host).waitFor({ state: 'hidden' })
    assert.match(await host.evaluate(() => document.activeElement.getAttribute('aria-label')), /from bo/)
    await host.keyboard.press('Enter')
    await host.getByRole('menu', { name: /^bo, / }).waitFor()
    await host.keyboard.press('Escape')

    // in the list of people, which is made again as people come and go
    await host.locator('#chat-members-open').click()
    await host.locator('#chat-people .name', { hasText: 'bo' }).click()
    await menu(host).waitFor()
    await close(eve)
    await host.locator('#chat-people .name', { hasText: 'eve' }).waitFor({ state: 'detached' })
    await host.keyboard.press('Escape')
    await menu(host).waitFor({ state: 'hidden' })
    assert.equal(await host.evaluate(() => document.activeElement.dataset.name), 'bo')
    await close(host, bo)
  })

  it('asks before it deletes, with the focus on the answer that changes nothing', async () => {
    const { host, bo } = await pages(['bo'])
    await say(bo, 'something rude')
    await untilRead(host, 'something rude')
    await line(host, 'something rude').hover()
    await host.locator('[data-tool="delete"]').click()
    await host.getByRole('alertdialog', { name: /delete/i }).getByText('something rude').waitFor()
    await host.keyboard.press('Enter')
    await menu(host).waitFor({ state: 'hidden' })
    await host.keyboard.press('Enter')
    await menu(host).getByRole('menuitem', { name: 'Delete message…' }).click()
    await host.keyboard.press('ArrowDown')
    await host.keyboard.press('Enter')
    await until('the message to be gone', async () => (await messages(bo)).length === 0)
    await say(bo, 'something ruder')
    await untilRead(host, 'something ruder')
    await line(host, 'something ruder').hover()
    await host.locator('[data-tool="delete"]').click({ modifiers: ['Shift'] })
    await until('the message to be gone at once', async () => (await messages(bo)).length === 0)
    await close(host, bo)
  })

  it('shows those who keep order who is muted, in messages, menu and list, also of people who left', async () => {
    const { host, streamer, open, bo, eve } = await pages(['bo', 'eve'])
    await say(bo, 'something rude')
    await untilRead(host, 'something rude')
    const actions = async (page) => {
      await line(page, 'something rude').locator('.name').click()
      await menu(page).waitFor()
      return menu(page).getByRole('menuitem').allInnerTexts()
    }
    assert.ok(!(await actions(host)).includes('Unmute'))
    await menu(host).getByRole('menuitem', { name: 'Mute' }).click()
    await line(host, 'something rude').locator('.name-muted').waitFor()
    const known = await actions(host)
    assert.ok(known.includes('Unmute') && !known.includes('Mute'), known.join())
    await host.keyboard.press('Escape')
    await host.locator('#chat-members-open').click()
    await host.locator('#chat-people .name', { hasText: 'bo' }).locator('.name-muted').waitFor()
    await untilRead(eve, 'something rude')
    assert.equal(await eve.locator('.name-muted').count(), 0, 'nobody else sees it')

    await close(bo)
    await host.keyboard.press('Escape')
    await host.locator('#moderation-open').click()
    const muted = host.getByRole('tabpanel', { name: 'Muted' })
    await host.getByRole('tab', { name: 'Muted' }).click()
    await muted.getByText('not here').waitFor()
    // who comes later to keep order sees it, too
    await say(host, '/mod eve')
    await eve.locator('.name-muted').waitFor()
    await muted.getByRole('button', { name: 'Unmute bo' }).click()
    await muted.getByText('Nobody is muted.').waitFor()
    await eve.locator('.name-muted').waitFor({ state: 'detached' })
    const back = await open()
    await join(back, 'bo')
    await say(back, `thank you, ${streamer}`)
    await untilRead(host, `thank you, ${streamer}`)
    assert.deepEqual([...unexpected(host), ...unexpected(eve)], [])
    await close(host, eve, back)
  })

  it('tells somebody who is timed out or banned what, why and for how long, and takes one appeal', async () => {
    const { host, bo } = await pages(['bo'])
    const card = bo.locator('#chat-sanction')
    const sentence = async (choose) => {
      await line(host, 'something rude').locator('.name').click()
      await menu(host).getByRole('menuitem', { name: 'Time out, ban or remove…' }).click()
      const form = menu(host).locator('form')
      await choose(form)
      await form.getByLabel('Reason').fill('spam')
      await host.keyboard.press('Enter')
      await menu(host).waitFor({ state: 'hidden' })
    }
    await say(bo, 'something rude')
    await untilRead(host, 'something rude')
    await sentence((form) => form.getByLabel('How long').fill('90'))
    await card.getByText('You are muted', { exact: true }).waitFor()
    await card.getByText(/^for 1:[0-3]\d more$/).waitFor()
    await card.getByText('Reason: spam').waitFor()
    await card.getByRole('button', { name: 'Appeal…' }).focus()
    await bo.keyboard.press('Enter')
    await bo.keyboard.type('it was my brother')
    await bo.keyboard.press('Tab')
    await bo.keyboard.press('Tab')
    await bo.keyboard.press('Enter')
    await card.getByText('The moderators have your appeal.').waitFor()

    await host.locator('#moderation-open').click()
    const muted = host.getByRole('tabpanel', { name: 'Muted' })
    await host.getByRole('tab', { name: 'Muted' }).click()
    await muted.getByText('it was my brother').waitFor()
    await muted.getByRole('button', { name: 'Decline bo' }).click()
    await card.getByText('Your appeal was declined.').waitFor()
    await muted.getByRole('button', { name: 'Unmute bo' }).click()
    await card.waitFor({ state: 'hidden' })
    await host.keyboard.press('Escape')

    await sentence((form) => form.getByLabel('Ban from the chat').check())
    await card.getByText('You are banned from this chat').waitFor()
    assert.equal(await bo.locator('#chat-invite, #chat-composer, #chat-entry').filter({ visible: true }).count(), 0)
    await say(host, 'calm again')
    await untilRead(bo, 'calm again')
    await bo.setViewportSize({ width: 360, height: 740 })
    const box = await card.boundingBox()
    assert.ok(box.x >= 0 && box.x + box.width <= 360, 'it fits a phone')
    await host.locator('#moderation-open').click()
    await host.getByRole('tab', { name: 'Banned' }).click()
    await host.getByRole('tabpanel', { name: 'Banned' }).getByRole('button', { name: 'Unban bo' }).click()
    await card.waitFor({ state: 'hidden' })
    await bo.locator('#chat-invite').click()
    await bo.getByRole('button', { name: 'Join the chat' }).click()
    await say(bo, 'sorry')
    assert.deepEqual([...unexpected(host), ...unexpected(bo)], [])
    await close(host, bo)
  })

  it('opens the moderation panel for moderators alone, beside the chat or over it, and gives the focus back', async () => {
    const { host, bo } = await pages(['bo'])
    const opener = host.locator('#moderation-open')
    const panel = host.getByRole('region', { name: 'Moderation' })
    await opener.focus()
    await host.keyboard.press('Enter')
    await panel.waitFor()
    assert.equal(await host.evaluate(() => document.activeElement.getAttribute('role')), 'tab')
    const boxes = async () => [await panel.boundingBox(), await host.locator('#chat-scroll').boundingBox()]
    const [beside, chat] = await boxes()
    assert.ok(beside.x + beside.width <= chat.x + 1 && beside.x > 400, 'beside the chat, and the picture has its room')
    const tabs = host.getByRole('tab')
    const first = await host.getByRole('tab', { selected: true }).innerText()
    for (let i = 0; i < (await tabs.count()); i++) await host.keyboard.press('ArrowRight')
    assert.equal(await host.getByRole('tab', { selected: true }).innerText(), first, 'the arrow keys go round')
    await host.setViewportSize({ width: 360, height: 740 })
    const [over, covered] = await boxes()
    assert.ok(over.x === 0 && over.width === 360 && over.y < covered.y, 'over the chat')
    await host.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    assert.equal(await host.evaluate(() => document.activeElement.id), 'moderation-open')
    assert.equal(await bo.locator('#moderation-open').count(), 0, 'viewers have none')
    const asked = await bo.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('moderation')).length)
    assert.equal(asked, 0, 'nor load it')
    assert.deepEqual(unexpected(host), [])
    await close(host, bo)
  })

  it('shows what is pinned to all, also to those who come later, until the reader puts it away', async () => {
    const { host, bo, open, streamer } = await pages(['bo'])
    await say(bo, 'worth keeping')
    await untilRead(host, 'worth keeping')
    await line(host, 'worth keeping').focus()
    await host.keyboard.press('Enter')
    await menu(host).getByRole('menuitem', { name: 'Pin above the chat' }).click()
    const pinned = (page) => page.getByRole('region', { name: 'Pinned message' })
    await pinned(bo).getByText('worth keeping').waitFor()
    const late = await open()
    await pinned(late).getByText('worth keeping').waitFor()
    assert.equal(await pinned(late).getByRole('button', { name: 'Unpin for everybody' }).count(), 0)
    const overlay = await visit(browser, `${site.url}/${streamer}/chat?overlay`)
    await overlay.locator('.above-pin', { hasText: 'worth keeping' }).waitFor()
    const window = await visit(browser, `${site.url}/${streamer}/chat`)
    await pinned(window).waitFor()

    await pinned(late).getByRole('button', { name: 'Put the pinned message away' }).focus()
    await late.keyboard.press('Enter')
    await pinned(late).waitFor({ state: 'detached' })
    await late.reload()
    await late.locator('.message', { hasText: 'worth keeping' }).waitFor()
    assert.equal(await pinned(late).count(), 0, 'it stays away')
    await say(host, '/pin be kind for 10m')
    await pinned(late).getByText('be kind').waitFor()
    await pinned(host).getByRole('button', { name: 'Unpin for everybody' }).click()
    await Promise.all([late, bo, overlay, window].map((page) => page.locator('.above-pin').waitFor({ state: 'detached' })))
    await say(host, '/announce Raid at noon')
    await bo.getByRole('article', { name: /announces: Raid at noon/ }).getByText('Announcement').waitFor()
    for (const page of [host, bo, late, overlay, window]) assert.deepEqual(unexpected(page), [])
    await close(host, bo, late, overlay, window)
  })

  it('has people vote by keyboard, once each, and shows the votes as they come', async () => {
    const { host, bo, eve, open } = await pages(['bo', 'eve'])
    await say(host, '/poll Tea or coffee? | Tea | Coffee')
    const ballot = (page) => page.getByRole('form', { name: 'Poll' })
    const choice = (page, name) => ballot(page).getByRole('radio', { name })
    const part = (page, name) => ballot(page).locator('.ballot-choice', { hasText: name }).locator('.ballot-number').innerText()
    await choice(bo, /^Tea/).focus()
    await bo.keyboard.press('ArrowDown')
    assert.equal(await part(host, 'Coffee'), '0 %', 'the arrows choose and send nothing')
    await bo.keyboard.press('Enter')
    await until('the vote', async () => (await part(host, 'Coffee')) === '100 %')
    await choice(eve, /^Tea/).check()
    await ballot(eve).getByRole('button', { name: 'Vote' }).click()
    await until('both votes', async () => (await part(bo, 'Coffee')) === '50 %' && (await part(bo, 'Tea')) === '50 %')
    await choice(bo, /^Tea/).check()
    await ballot(bo).getByRole('button', { name: 'Change vote' }).click()
    await until('the change', async () => (await part(host, 'Tea')) === '100 %')
    await bo.reload()
    await ballot(bo).waitFor()
    assert.ok(await choice(bo, /^Tea/).isChecked(), 'it knows how one voted')

    const reader = await open()
    await ballot(reader).getByRole('button', { name: 'Join the chat to vote' }).click()
    await reader.locator('#chat-entry').waitFor()
    await say(host, '/poll end')
    await ballot(reader).getByText('Ended, 2 votes').waitFor()
    await bo.locator('.line-text', { hasText: 'The poll has ended. Tea or coffee? Tea 2 (100 %), Coffee 0 (0 %)' }).waitFor()
    await ballot(reader).getByRole('button', { name: 'Put the poll away' }).click()
    await ballot(reader).waitFor({ state: 'detached' })
    for (const page of [host, bo, eve, reader]) assert.deepEqual(unexpected(page), [])
    await close(host, bo, eve, reader)
  })
})
