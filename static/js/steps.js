// Whether a low-latency stream is played by its parts, or by whole segments, which forgives a bad network more. Pure: times are
// arguments, in seconds.

/** With more stalls than that within two minutes parts are given up. Each of them has brought more distance before. */
const STALLS = 3;
/** How long it must be quiet until parts are tried again: at first, and at most. Each further fall doubles it. */
const QUIET = 5 * 60;
const QUIET_MOST = 40 * 60;
/** Parts that went well for so long let earlier falls be forgotten. */
const GOOD = 30 * 60;

export class Steps {
  /** When it was last taken back to segments, or stalled with them; null while parts are played. @type {number | null} */
  #since = null;
  /** When parts were last begun with. */
  #begun = 0;
  #falls = 0;

  /** Another source, or another choice of the viewer: all is forgotten. @param {number} now */
  reset(now) {
    this.#since = null;
    this.#begun = now;
    this.#falls = 0;
  }

  /**
   * The picture stood still while segments were played.
   * @param {number} now
   */
  stall(now) {
    if (this.#since !== null) this.#since = now;
  }

  /**
   * @param {number} now
   * @param {number} stalls how often the picture stood still lately
   * @returns {boolean} whether to play parts
   */
  byParts(now, stalls) {
    if (this.#since === null) {
      if (stalls > STALLS) this.#fall(now);
    } else if (now - this.#since >= Math.min(QUIET * 2 ** (this.#falls - 1), QUIET_MOST)) {
      this.#since = null;
      this.#begun = now;
    }
    return this.#since === null;
  }

  /** @param {number} now */
  #fall(now) {
    if (now - this.#begun > GOOD) this.#falls = 0;
    this.#falls += 1;
    this.#since = now;
  }
}
