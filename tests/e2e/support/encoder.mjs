// The encoder: ffmpeg in the place of OBS, pushing a test picture with a tone.

import { join } from 'node:path'
import { start, tool } from './processes.mjs'

const VIDEO = {
  none: [],
  plain: ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p'],
  steady: ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-b:v', '4M', '-minrate', '4M', '-maxrate', '4M', '-bufsize', '2M', '-x264-params', 'nal-hrd=cbr'],
  bframes: ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-pix_fmt', 'yuv420p'],
}
const SOUND = { none: null, tone: 'sine=frequency=440:sample_rate=44100', silent: 'anullsrc=r=44100:cl=stereo' }

/**
 * Arguments of ffmpeg for a push to `url`.
 * `video`: none, plain, steady (always 4 Mbit/s) or bframes; `sound`: none, tone or silent; `picture`: another lavfi source than the test picture;
 * `gop`: frames from one keyframe to the next.
 */
export function pushArguments(url, { video = 'plain', sound = 'tone', size = '320x180', picture, gop = 30 } = {}) {
  const inputs = []
  if (video !== 'none') inputs.push('-f', 'lavfi', '-i', picture ?? `testsrc2=s=${size}:r=30`)
  if (SOUND[sound]) inputs.push('-f', 'lavfi', '-i', SOUND[sound])
  const audio = SOUND[sound] ? ['-c:a', 'aac', '-b:a', '64k'] : []
  return ['-hide_banner', '-loglevel', 'error', '-nostdin', '-re', ...inputs, ...VIDEO[video], '-g', String(gop), ...audio, '-f', 'flv', url]
}

let count = 0

/**
 * Starts pushing. The handle can `stop()` as a streamer does, and `freeze()` as a connection that dies without a word
 * does. With `returns` it connects again whenever it is cut off, as OBS does.
 */
export function startEncoder(folder, url, { returns = false, ...options } = {}) {
  const log = join(folder, `encoder-${++count}.log`)
  const encoder = { stopped: false }
  const push = () => {
    if (encoder.stopped) return
    encoder.child = start(tool('ffmpeg'), pushArguments(url, options), { log })
    if (returns) encoder.child.ended.then(() => setTimeout(push, 500).unref())
  }
  push()
  return {
    get pid() {
      return encoder.child.pid
    },
    get exited() {
      return encoder.child.exited
    },
    output: () => encoder.child.output(),
    freeze: () => encoder.child.signal('SIGSTOP'),
    stop() {
      encoder.stopped = true
      return encoder.child.stop()
    },
  }
}
