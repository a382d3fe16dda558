// The chat pane as people use it.

import { until } from './waiting.mjs'

/** Joins the chat under a name; with the stream key where the name is the streamer's. */
export async function join(page, name, { key } = {}) {
  await page.locator('#chat-invite').click()
  await page.getByLabel('Nickname').fill(name)
  if (key) await page.getByLabel('Stream key').fill(key)
  await page.getByRole('button', { name: 'Join the chat' }).click()
  await page.locator('#chat-composer').waitFor()
}

/** Writes a message and sends it. */
export async function say(page, text) {
  await page.getByLabel('Message', { exact: true }).fill(text)
  await page.keyboard.press('Enter')
}

/** Waits until the text stands in the list. */
export const untilRead = (page, text, options) => until(`"${text}" in the list`, async () => (await page.locator('#chat-lines').innerText()).includes(text), options)

/** The texts of all messages, oldest first. */
export const messages = (page) => page.locator('.message .line-text').allInnerTexts()

/** Waits until the page is connected and has the history. */
export const untilConnected = (page) => until('the page to be connected', async () => (await page.locator('#chat-composer').getAttribute('data-away')) === null)

/** The distance in pixels to the end of the list. */
export const fromEnd = (page) => page.locator('#chat-scroll').evaluate((it) => Math.round(it.scrollHeight - it.clientHeight - it.scrollTop))

/** Has the streamer send many messages over a socket of its own, opened in this page: `flood 1`, `flood 2` and so on. */
export const flood = (page, streamer, key, count, pause = 0) =>
  page.evaluate(
    async ({ streamer, key, count, pause }) => {
      const { io } = await import('/static/vendor/socket.io/socket.io.min.js')
      const socket = io({ transports: ['websocket'], forceNew: true })
      await new Promise((resolve, reject) => {
        socket.on('login success', resolve)
        socket.on('error', ({ msg }) => reject(new Error(msg)))
        socket.emit('login', { streamer, username: streamer, color: '#aa3355', key })
      })
      const last = new Promise((resolve) => socket.on('message received', ({ message }) => message === `flood ${count}` && resolve()))
      for (let i = 1; i <= count; i++) {
        socket.emit('message', { message: `flood ${i}` })
        if (pause) await new Promise((resolve) => setTimeout(resolve, pause))
      }
      await last
      socket.disconnect()
    },
    { streamer, key, count, pause },
  )
