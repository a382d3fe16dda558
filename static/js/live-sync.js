// Where live is on the media's time line, and how far behind the camera to play. Pure: times are arguments, in seconds.

/**
 * What the picture may lag beyond what the segments and the way to them cost: for a request that takes longer, and for
 * the decoder.
 */
const MARGIN = 1;
/** A stall shows that the margin is too small for this viewer's network. That is remembered for a while. */
const STALL_MARGIN = 0.5;
const STALL_MEMORY = 120;
/** How many of the latest segments tell how late news of them come. */
const KEPT = 10;
/** Dates that differ by less are of one segment. */
const SAME = 0.25;

/**
 * @typedef {object} Edge the end of the newest segment that is listed
 * @property {number} segment length of the longest of the last few
 * @property {number | null} date when the camera was there, by the clock of `now`; null where nothing tells
 */

export class LiveSync {
  /** @type {Edge | null} */
  #edge = null;
  /** When it was learned of. */
  #learnedAt = 0;
  /** How long after the camera had been there each of the latest edges was learned of. @type {number[]} */
  #lateness = [];
  /** @type {number[]} */
  #stalls = [];

  /** Another source. */
  reset() {
    this.#edge = null;
    this.#lateness = [];
    this.#stalls = [];
  }

  /**
   * A playlist lists a segment that was not known yet.
   * @param {number} now
   * @param {Edge} edge
   */
  learn(now, edge) {
    const known = this.#edge?.date ?? null;
    this.#edge = edge;
    // the same segment in another quality is no news
    if (edge.date !== null && known !== null && Math.abs(edge.date - known) < SAME) return;
    this.#learnedAt = now;
    // what the clocks disagree by is in it too, and so cancels out
    this.#lateness = edge.date === null ? [] : [...this.#lateness, now - edge.date].slice(-KEPT);
  }

  /** The picture stood still for want of data. @param {number} now */
  stall(now) {
    this.#stalls = [...this.#stalls.filter((at) => now - at < STALL_MEMORY), now];
  }

  /** Length of a segment, or 0 while unknown. */
  get segment() {
    return this.#edge?.segment ?? 0;
  }

  /**
   * How far to stay behind the newest picture that is listed, at the moment when one hears of it. While a segment is
   * being recorded nothing new is listed, so it must last for one segment's length, and the margin.
   * @param {number} now
   */
  hold(now) {
    const stalls = this.#stalls.filter((at) => now - at < STALL_MEMORY).length;
    return this.segment + MARGIN + Math.min(stalls * STALL_MARGIN, Math.max(1, this.segment));
  }

  /**
   * Where live playback should be. Where nothing new has come for a while, that is past the end.
   * @param {number} now
   * @param {number} end of the newest segment on the media's time line
   * @returns {number | null} null while unknown
   */
  position(now, end) {
    const edge = this.#edge;
    if (edge === null) return null;
    // where nothing tells when the camera was there, news may be later next time than they were this time
    const since = edge.date === null ? now - this.#learnedAt - edge.segment / 2 : now - edge.date - Math.max(...this.#lateness);
    return end - this.hold(now) + since;
  }

  /**
   * The nearest to that where there is something to play.
   * @param {number} now
   * @param {number} end as for `position`
   */
  reachable(now, end) {
    const position = this.position(now, end);
    return position === null ? null : Math.min(position, end - MARGIN);
  }
}
