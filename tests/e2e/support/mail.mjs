// A mail server that takes every mail and keeps it.

import { createServer } from 'node:net'

/** Starts it. `mails` are those that it took, as text without soft line breaks. */
export async function startMailServer() {
  const mails = []
  const server = createServer((socket) => {
    let waiting = ''
    let isMail = false
    const say = (line) => socket.write(`${line}\r\n`)
    say('220 mail.test ESMTP')
    socket.setEncoding('utf8').on('error', () => {}).on('data', (text) => {
      waiting += text
      for (;;) {
        const end = isMail ? '\r\n.\r\n' : '\r\n'
        const at = waiting.indexOf(end)
        if (at < 0) return
        const said = waiting.slice(0, at)
        waiting = waiting.slice(at + end.length)
        if (isMail) {
          mails.push(said.replaceAll('=\r\n', '').replaceAll('=3D', '='))
          isMail = false
          say('250 queued')
        } else if (said.toUpperCase() === 'DATA') {
          isMail = true
          say('354 go on')
        } else if (said.toUpperCase() === 'QUIT') {
          say('221 bye')
          socket.end()
        } else say('250 ok')
      }
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { mails, port: server.address().port, stop: () => server.close() }
}

/** The first link of a mail whose path begins like this. */
export const linkIn = (mail, path) => new RegExp(`https?://[^\\s<>"]+${path}[^\\s<>"]*`).exec(mail)?.[0]
