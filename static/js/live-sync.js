// Where live is on the media's time line, and how far behind the camera to play. Pure: times are arguments, in seconds.

/**
 * What the picture may lag beyond what the segments and the way to them cost: for a request that takes longer, and for
 * the decoder.
 */
const MARGIN = 1;
/** The same where a stream could be played with less delay, and the viewer or their network would rather not. */
const SMOOTH_MARGIN = 2;
/** A stall shows that the margin is too small for this viewer's network. That is remembered for a while. */
const STALL_MARGIN = 0.5;
const STALL_MEMORY = 120;
/** With parts, a stall costs one part each, and no more than these. */
const STALL_PARTS = 3;
/** How many of the latest segments tell how late news of them come. */
const KEPT = 10;
/** How many parts tell how late they arrive, and the share of them that does in time. Few others find the buffer empty. */
const KEPT_PARTS = 60;
const IN_TIME = 0.9;
/** Dates that differ by less are of one segment, or of one part. */
const SAME = 0.25;
const SAME_PART = 0.05;

/**
 * @typedef {object} Parts of a low-latency playlist
 * @property {number} length of a part
 * @property {number} hold how far behind the newest part the server wants players to be
 *
 * @typedef {object} Edge the end of the newest picture that is listed: a segment's, or a part's where those are played
 * @property {number} segment length of the longest of the last few segments
 * @property {Parts | null} parts null where whole segments are played
 * @property {boolean} smooth whether they are although there are parts
 * @property {number | null} date when the camera was there, by the clock of `now`; null where nothing tells
 * @property {number} end where it is on the media's time line
 */

export class LiveSync {
  /** @type {Edge | null} */
  #edge = null;
  /** When it was learned of. */
  #learnedAt = 0;
  /** How long after the camera had been there each of the latest edges was learned of. @type {number[]} */
  #lateness = [];
  /** How long after that each of the latest parts could be played. @type {number[]} */
  #arrivals = [];
  /** The newest part that arrived. */
  #arrived = 0;
  /** @type {number[]} */
  #stalls = [];

  /** Another source. */
  reset() {
    this.#edge = null;
    this.#lateness = [];
    this.#arrivals = [];
    this.#arrived = 0;
    this.#stalls = [];
  }

  /**
   * A playlist lists a segment, or a part, that was not known yet.
   * @param {number} now
   * @param {Edge} edge
   */
  learn(now, edge) {
    const before = this.#edge;
    const known = before?.date ?? null;
    this.#edge = edge;
    if (before && edge.parts) this.#forgive(now, before, edge);
    if (before && !before.parts !== !edge.parts) {
      // neither the stalls of the one say anything about the other, nor has anything new come
      this.#stalls = [];
      return;
    }
    // the same segment in another quality is no news
    if (edge.date !== null && known !== null && Math.abs(edge.date - known) < (edge.parts ? SAME_PART : SAME)) return;
    this.#learnedAt = now;
    // what the clocks disagree by is in it too, and so cancels out
    this.#lateness = edge.date === null ? [] : [...this.#lateness, now - edge.date].slice(-KEPT);
  }

  /**
   * The newest part that is listed can be played. That it is listed says little: it has still to be loaded.
   * @param {number} now
   * @param {number} date when the camera was at its end
   */
  arrive(now, date) {
    if (date - this.#arrived < SAME_PART) return;
    this.#arrived = date;
    this.#arrivals = [...this.#arrivals, now - date].slice(-KEPT_PARTS);
  }

  /** The picture stood still for want of data. @param {number} now */
  stall(now) {
    this.#stalls = [...this.#stalls.filter((at) => now - at < STALL_MEMORY), now];
  }

  /** How often it did lately. @param {number} now */
  stalls(now) {
    return this.#stalls.filter((at) => now - at < STALL_MEMORY).length;
  }

  /** Length of a segment, or 0 while unknown. */
  get segment() {
    return this.#edge?.segment ?? 0;
  }

  /** Whether parts are played. */
  get byParts() {
    return Boolean(this.#edge?.parts);
  }

  /**
   * How far to stay behind the newest picture that is listed, at the moment when one hears of it. While a segment is
   * being recorded nothing new is listed, so it must last for one segment's length, and the margin. With parts the server
   * says how far.
   * @param {number} now
   */
  hold(now) {
    const stalls = this.stalls(now);
    const parts = this.#edge?.parts;
    if (parts) return parts.hold + Math.min(stalls, STALL_PARTS) * parts.length;
    const margin = this.#edge?.smooth ? SMOOTH_MARGIN : MARGIN;
    return this.segment + margin + Math.min(stalls * STALL_MARGIN, Math.max(1, this.segment));
  }

  /**
   * Where live playback should be. Where nothing new has come for a while, that is past the end.
   * @param {number} now
   * @param {number} end of the newest picture on the media's time line
   * @returns {number | null} null while unknown
   */
  position(now, end) {
    const edge = this.#edge;
    if (edge === null) return null;
    // where nothing tells when the camera was there, news may be later next time than they were this time
    const since = edge.date === null ? now - this.#learnedAt - edge.segment / 2 : now - edge.date - this.#late();
    return end - this.hold(now) + since;
  }

  /**
   * The nearest to that where there is something to play.
   * @param {number} now
   * @param {number} end as for `position`
   */
  reachable(now, end) {
    const position = this.position(now, end);
    return position === null ? null : Math.min(position, end - (this.#edge?.parts?.length ?? MARGIN));
  }

  /** How long after the camera was there the newest picture has come, when it was late. */
  #late() {
    if (!this.byParts || this.#arrivals.length === 0) return Math.max(...this.#lateness);
    const sorted = this.#arrivals.toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * IN_TIME) - 1] ?? 0;
  }

  /**
   * An encoder that paused is no reason to stay further behind: then hardly more is listed than before, however long that took.
   * @param {number} now
   * @param {Edge} before
   * @param {Edge} edge
   */
  #forgive(now, before, edge) {
    const pause = now - this.#learnedAt;
    if (edge.end - before.end < pause / 2) this.#stalls = this.#stalls.filter((at) => at <= this.#learnedAt);
  }
}
