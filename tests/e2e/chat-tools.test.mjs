// What chat is written and drawn with, in real browsers: emoji, emotes, suggestions, drawings, people's colours; and that
// nothing anybody writes becomes more than text.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { THEMES, violations, wear } from './support/axe.mjs'
import { startBrowser, unexpected, visit } from './support/browser.mjs'
import { startSite } from './support/site.mjs'
import { until } from './support/waiting.mjs'

const PHONE = { size: [390, 844], hasTouch: true, isMobile: true }
/** Two frames of one pixel, red and blue. */
const GIF = Buffer.from(
  '47494638396101000100800000ff00000000ff21ff0b4e45545343415045322e30030100000021f90400140000002c00000000010001000002024401' +
    '0021f90400140000002c00000000010001000002024c01003b',
  'hex',
)

let browser, site
before(async () => {
  browser = await startBrowser()
  site = await startSite({
    settings: { chat: { stream_emotes: 2, stream_emote_kib: 4 } },
    prepare: ({ folder }) => {
      const emotes = join(folder, 'data', 'emotes')
      mkdirSync(emotes, { recursive: true })
      for (const name of ['kappa', 'dance']) writeFileSync(join(emotes, `${name}.gif`), GIF)
    },
  })
  await site.admin('emote', 'add', '--alias', 'kappa', '--uri', '/static/emotes/kappa.gif')
})
after(async () => {
  await browser?.close()
  await site?.stop()
})

describe('emoji', () => {
  it('are found by any of their names while typing, and arrive large where they are alone', () =>
    inChat(['ana', 'bo'], async (ana, bo) => {
      for (const name of [':thumbsup', ':thumbs_up', ':+1']) {
        await type(ana, name)
        await ana.locator('.suggestion').first().waitFor()
        await ana.keyboard.press('Enter')
        assert.equal(await written(ana), '👍 ', name)
      }
      await ana.keyboard.press('Enter')
      await bo.locator('.line-text.only-emoji > .emoji', { hasText: '👍' }).waitFor()
      const size = (selector) => bo.locator(selector).first().evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))
      assert.ok((await size('.line-text .emoji')) >= 2 * (await size('.chat-lines')))
    }))

  it('are picked by words, with the keyboard alone', () =>
    inChat(['ana', 'bo'], async (ana, bo) => {
      await ana.locator('#chat-emoji').focus()
      await ana.keyboard.press('Enter')
      await ana.locator('.picker-section').nth(2).waitFor()
      assert.equal(await focused(ana), 'Search emoji')
      await ana.keyboard.type('rainbow')
      await until('what was found', async () => (await ana.locator('.picker-item').count()) < 10)
      await ana.keyboard.press('ArrowDown')
      assert.equal(await focused(ana), 'rainbow')
      await ana.keyboard.press('Enter')
      assert.equal(await written(ana), '🌈')
      assert.equal(await focused(ana), 'rainbow', 'one may go on picking')
      await ana.keyboard.press('Enter')
      assert.equal(await written(ana), '🌈 🌈')
      await ana.keyboard.press('Escape')
      await ana.locator('.picker').waitFor({ state: 'detached' })
      assert.equal(await ana.evaluate(() => document.activeElement.id), 'chat-text')
      await ana.keyboard.press('Enter')
      await bo.locator('.line-text', { hasText: '🌈' }).waitFor()
    }))

  it('are remembered, with the tone of skin that was chosen', () =>
    inChat(['ana'], async (ana) => {
      const open = async () => {
        await ana.locator('#chat-emoji').click()
        await ana.locator('.picker-section').nth(2).waitFor()
      }
      await open()
      await ana.getByRole('button', { name: 'Skin tone: no skin tone' }).click()
      await ana.getByRole('button', { name: 'medium skin tone', exact: true }).click()
      await ana.locator('.picker-item[aria-label="waving hand"]').click()
      assert.equal(await written(ana), '👋🏽')
      assert.equal(await ana.evaluate(() => document.activeElement.id), 'chat-text', 'one writes on')
      await ana.keyboard.press('Escape')
      await ana.locator('.picker').waitFor({ state: 'detached' })
      await ana.reload()
      await open()
      assert.equal(await ana.locator('.picker-section').first().locator('.picker-title').innerText(), 'Used last')
      assert.deepEqual(await ana.locator('.picker-section').first().locator('.picker-item').allInnerTexts(), ['👋🏽'])
    }))

  it('close with Escape, by their button and by a press elsewhere, and give the focus back', () =>
    inChat(['ana'], async (ana) => {
      const picker = ana.locator('.picker')
      const button = ana.locator('#chat-emoji')
      await button.click()
      await picker.waitFor()
      await ana.keyboard.press('Escape')
      await picker.waitFor({ state: 'detached' })
      assert.equal(await ana.evaluate(() => document.activeElement.id), 'chat-emoji')
      for (const close of [() => button.click(), () => ana.locator('#chat-scroll').click({ position: { x: 5, y: 5 } })]) {
        await button.click()
        await picker.waitFor()
        await close()
        await picker.waitFor({ state: 'detached' })
        assert.equal(await button.getAttribute('aria-expanded'), 'false')
      }
    }))

  it('are drawn by the site’s own font, each as one picture, and the font is not fetched before', async () => {
    await site.addStreamer('quiet', 'quietkey')
    const page = await visit(browser, `${site.url}/quiet/`)
    const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('twemoji')).length)
    await page.waitForLoadState('networkidle')
    assert.equal(await fetched(), 0)
    const apart = await page.evaluate(async () => {
      const { loadEmoji, inTone } = await import('/static/js/chat/emoji.js')
      const groups = await loadEmoji()
      await document.fonts.load('20px "Emoji Only"', '😀')
      const probe = Object.assign(document.createElement('span'), { className: 'emoji' })
      probe.style.cssText = 'position: absolute; font-size: 20px; white-space: nowrap'
      document.body.append(probe)
      const width = (text) => {
        probe.textContent = text
        return probe.getBoundingClientRect().width
      }
      const one = width('😀')
      const all = groups.flatMap((group) => group.emoji.flatMap((emoji) => [0, 1, 5].map((tone) => inTone(emoji, tone))))
      return [...new Set(all)].filter((text) => Math.abs(width(text) - one) > 0.5)
    })
    assert.deepEqual(apart, [])
    assert.ok((await fetched()) > 0)
    await page.context().close()
  })
})

