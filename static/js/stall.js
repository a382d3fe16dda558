// Notices a picture that stands still while it should play. Pure.

/** Standing still this long is more than waiting for a segment; hls.js has tried its own remedies by then. */
const NUDGE_MS = 8000;
const RELOAD_MS = 16000;
/** Seconds that must play before a picture counts as moving again: a seek shows a frame or two even where all is stuck. */
const MOVES = 1;

/** @typedef {'fine' | 'nudge' | 'reload'} Remedy */

export class StallWatch {
  #position = 0;
  #jumps = 0;
  /** Seconds played since the last time that the picture counted as moving. */
  #played = 0;
  /** When that was, or when it was last not meant to move. */
  #movedAt = 0;
  #nudged = false;

  /**
   * Call about once a second.
   * @param {number} now milliseconds
   * @param {number} position of the picture in seconds
   * @param {number} jumps how often the position was changed other than by playing. A nudge is a jump too: it moves the
   * position, and says nothing about the picture
   * @param {boolean} shouldPlay false while paused, hidden by an error or not live
   * @returns {Remedy} each remedy is given once per stall
   */
  look(now, position, jumps, shouldPlay) {
    if (jumps === this.#jumps) this.#played += Math.max(0, position - this.#position);
    this.#position = position;
    this.#jumps = jumps;
    if (!shouldPlay || this.#played >= MOVES) return this.#begin(now, 'fine');
    const still = now - this.#movedAt;
    if (still >= RELOAD_MS) return this.#begin(now, 'reload');
    if (still < NUDGE_MS || this.#nudged) return 'fine';
    this.#nudged = true;
    return 'nudge';
  }

  /**
   * @param {number} now
   * @param {Remedy} remedy
   */
  #begin(now, remedy) {
    this.#played = 0;
    this.#movedAt = now;
    this.#nudged = false;
    return remedy;
  }
}
