// Plays a stream: hls.js where it works, the browser's own HLS elsewhere. Watches over a picture that stands still, and
// over viewers who fall behind.

import { CatchUp, isLive } from './catch-up.js';
import { StallWatch } from './stall.js';

/** Milliseconds between two looks at what plays, and where live playback is less than a second from its end. */
const LOOK_MS = 1000;
const LOOK_OFTEN_MS = 200;

/**
 * @typedef {'picture' | 'format'} Failure the decoder stumbles, or this browser has none for the stream's format
 *
 * @typedef {object} PlayerOptions
 * @property {HTMLVideoElement} video
 * @property {string} hls address of the hls.js module
 * @property {string} worker address of its worker
 * @property {(failure: Failure, message: string) => void} onFailed the picture will not come back by itself
 * @property {() => void} onSource a source was (re)loaded and should begin to play
 */

/**
 * @typedef {object} Engine what plays: hls.js or the browser itself
 * @property {boolean} active whether there is a source that is meant to play
 * @property {(url: string) => void} load begins with a playlist
 * @property {() => void} reload loads the same one again
 * @property {() => void} stop
 * @property {() => void} wake tries at once if it was waiting for a lost source
 * @property {() => void} nudge gets a picture that stands still to move
 * @property {() => number | null} livePosition where on the media's time line live playback should be, as far as one can go there
 * @property {() => number | null} earliest from where on everything can still be loaded in time
 * @property {() => number | null} lag seconds behind where live playback should be, whether or not one can go there; null while unknown
 * @property {() => number | null} latency seconds behind the camera; null where nothing tells
 * @property {number} segment length of a segment in seconds; 0 while unknown
 * @property {number} hold seconds from live playback to the newest part of a segment; 0 where whole segments are played
 * @property {Delay | null} delay which of the two the viewer chose; null where the stream offers one alone
 * @property {(delay: Delay) => void} choose
 * @property {() => Level | null} level what is known of the quality that plays
 *
 * @typedef {{ name: string, bitrate: number, fps: number }} Level
 * @typedef {'low' | 'smooth'} Delay as little as the stream allows, or more for a picture that does not stand still
 */

/**
 * A player for the best engine that this browser has, or null where it has none.
 * `Hls.isSupported()` goes first: Chromium claims to play HLS by itself and does so badly.
 * @param {PlayerOptions} options
 * @returns {Promise<Player | null>}
 */
export async function createPlayer(options) {
  /** @type {[{ default: typeof import('hls.js').default }, typeof import('./hls-engine.js')]} */
  const [{ default: Hls }, { HlsEngine }] = await Promise.all([import(options.hls), import('./hls-engine.js')]);
  if (Hls.isSupported()) return new Player(options, new HlsEngine(Hls, options));
  if (!options.video.canPlayType('application/vnd.apple.mpegurl')) return null;
  const { NativeEngine } = await import('./native-engine.js');
  return new Player(options, new NativeEngine(options));
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
    this.catchUp = new CatchUp();
    this.held = false;
    /** Whether anything of the source, or of a new decoder, has played: until then it is the engine that says where. */
    this.begun = false;
    this.jumps = 0;
    this.rate = 1;
    video.addEventListener('seeking', () => (this.jumps += 1));
    // another source begins at the usual rate
    video.addEventListener('emptied', () => {
      this.begun = false;
      this.rate = 1;
    });
    video.addEventListener('playing', () => (this.begun = true));
    video.addEventListener('pause', () => {
      // browsers pause hidden videos
      if (engine.active && !document.hidden) this.catchUp.choose();
    });
    // media-chrome asks a media element for this, beyond the standard
    Object.defineProperty(video, 'liveEdgeStart', { get: () => (this.isLive ? video.currentTime : Number.POSITIVE_INFINITY) });
    document.addEventListener('visibilitychange', () => document.hidden || this.#look());
    this.#lookLater();
  }

  /** @param {string} url of a playlist */
  load(url) {
    this.catchUp.follow();
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
    this.catchUp.follow();
    this.#jump();
    void this.video.play().catch(() => {});
  }

  /**
   * The viewer goes to another place.
   * @param {number} position on the media's time line
   */
  seek(position) {
    const live = this.engine.livePosition();
    // there is nothing to play past live
    if (live !== null && position > Math.max(live, this.video.currentTime)) return this.goLive();
    this.catchUp.choose();
    const earliest = this.#buffered(position) > 0 ? null : this.engine.earliest();
    this.video.currentTime = Math.max(position, earliest ?? 0);
  }

  /** Whether what plays is as new as it can be. */
  get isLive() {
    return isLive({ lag: this.engine.lag(), segment: this.engine.segment });
  }

  /** Seconds behind the camera, or null while unknown. */
  get latency() {
    return this.engine.latency();
  }

  /** What the viewer chose of a stream that can be played with little delay, or null where there is no choice. */
  get delay() {
    return this.engine.delay;
  }

  /** @param {Delay} delay */
  choose(delay) {
    // who watches live goes to where that is now
    if (this.isLive) this.catchUp.follow();
    this.engine.choose(delay);
  }

  /** What is known of the quality that plays, or null. */
  get level() {
    return this.engine.level();
  }

  #lookLater() {
    setTimeout(() => {
      this.#look();
      this.#lookLater();
    }, this.engine.hold > 0 ? LOOK_OFTEN_MS : LOOK_MS);
  }

  #look() {
    const { video, engine } = this;
    const now = performance.now();
    const playing = engine.active && !this.held && !video.paused && !video.ended;
    const { rate, jump } = this.catchUp.look(now, {
      lag: engine.lag(),
      gain: (engine.livePosition() ?? 0) - video.currentTime,
      segment: engine.segment,
      hold: engine.hold,
      buffer: this.#buffered(video.currentTime),
      playing: playing && this.begun,
    });
    if (jump) this.#jump();
    // only where it changes, so that a rate of the viewer's own stays
    if (rate !== this.rate) video.playbackRate = this.rate = rate;
    const remedy = this.stalls.look(now, video.currentTime, this.jumps, playing);
    if (remedy === 'nudge') engine.nudge();
    if (remedy === 'reload') engine.reload();
  }

  #jump() {
    const position = this.engine.livePosition();
    if (position !== null && position > this.video.currentTime) this.video.currentTime = position;
  }

  /** Seconds that can be played from here without loading. @param {number} position on the media's time line */
  #buffered(position) {
    const { buffered } = this.video;
    for (let i = 0; i < buffered.length; i += 1) {
      if (buffered.start(i) <= position && position < buffered.end(i)) return buffered.end(i) - position;
    }
    return 0;
  }
}