describe('suggestions', () => {
  it('name people, commands and whom a command is about, and leave Enter alone where there is nothing to choose', () =>
    inChat(['ana', 'Bo Peep'], async (ana, bo) => {
      await type(ana, 'hello @bo')
      await ana.locator('.suggestion').first().waitFor()
      await ana.keyboard.press('Tab')
      assert.equal(await written(ana), 'hello @Bo Peep ')
      await ana.keyboard.press('Enter')
      await bo.locator('.mention-self', { hasText: '@Bo Peep' }).waitFor()

      await type(ana, '/nic')
      const option = ana.locator('.suggestion').first()
      await until('the command with its help', async () => /^\/name NEW NAME\s+change your name/.test(await option.innerText()))
      assert.equal(await ana.locator('#chat-text').getAttribute('aria-activedescendant'), await option.getAttribute('id'))
      await ana.keyboard.press('Enter')
      assert.equal(await written(ana), '/name ')

      await type(ana, '@Bo Peep')
      await ana.locator('.suggestion').first().waitFor()
      await ana.keyboard.press('Enter')
      await until('it to be sent', async () => (await written(ana)) === '')

      await type(ana, ':smi')
      await ana.locator('.suggestion').first().waitFor()
      await ana.keyboard.press('Escape')
      await ana.keyboard.type('l')
      assert.equal(await ana.locator('.suggestion').count(), 0)
    }))

  it('name people to moderate without the mark', () =>
    inChat(['alice', 'bo'], async (alice) => {
      await type(alice, '/mute ')
      await until('the names', async () => (await alice.locator('.suggestion').allInnerTexts()).includes('bo'))
      await alice.keyboard.type('b')
      await alice.keyboard.press('Enter')
      assert.equal(await written(alice), '/mute bo ')
    }))
})

