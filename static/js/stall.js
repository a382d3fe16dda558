// Notices a picture that stands still while it should play. Pure.

/** Standing still this long is more than waiting for a segment; hls.js has tried its own remedies by then. */
const NUDGE_MS = 8000;
const RELOAD_MS = 16000;

/** @typedef {'fine' | 'nudge' | 'reload'} Remedy */

export class StallWatch {
  constructor() {
    this.position = -1;
    /** When the picture was last seen to move, or was not meant to. */
    this.movedAt = 0;
    this.nudged = false;
  }

  /**
   * Call about once a second.
   * @param {number} now milliseconds
   * @param {number} position of the picture in seconds
   * @param {boolean} shouldPlay false while paused, hidden by an error or not live
   * @returns {Remedy} each remedy is given once per stall
   */
  look(now, position, shouldPlay) {
    if (!shouldPlay || position !== this.position) {
      this.position = position;
      this.movedAt = now;
      this.nudged = false;
      return 'fine';
    }
    const still = now - this.movedAt;
    if (still >= RELOAD_MS) {
      this.movedAt = now;
      this.nudged = false;
      return 'reload';
    }
    if (still >= NUDGE_MS && !this.nudged) {
      this.nudged = true;
      return 'nudge';
    }
    return 'fine';
  }
}
