// The encoder: ffmpeg in the place of OBS, pushing a test picture with a tone.

import { join } from 'node:path'
import { start, tool } from './processes.mjs'

const VIDEO = {
  none: [],
  plain: ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '30', '-pix_fmt', 'yuv420p'],
  bframes: ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '30', '-pix_fmt', 'yuv420p'],
}
const SOUND = { none: null, tone: 'sine=frequency=440:sample_rate=44100', silent: 'anullsrc=r=44100:cl=stereo' }

/**
 * Arguments of ffmpeg for a push to `url`.
 * `video`: none, plain or bframes; `sound`: none, tone or silent; `picture`: another lavfi source than the test picture.
 */
export function pushArguments(url, { video = 'plain', sound = 'tone', size = '320x180', picture } = {}) {
  const inputs = []
  if (video !== 'none') inputs.push('-f', 'lavfi', '-i', picture ?? `testsrc2=s=${size}:r=30`)
  if (SOUND[sound]) inputs.push('-f', 'lavfi', '-i', SOUND[sound])
  const audio = SOUND[sound] ? ['-c:a', 'aac', '-b:a', '64k'] : []
  return ['-hide_banner', '-loglevel', 'error', '-nostdin', '-re', ...inputs, ...VIDEO[video], ...audio, '-f', 'flv', url]
}

let count = 0

/** Starts pushing; the handle can `stop()` and, as a connection that died without a word would, `freeze()`. */
export function startEncoder(folder, url, options) {
  const log = join(folder, `encoder-${++count}.log`)
  const child = start(tool('ffmpeg'), pushArguments(url, options), { log })
  return {
    get exited() {
      return child.exited
    },
    ended: child.ended,
    output: child.output,
    stop: () => child.stop('SIGTERM'),
    kill: () => child.stop('SIGKILL'),
    freeze: () => child.signal('SIGSTOP'),
  }
}