describe('input methods', () => {
  it('get suggestions for what they are composing, as on-screen keyboards compose every word', () =>
    inChat(['ana'], async (ana) => {
      const keyboard = await ana.context().newCDPSession(ana)
      await type(ana, '')
      await keyboard.send('Input.imeSetComposition', { text: ':thumbsu', selectionStart: 8, selectionEnd: 8 })
      await ana.locator('.suggestion').first().click()
      await until('the emoji in place of what was composed', async () => (await written(ana)) === '👍 ')
    }))

  it('keep the Enter that confirms, also where the browser has ended the composition before', () =>
    inChat(['ana'], async (ana) => {
      await type(ana, ':smil')
      await ana.locator('.suggestion').first().waitFor()
      await ana.locator('#chat-text').evaluate((field) => {
        // as Safari does
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))
      })
      assert.equal(await written(ana), ':smil')
      await ana.keyboard.press('Escape')
      await ana.locator('#chat-text').evaluate((field) => {
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))
      })
      assert.equal(await written(ana), ':smil')
      assert.equal(await ana.locator('.message').count(), 0)
    }))

  it('send with a line break that comes without a key, or choose what is suggested', () =>
    inChat(['ana'], async (ana) => {
      const keyboard = await ana.context().newCDPSession(ana)
      const lineBreak = () => keyboard.send('Input.dispatchKeyEvent', { type: 'char', text: '\r' })
      await type(ana, 'hello :thumbsu')
      await ana.locator('.suggestion').first().waitFor()
      await lineBreak()
      assert.equal(await written(ana), 'hello 👍 ')
      await lineBreak()
      await ana.locator('.line-text', { hasText: 'hello 👍' }).waitFor()
      assert.equal(await written(ana), '')
    }))
})

