// Glass to glass: the wall clock, drawn into the picture as stripes, is read back from the playing video. Encoder, server and browser
// share one clock, so the difference is the delay.

/** A picture with 24 stripes above: bit i of the time of day in milliseconds is white or black at x = 26·i + 13. */
export const STRIPES =
  "color=s=640x16:r=30,format=gray,geq=lum='255*mod(floor(mod(time(0)*1000,16777216)/pow(2,floor(X/26))),2)',format=yuv420p[clock];" +
  'testsrc2=s=640x344:r=30,format=yuv420p[picture];[clock][picture]vstack'

/**
 * How many milliseconds old the picture is, by each frame that is shown in `seconds`, sorted; and how often it stood still for
 * want of data meanwhile.
 */
export function glassToGlass(page, seconds) {
  return page.locator('video').evaluate(
    (video, seconds) =>
      new Promise((resolve) => {
        const context = new OffscreenCanvas(640, 16).getContext('2d', { willReadFrequently: true })
        const delays = []
        let stalls = 0
        video.addEventListener('waiting', () => (stalls += 1))
        const until = performance.now() + seconds * 1000
        const onFrame = () => {
          context.drawImage(video, 0, 0, 640, 16, 0, 0, 640, 16)
          const { data } = context.getImageData(0, 8, 640, 1)
          let shown = 0
          for (let i = 0; i < 24; i++) if (data[4 * (26 * i + 13)] > 127) shown += 2 ** i
          delays.push((((Date.now() - shown) % 2 ** 24) + 2 ** 24) % 2 ** 24)
          if (performance.now() < until) video.requestVideoFrameCallback(onFrame)
          else resolve({ delays: delays.sort((a, b) => a - b), stalls })
        }
        video.requestVideoFrameCallback(onFrame)
      }),
    seconds,
  )
}

/** What that share of sorted delays is below. */
export const quantile = (delays, share) => delays[Math.floor((delays.length - 1) * share)]
