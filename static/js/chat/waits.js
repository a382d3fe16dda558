// How long we may not write: because of slow mode, because we were too fast, or because we are new. Pure; times in milliseconds.

import { badgeOf } from './badges.js';

/** @typedef {{ why: 'slow' | 'rate' | 'newcomer', until: number }} Wait */

export class Waits {
  /** Seconds between two messages; 0 without slow mode. */
  #slow = 0;
  /** When we last spoke in slow mode, as far as is known. */
  #spokeAt = -Infinity;
  /** Until when we are too fast. */
  #tooFastUntil = -Infinity;
  /** Until when we are new. */
  newUntil = -Infinity;
  #exempt = false;

  /** Seconds between two messages; 0 ends slow mode, and the server forgets who spoke when. @param {number} seconds */
  set slow(seconds) {
    this.#slow = seconds;
    if (seconds === 0) this.#spokeAt = -Infinity;
  }

  /** Seconds between two of our messages; 0 where we may write as we like. */
  get slow() {
    return this.#exempt ? 0 : this.#slow;
  }

  /**
   * What we are.
   * @param {import('./people.js').Role} role
   * @param {string[]} [badges]
   */
  become(role, badges) {
    this.#exempt = badgeOf(role, badges) !== undefined;
    if (this.#exempt) this.forget();
  }

  /** Forgets all waits: we left, or are exempt. */
  forget() {
    this.#spokeAt = this.#tooFastUntil = this.newUntil = -Infinity;
  }

  /** A message of ours was taken. @param {number} now */
  spoke(now) {
    if (this.slow > 0) this.#spokeAt = now;
  }

  /**
   * A message of ours was refused.
   * @param {Wait['why']} why
   * @param {number} seconds until it would be taken
   * @param {number} now
   */
  refused(why, seconds, now) {
    if (why === 'slow') this.#spokeAt = now + (seconds - this.#slow) * 1000;
    else if (why === 'newcomer') this.newUntil = now + seconds * 1000;
    else this.#tooFastUntil = now + seconds * 1000;
  }

  /** The wait that ends last, if any has not ended. @param {number} now @returns {Wait | null} */
  at(now) {
    /** @type {Wait[]} */
    const waits = [
      { why: 'rate', until: this.#tooFastUntil },
      { why: 'slow', until: this.#spokeAt + this.slow * 1000 },
      { why: 'newcomer', until: this.newUntil },
    ];
    const last = waits.reduce((a, b) => (b.until > a.until ? b : a));
    return last.until > now ? last : null;
  }
}