describe('emotes', () => {
  it('appear and vanish while people look', () =>
    inChat(['ana', 'bo'], async (ana, bo) => {
      await say(ana, ':dance: hello :kappa:')
      const line = bo.locator('.line-text', { hasText: 'hello' }).last()
      await line.locator('.emote img[alt=":kappa:"]').waitFor()
      assert.match(await line.innerText(), /:dance:/)

      await site.admin('emote', 'add', '--alias', 'dance', '--uri', '/static/emotes/dance.gif')
      await line.locator('.emote img[alt=":dance:"]').waitFor()
      await until('the picture', () => line.locator('img[alt=":dance:"]').evaluate((image) => image.complete && image.naturalWidth === 1))
      assert.doesNotMatch(await line.innerText(), /:dance:/)
      await type(ana, ':dan')
      await ana.locator('.suggestion .emote').first().waitFor()
      await ana.keyboard.press('Enter')
      assert.equal(await written(ana), ':dance: ')

      await site.admin('emote', 'drop', '--alias', 'dance')
      await line.locator('img[alt=":dance:"]').waitFor({ state: 'detached' })
      assert.match(await line.innerText(), /:dance:/)
      await ana.locator('#chat-emoji').click()
      await ana.locator('.picker-item[aria-label=":kappa:"]').first().waitFor()
      assert.equal(await ana.locator('.picker-item[aria-label=":dance:"]').count(), 0)
    }))

  it('are uploaded by the streamer, from a phone and by keyboard, and replace those of the site', () =>
    inChat(
      ['alice', 'bo'],
      async (alice, bo) => {
        await say(bo, 'look :kappa:')
        const picture = bo.locator('.line-text', { hasText: 'look' }).locator('img[alt=":kappa:"]')
        assert.match(await picture.getAttribute('src'), /^\/static\//)
        await type(alice, '/emote add kappa')
        await alice.keyboard.press('Enter')
        const section = alice.locator('#moderation-section')
        const name = section.getByLabel('Name')
        await section.getByText('0 of 2 emotes').waitFor()
        assert.equal(await name.inputValue(), 'kappa')
        assert.equal(await alice.evaluate(() => document.activeElement.type), 'file')

        const file = section.locator('input[type=file]')
        const trouble = section.getByRole('alert')
        for (const [wrong, words] of [
          [{ name: 'a.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') }, 'neither a PNG'],
          [{ name: 'a.gif', mimeType: 'image/gif', buffer: Buffer.alloc(5000) }, '5 KiB; 4 are allowed'],
        ]) {
          await file.setInputFiles(wrong)
          await trouble.getByText(words).waitFor()
        }
        await file.setInputFiles({ name: 'a.gif', mimeType: 'image/gif', buffer: Buffer.from('GIF89a, it says') })
        await section.locator('img.moderation-preview:not([hidden])').waitFor()
        await section.getByRole('button', { name: 'Add' }).click()
        await alice.locator('.moderation > .moderation-trouble').getByText('damaged').waitFor()
        await name.fill('über')
        await trouble.getByText('without accents').waitFor()

        // as it is dropped or pasted
        await section.evaluate((place, bytes) => {
          const data = new DataTransfer()
          data.items.add(new File([new Uint8Array(bytes)], 'kappa.gif', { type: 'image/gif' }))
          place.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
        }, [...GIF])
        await name.fill('kappa')
        await until('the preview', () => section.locator('.moderation-preview').evaluate((image) => image.naturalWidth === 1))
        assert.deepEqual(await violations(alice), [])
        await name.press('Enter')
        await section.getByText('1 of 2 emotes').waitFor()
        await until('the other picture', async () => /^\/-\/emotes\//.test(await picture.getAttribute('src')))

        const remove = section.getByRole('button', { name: 'Remove the emote :kappa:' })
        await remove.focus()
        await alice.keyboard.press('Enter')
        await until("the site's picture", async () => /^\/static\//.test(await picture.getAttribute('src')))
        const wide = await alice.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.equal(wide, 0)
      },
      { size: [360, 740] },
    ))

  it('stand still for who asked for less motion, until the pointer is on them', () =>
    inChat(['ana'], async (ana) => {
      await say(ana, 'still :kappa:')
      const emote = ana.locator('.line-text', { hasText: 'still' }).last().locator('.emote')
      const opacity = () => emote.locator('img').evaluate((image) => getComputedStyle(image).opacity)
      await emote.locator('img').waitFor()
      assert.equal(await opacity(), '1')
      await ana.emulateMedia({ reducedMotion: 'reduce' })
      await emote.locator('canvas').waitFor()
      assert.equal(await opacity(), '0')
      await emote.hover()
      assert.equal(await opacity(), '1')
      assert.ok(await emote.locator('canvas').isHidden())
    }))
})

describe('drawings', () => {
  it('are drawn with the mouse and seen by others as they were drawn', () =>
    inChat(['ana', 'bo'], async (ana, bo) => {
      await guard(ana)
      await ana.locator('#chat-draw').click()
      await ana.getByRole('button', { name: 'Thick pen' }).click()
      await stroke(ana, [0.25, 0.25], [0.25, 0.75])
      await ana.getByRole('button', { name: 'Your colour' }).click()
      await stroke(ana, [0.75, 0.25], [0.75, 0.75])
      await ana.locator('.board').getByRole('button', { name: 'Send' }).click()
      await ana.locator('.board').waitFor({ state: 'detached' })
      const picture = bo.locator('img.drawing').last()
      await picture.waitFor()
      const seen = await picture.evaluate(async (image) => {
        await image.decode()
        const canvas = Object.assign(document.createElement('canvas'), { width: 240, height: 120 })
        const context = canvas.getContext('2d')
        context.drawImage(image, 0, 0)
        const at = (x, y) => [...context.getImageData(x, y, 1, 1).data]
        return { size: [image.naturalWidth, image.naturalHeight], black: at(60, 60), own: at(180, 60), paper: at(120, 60) }
      })
      assert.deepEqual(seen, { size: [240, 120], black: [0, 0, 0, 255], own: [214, 69, 69, 255], paper: [255, 255, 255, 255] })
      assert.deepEqual(unexpected(ana), [])

      // what was sent is not lost to its author
      await ana.locator('#chat-draw').click()
      assert.ok(await ana.locator('.board').getByRole('button', { name: 'Send' }).isDisabled())
      await ana.keyboard.press('Control+z')
      assert.ok(await ana.locator('.board').getByRole('button', { name: 'Send' }).isEnabled())
    }))

  it('arrive as the board shows them', () =>
    inChat(['ana'], async (ana) => {
      const { mean, most } = await ana.evaluate(async () => {
        const { rasterOf } = await import('/static/js/chat/raster.js')
        const { drawStrokes } = await import('/static/js/chat/strokes.js')
        const wave = (ink, size, height, pressure) => ({
          ink,
          size,
          points: Array.from({ length: 40 }, (_, i) => [i * 6, height + 25 * Math.sin(i), pressure(i)]),
        })
        const strokes = [wave('black', 2, 30, () => 0.5), wave('own', 5, 60, (i) => (i % 10) / 10), wave('black', 12, 80, () => 0.5), wave('paper', 5, 80, () => 0.5)]
        const colourOf = (ink) => ({ black: '#000000', own: '#d64545', paper: '#ffffff' })[ink]
        const context = Object.assign(document.createElement('canvas'), { width: 240, height: 120 }).getContext('2d')
        drawStrokes(context, 1, strokes, colourOf)
        const shown = context.getImageData(0, 0, 240, 120).data
        const differences = [...rasterOf(strokes, colourOf, '#ffffff')].map((part, i) => Math.abs(part - shown[Math.floor(i / 3) * 4 + (i % 3)]))
        return { mean: differences.reduce((sum, one) => sum + one, 0) / differences.length, most: Math.max(...differences) }
      })
      assert.ok(mean < 3 && most < 100, `${mean} on average, ${most} at most`)
    }))

  it('can be made with the keyboard, and survive Escape and a reload', () =>
    inChat(['ana', 'bo'], async (ana, bo) => {
      const send = ana.locator('.board').getByRole('button', { name: 'Send' })
      await ana.locator('#chat-draw').focus()
      await ana.keyboard.press('Enter')
      await ana.locator('.board').waitFor()
      await ana.keyboard.press('Space')
      for (let i = 0; i < 10; i++) await ana.keyboard.press('ArrowRight')
      await ana.keyboard.press('Escape')
      await ana.locator('.board').waitFor({ state: 'detached' })
      assert.equal(await ana.evaluate(() => document.activeElement.id), 'chat-draw')
      await ana.reload()
      await ana.locator('#chat-draw').click()
      assert.ok(await send.isEnabled())
      await send.focus()
      await ana.keyboard.press('Enter')
      await bo.locator('img.drawing').last().waitFor()
    }))

  it('are drawn with a finger, too', () =>
    inChat(['ana'], async (ana) => {
      await ana.locator('#chat-draw').tap()
      const { x, y, width, height } = await ana.locator('.board-canvas').boundingBox()
      assert.ok(x >= 0 && x + width <= 390, 'the sheet lies in the window')
      const touch = await ana.context().newCDPSession(ana)
      const at = (part) => [{ x: x + width * part, y: y + height / 2 }]
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.2) })
      for (const part of [0.3, 0.4, 0.5]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(part) })
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
      await ana.locator('.board').getByRole('button', { name: 'Send' }).tap()
      await ana.locator('img.drawing').last().waitFor()
    }, PHONE))
})

