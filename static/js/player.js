// Plays a stream: hls.js where it works, the browser's own HLS elsewhere, and a watch over a picture that stands still.

import { HlsEngine } from './hls-engine.js';
import { NativeEngine } from './native-engine.js';
import { StallWatch } from './stall.js';

/**
 * @typedef {object} PlayerOptions
 * @property {HTMLVideoElement} video
 * @property {string} hls address of the hls.js module
 * @property {string} worker address of its worker
 * @property {(message: string) => void} onFailed the picture will not come back by itself
 * @property {() => void} onSource a source was (re)loaded and should begin to play
 */

/**
 * @typedef {object} Engine what plays: hls.js or the browser itself
 * @property {boolean} active whether there is a source that is meant to play
 * @property {(url: string) => void} load begins with a playlist
 * @property {() => void} reload begins anew with the same one
 * @property {() => void} stop
 * @property {() => void} wake tries at once if it was waiting for a lost source
 * @property {() => void} nudge gets a picture that stands still to move
 * @property {() => number | null} livePosition where on the media's time line live is
 * @property {() => number | null} latency seconds behind live
 * @property {() => Level | null} level what is known of the quality that plays
 *
 * @typedef {{ name: string, bitrate: number, fps: number }} Level
 */

/**
 * A player for the best engine that this browser has, or null where it has none.
 * `Hls.isSupported()` goes first: Chromium claims to play HLS by itself and does so badly.
 * @param {PlayerOptions} options
 * @returns {Promise<Player | null>}
 */
export async function createPlayer(options) {
  /** @type {typeof import('hls.js').default} */
  const Engine = (await import(options.hls)).default;
  if (Engine.isSupported()) return new Player(options, new HlsEngine(Engine, options));
  if (options.video.canPlayType('application/vnd.apple.mpegurl')) return new Player(options, new NativeEngine(options));
  return null;
}

/** What the page sees, whichever engine plays. */
export class Player {
  /**
   * @param {PlayerOptions} options
   * @param {Engine} engine
   */
  constructor({ video }, engine) {
    this.video = video;
    this.engine = engine;
    this.stalls = new StallWatch();
    this.held = false;
    setInterval(() => this.#look(), 1000);
  }

  /** @param {string} url of a playlist */
  load(url) {
    this.engine.load(url);
  }

  /** Ends the stream and leaves its last picture standing. */
  stop() {
    this.engine.stop();
    this.video.pause();
  }

  /**
   * Whether the source is known to be away. Meanwhile the last picture stands, and once the source is back nobody waits
   * out a pause before the next try.
   * @param {boolean} away
   */
  hold(away) {
    if (this.held && !away) this.engine.wake();
    this.held = away;
  }

  /** Jumps to what is live now, unless what plays is as new as that. */
  goLive() {
    const position = this.engine.livePosition();
    if (position !== null && position > this.video.currentTime) this.video.currentTime = position;
    void this.video.play().catch(() => {});
  }

  /**
   * Whether there would be nothing to play yet at this position.
   * @param {number} position on the media's time line
   */
  isPastLive(position) {
    const live = this.engine.livePosition();
    return live !== null && position > Math.max(live, this.video.currentTime);
  }

  /** Seconds behind live, or null while unknown. */
  get latency() {
    return this.engine.latency();
  }

  /** What is known of the quality that plays, or null. */
  get level() {
    return this.engine.level();
  }

  #look() {
    const { video, engine } = this;
    const shouldPlay = engine.active && !this.held && !video.paused && !video.ended;
    const remedy = this.stalls.look(performance.now(), video.currentTime, shouldPlay);
    if (remedy === 'nudge') engine.nudge();
    if (remedy === 'reload') engine.reload();
  }
}
