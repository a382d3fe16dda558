// A real browser, and what the tests look at in it.

import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { tool } from './processes.mjs'
import { until } from './waiting.mjs'

/** Chromium without its windows, whose own pages would take most of the processor's time. */
export async function startBrowser(executablePath = tool('chromium-headless-shell')) {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--autoplay-policy=no-user-gesture-required',
      '--mute-audio',
    ],
  })
}

/**
 * Opens `url` as a new visitor. `page.troubles` collects what a console would show in red: errors, broken rules of
 * the Content-Security-Policy, and requests to any other site.
 */
export async function visit(browser, url, { size = [1280, 720], ...options } = {}) {
  const [width, height] = size
  const context = await browser.newContext({ viewport: { width, height }, ...options })
  const page = await context.newPage()
  page.troubles = []
  page.on('console', (message) => message.type() === 'error' && page.troubles.push(message.text()))
  page.on('pageerror', (error) => page.troubles.push(error.stack))
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (protocol.startsWith('http') && host !== new URL(url).host) page.troubles.push(`asked another site: ${request.url()}`)
  })
  await page.goto(url)
  return page
}

/** What of `page.troubles` is not a network error that the test brought about. */
export const unexpected = (page) => page.troubles.filter((text) => !text.startsWith('Failed to load resource'))

const video = (page) => page.locator('video')

/** Waits until the picture moves: frames are painted, and time goes on with them. */
export async function untilPlaying(page, { frames = 15, within = 20_000 } = {}) {
  await until('a video element', () => video(page).count(), { within })
  const seen = await video(page).evaluate(
    (element, { frames, within }) =>
      new Promise((resolve) => {
        const times = []
        const done = () => resolve({ times, paused: element.paused, ready: element.readyState, error: element.error?.message })
        const timer = setTimeout(done, within)
        const onFrame = (_, { mediaTime }) => {
          if (times.at(-1) !== mediaTime) times.push(mediaTime)
          if (times.length >= frames) {
            clearTimeout(timer)
            done()
          } else element.requestVideoFrameCallback(onFrame)
        }
        element.requestVideoFrameCallback(onFrame)
      }),
    { frames, within },
  )
  assert.ok(seen.times.length >= frames, `the picture does not move: ${JSON.stringify(seen)} ${page.troubles}`)
}

/** Waits until the element's clock goes on, for streams without a picture. */
export async function untilHeard(page, { within = 20_000 } = {}) {
  const time = () => video(page).evaluate((element) => element.currentTime)
  const before = await time()
  await until('the sound to go on', async () => (await time()) > before + 1, { within })
}

/** The height in pixels of the picture that plays. */
export const pictureHeight = (page) => video(page).evaluate((element) => element.videoHeight)

/** The page's word for the state of the stream. */
export const phase = (page) => page.locator('#stage').getAttribute('data-phase')