describe('colours of people', () => {
  it('can be read in every theme, also when the theme changes in place', () =>
    inChat(['black', 'white', 'yellow', 'blue'], async (...people) => {
      for (const [i, colour] of ['#000000', '#ffffff', '#ffff00', '#0000ff'].entries()) await say(people[i], `/color ${colour}`)
      for (const page of people) await say(page, 'hello from me')
      const [page] = people
      await until('all of them', async () => (await page.locator('.line-text', { hasText: 'hello from me' }).count()) >= 4)
      for (const theme of THEMES) {
        await page.evaluate((name) => document.querySelector(`#themes button[value="${name}"]`).click(), theme)
        await page.waitForFunction((name) => document.documentElement.dataset.theme === name, theme)
        const weak = await page.evaluate(weakNames, theme === 'contrast' ? 7 : 4.5)
        assert.deepEqual(weak, [], theme)
      }
    }))

  it('can be read however a theme writes its colours, and where a canvas gives noise', () =>
    inChat(['white'], async (white) => {
      await guard(white)
      await say(white, '/color #ffffff')
      await say(white, 'hello from me')
      await white.locator('.line-text', { hasText: 'hello from me' }).waitFor()
      for (const colour of ['#fff', 'white', 'rgb(255 255 255)', 'hsl(0deg 0% 100%)', 'oklch(1 0 0)', 'light-dark(#fff, #fff)']) {
        await white.evaluate((colour) => {
          const { style, dataset } = document.documentElement
          for (const name of ['--surface', '--surface-raised', '--bg']) style.setProperty(name, colour)
          // as when another theme is shown
          dataset.theme = dataset.theme === 'light' ? 'dark' : 'light'
        }, colour)
        await until(`the names to be seen on ${colour}`, async () => (await white.evaluate(weakNames, 4.5)).length === 0)
      }
    }))
})

