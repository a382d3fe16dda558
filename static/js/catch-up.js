// Brings a viewer who fell behind back to live: at a pace that ears forgive where little is missing, by one jump where much
// is. Where parts of segments are played, which leaves less than a second in the buffer, also slows down rather than run out of
// picture. Who went back by choice, or paused, is left there. Also the one place that says whether what plays is live. Pure.

/** Rates for less and for more than HASTE seconds to catch up on. */
const GENTLE = 1.05;
const QUICK = 1.1;
const HASTE = 2;
/** Seconds behind where catching up begins and ends. Between them nothing changes. */
const BEGIN = 0.6;
const END = 0.1;
/** Who plays faster eats into the buffer: not unless this many seconds are there. */
const BUFFER = 1;
/** A jump needs time to show what it did. Milliseconds. */
const JUMP_PAUSE_MS = 10_000;

/** With parts: changes of the rate for little and for much to catch up on, or to fall back. */
const SLIGHT = 0.02;
const FIRM = 0.05;
/** Seconds off its place where each of them begins and ends. */
const LITTLE = { begin: 0.2, end: 0.05 };
const MUCH = { begin: 0.25, end: 0.15 };
/** Seconds that a jump makes good at the beginning, where nothing plays anyway, and else. */
const FIRST_JUMP = 0.25;
const EMPTY_JUMP = 1.5;
const JUMP = 4;
/**
 * What the buffer held at the least during LEAST_MS, as a share of the distance to the newest part: below the first it is
 * short, from the second on no longer; from the third on one may begin to play faster, below the fourth one stops that.
 * Between two parts it shrinks by a third of the distance anyway.
 */
const SHORT = { begin: 0.2, end: 0.4 };
const PLENTY = { begin: 0.5, end: 0.4 };
const LEAST_MS = 1000;

/**
 * Seconds behind its place at which a viewer is no longer called live.
 * @param {number} segment length in seconds
 */
function slack(segment) {
  return Math.max(2, segment / 2);
}

/** Seconds behind its place from which on catching up would take too long. @param {number} segment likewise */
function tooMuch(segment) {
  return Math.max(5, segment * 1.5);
}

/**
 * @typedef {object} Playback
 * @property {number | null} lag seconds behind where live playback should be; null while unknown
 * @property {number} gain how many of these seconds a jump would make good. Less than that while nothing new arrives
 * @property {number} segment length in seconds
 * @property {number} hold seconds from its place to the newest part; 0 where whole segments are played
 * @property {number} buffer seconds that can be played without loading
 * @property {boolean} playing whether it should play: not paused, and the source is not known to be away
 *
 * @typedef {{ rate: number, jump: boolean }} Decision the rate to play at, and whether to go to live first
 */

/** @param {Pick<Playback, 'lag' | 'segment'>} playback */
export function isLive({ lag, segment }) {
  return lag !== null && lag <= slack(segment);
}

export class CatchUp {
  /** Whether the viewer is behind by choice. */
  #chosen = false;
  /** Whether nothing has played yet, so that a jump costs nothing. */
  #begins = true;
  #rate = 1;
  #jumpedAt = Number.NEGATIVE_INFINITY;
  /** Whether the buffer is short. */
  #short = false;
  /** What it held, and when. @type {[at: number, buffer: number][]} */
  #buffers = [];

  /** The viewer paused, or went to another place. */
  choose() {
    this.#chosen = true;
  }

  /** The viewer wants live, or another source begins. */
  follow() {
    this.#chosen = false;
    this.#begins = true;
    this.#jumpedAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Call about once a second, and several times a second with parts.
   * @param {number} now milliseconds
   * @param {Playback} playback
   * @returns {Decision}
   */
  look(now, playback) {
    const { lag, gain, playing } = playback;
    // who has come to live follows it from there on
    if (playing && isLive(playback)) this.#chosen = false;
    if (lag === null || !playing || this.#chosen) {
      this.#buffers = [];
      return this.#decide(1);
    }
    const much = this.#muchNow(playback);
    this.#begins = false;
    if (gain > much && now - this.#jumpedAt > JUMP_PAUSE_MS) {
      this.#jumpedAt = now;
      this.#buffers = [];
      return this.#decide(1, true);
    }
    return this.#decide(playback.hold > 0 ? this.#steady(now, lag, playback) : this.#pace(lag, playback.buffer));
  }

  /** @param {Playback} playback */
  #muchNow({ segment, hold, buffer }) {
    if (hold > 0 && this.#begins) return FIRST_JUMP;
    if (hold > 0) return buffer < hold * SHORT.begin ? EMPTY_JUMP : JUMP;
    return this.#begins ? slack(segment) : tooMuch(segment);
  }

  /**
   * @param {number} lag
   * @param {number} buffer
   */
  #pace(lag, buffer) {
    if (buffer < BUFFER || lag < END) return 1;
    if (this.#rate === 1 && lag < BEGIN) return 1;
    return lag > HASTE ? QUICK : GENTLE;
  }

  /**
   * The rate with parts.
   * @param {number} now
   * @param {number} lag
   * @param {Playback} playback
   */
  #steady(now, lag, { buffer, hold }) {
    this.#buffers = [...this.#buffers.filter(([at]) => now - at < LEAST_MS), [now, buffer]];
    const share = Math.min(...this.#buffers.map(([, held]) => held)) / hold;
    this.#short = share < (this.#short ? SHORT.end : SHORT.begin);
    if (this.#short) return 1 - FIRM;
    const off = Math.abs(lag);
    const way = Math.sign(lag);
    // how much the rate differs that way already
    const change = (this.#rate - 1) * way;
    if (off < (change > 0 ? LITTLE.end : LITTLE.begin)) return 1;
    if (way > 0 && share < (change > 0 ? PLENTY.end : PLENTY.begin)) return 1;
    return 1 + way * (off > (change > SLIGHT + 0.01 ? MUCH.end : MUCH.begin) ? FIRM : SLIGHT);
  }

  /** @param {number} rate */
  #decide(rate, jump = false) {
    this.#rate = rate;
    return { rate, jump };
  }
}
