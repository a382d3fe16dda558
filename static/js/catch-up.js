// Brings a viewer who fell behind back to live: at a pace that ears forgive where little is missing, by one jump where much
// is. Who went back by choice, or paused, is left there. Also the one place that says whether what plays is live. Pure.

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

  /** The viewer paused, or went to another place. */
  choose() {
    this.#chosen = true;
  }

  /** The viewer wants live, or another source begins. */
  follow() {
    this.#chosen = false;
    this.#begins = true;
  }

  /**
   * Call about once a second.
   * @param {number} now milliseconds
   * @param {Playback} playback
   * @returns {Decision}
   */
  look(now, playback) {
    const { lag, gain, segment, playing } = playback;
    // who has come to live follows it from there on
    if (playing && isLive(playback)) this.#chosen = false;
    if (lag === null || !playing || this.#chosen) return this.#decide(1);
    const much = this.#begins ? slack(segment) : tooMuch(segment);
    this.#begins = false;
    if (gain > much && now - this.#jumpedAt > JUMP_PAUSE_MS) {
      this.#jumpedAt = now;
      return this.#decide(1, true);
    }
    return this.#decide(this.#pace(lag, playback.buffer));
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

  /** @param {number} rate */
  #decide(rate, jump = false) {
    this.#rate = rate;
    return { rate, jump };
  }
}