describe('what people write', () => {
  const HOSTILE = [
    '<img src=x onerror=hit()>',
    '<script>hit()</script>',
    '"><svg onload=hit()>',
    'javascript:hit() https://example.com/"onmouseover=hit()',
    ':kappa"onerror=hit(): @<b>x</b> &lt;b&gt;',
    '\u202egnp.exe \u2066https://example.com\u2069',
  ]

  it('stays text, in messages, names, suggestions and lists', () =>
    inChat(['<b>mallory</b>', "<img src=x o='"], async (mallory, other) => {
      for (const page of [mallory, other]) await page.evaluate(() => (window.hit = () => (window.wasHit = true)))
      for (const text of HOSTILE) {
        await say(mallory, text)
        await say(mallory, `/me ${text}`)
      }
      await until('all of it', async () => (await other.locator('.line[data-id]').count()) >= 2 * HOSTILE.length)
      await type(other, '@<')
      await other.locator('.suggestion').first().waitFor()
      await other.locator('#chat-members-open').click()
      await other.locator('#chat-people li').first().waitFor()
      for (const page of [mallory, other]) {
        assert.equal(await page.evaluate(() => window.wasHit), undefined)
        assert.equal(await page.locator('.chat :is(script, img[src="x"], svg[onload], b > b)').count(), 0)
        const links = await page.locator('.line-text a').evaluateAll((all) => all.map((a) => [new URL(a.href).protocol, a.rel, a.target]))
        assert.ok(links.length > 0)
        for (const link of links) assert.deepEqual(link, ['https:', 'noopener nofollow ugc', '_blank'])
        assert.deepEqual(unexpected(page), [])
      }
      assert.ok((await other.locator('.line-text').allInnerTexts()).some((text) => text.includes('<img src=x onerror=hit()>')))
    }))
})

