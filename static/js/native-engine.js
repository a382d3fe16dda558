// Plays through the browser's own HLS, where there are no Media Source Extensions: older iPhones.

import { serverTime } from './clock.js';
import { pause } from './pace.js';

/** @typedef {import('./player.js').Engine} Engine */
/** @typedef {import('./player.js').PlayerOptions} PlayerOptions */

const RETRY = { usual: 1000, most: 10000 };
/** The browser does not tell how far from the edge it can play; this is what it needs of most streams. */
const FROM_EDGE = 3;
/** Nor how long segments are: seconds. */
const SEGMENT = 2;

/** @implements {Engine} */
export class NativeEngine {
  /** @type {string | null} */
  #url = null;
  #tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry = undefined;

  /** @param {PlayerOptions} options */
  constructor(options) {
    this.options = options;
    options.video.addEventListener('error', () => this.#retryLater());
    options.video.addEventListener('playing', () => (this.#tries = 0));
  }

  get active() {
    return this.#url !== null;
  }

  /** @param {string} url */
  load(url) {
    this.#url = url;
    this.#tries = 0;
    this.#open(url);
    this.options.onSource();
  }

  reload() {
    if (this.#url === null) return;
    const paused = this.options.video.paused;
    this.#open(this.#url);
    if (!paused) this.options.onSource();
  }

  /** @param {string} url */
  #open(url) {
    clearTimeout(this.#retry);
    this.options.video.src = url;
  }

  stop() {
    this.#url = null;
    clearTimeout(this.#retry);
  }

  wake() {
    if (this.#tries > 0) this.reload();
  }

  nudge() {
    const position = this.livePosition();
    if (position !== null && position > this.options.video.currentTime) this.options.video.currentTime = position;
  }

  livePosition() {
    const { seekable } = this.options.video;
    return seekable.length > 0 ? seekable.end(seekable.length - 1) - FROM_EDGE : null;
  }

  earliest() {
    const { seekable } = this.options.video;
    return seekable.length > 0 ? seekable.start(0) : null;
  }

  lag() {
    const position = this.livePosition();
    return position === null ? null : position - this.options.video.currentTime;
  }

  latency() {
    const { video } = this.options;
    // only where the browser plays HLS itself; no date where the playlist has none
    const begun = /** @type {{ getStartDate?: () => Date }} */ (video).getStartDate?.().getTime() ?? Number.NaN;
    return Number.isNaN(begun) ? null : serverTime() - begun / 1000 - video.currentTime;
  }

  get segment() {
    return SEGMENT;
  }

  /** The browser decides by itself whether to play parts. */
  get hold() {
    return 0;
  }

  get delay() {
    return null;
  }

  choose() {}

  level() {
    return null;
  }

  #retryLater() {
    if (this.#url === null) return;
    this.#tries += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.reload(), pause(this.#tries, RETRY));
  }
}