describe('the tools', () => {
  for (const [name, options] of Object.entries({ 'wide window': {}, phone: PHONE })) {
    it(`have nothing for axe to complain of in any theme, in a ${name}`, () =>
      inChat(
        ['ana'],
        async (ana) => {
          await say(ana, 'hello @ana 😀 :kappa: https://example.com')
          for (const theme of THEMES) {
            await wear(ana, theme)
            // all rules once; in the other themes those that a theme can break
            const look = async (what) => assert.deepEqual(await violations(ana, { colours: theme !== THEMES[0] }), [], `${theme}, ${what}`)
            await type(ana, ':sm')
            await ana.locator('.suggestion').first().waitFor()
            await look('suggestions')
            await ana.keyboard.press('Escape')
            await ana.locator('#chat-emoji').click()
            await ana.locator('.picker-section').nth(2).waitFor()
            await look('picker')
            await ana.keyboard.press('Escape')
            await ana.locator('#chat-draw').click()
            await ana.locator('.board').waitFor()
            await look('board')
            assert.ok((await ana.evaluate(() => document.documentElement.scrollWidth)) <= ana.viewportSize().width)
            await ana.keyboard.press('Escape')
            await ana.locator('.board').waitFor({ state: 'detached' })
          }
          assert.deepEqual(unexpected(ana), [])
        },
        options,
      ))
  }
})

let streams = 0

/** Each of these names in chat of a stream of its own, at a browser of its own; the name alice is the streamer's. */
async function inChat(names, use, options) {
  const stream = `alice${++streams}`
  await site.addStreamer(stream, `key${streams}`)
  const pages = []
  try {
    for (const name of names) {
      const page = await visit(browser, `${site.url}/${stream}/`, options)
      pages.push(page)
      await enter(page, name === 'alice' ? { name: stream, key: `key${streams}` } : { name })
    }
    await use(...pages)
  } finally {
    for (const page of pages) await page.context().close()
  }
}

async function enter(page, { name, key }) {
  await page.locator('#chat-invite').click()
  await page.locator('#chat-name').fill(name)
  await page.locator('.swatch[aria-label="Red"]').click()
  if (key) await page.locator('#chat-key').fill(key)
  await page.locator('#chat-entry .button').click()
  await page.locator('#chat-text').waitFor()
}

const written = (page) => page.locator('#chat-text').inputValue()
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'))

async function type(page, text) {
  await page.locator('#chat-text').fill('')
  await page.locator('#chat-text').focus()
  await page.keyboard.type(text)
}

/** Sends without suggestions in between, as pasted text is sent. */
async function say(page, text) {
  await page.locator('#chat-text').fill(text)
  await page.locator('#chat-send').click()
  await until('it to be sent', async () => (await written(page)) === '')
}

/** Draws a line between two places of the sheet, given as parts of its width and height. */
async function stroke(page, from, to) {
  const { x, y, width, height } = await page.locator('.board-canvas').boundingBox()
  const at = ([across, down]) => [x + across * width, y + down * height]
  await page.mouse.move(...at(from))
  await page.mouse.down()
  await page.mouse.move(...at(to), { steps: 8 })
  await page.mouse.up()
}

/** Has the browser resist fingerprinting: reading a canvas gives noise. */
async function guard(page) {
  await page.evaluate(() => {
    const noise = (length) => Uint8ClampedArray.from({ length }, () => Math.random() * 256)
    for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
      prototype.getImageData = (x, y, width, height) => new ImageData(noise(width * height * 4), width, height)
    }
    HTMLCanvasElement.prototype.toDataURL = () => 'data:image/png;base64,iVBORw0KGgo='
    HTMLCanvasElement.prototype.toBlob = (tell) => tell(new Blob([noise(99)], { type: 'image/png' }))
    OffscreenCanvas.prototype.convertToBlob = async () => new Blob([noise(99)], { type: 'image/png' })
  })
}

/** In the page: names whose contrast to what they stand on is less. */
async function weakNames(least) {
  const { contrast } = await import('/static/js/chat/contrast.js')
  const hex = (colour) => `#${colour.match(/[\d.]+/g).slice(0, 3).map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor
    return /^rgba.*, 0\)$/.test(colour) ? ground(element.parentElement) : colour
  }
  return [...document.querySelectorAll('.chat-lines .name')]
    .map((name) => ({ name: name.innerText, ratio: contrast(hex(getComputedStyle(name).color), hex(ground(name))) }))
    .filter(({ ratio }) => ratio < least)
}
