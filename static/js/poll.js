// Asks the server for a JSON document again and again.

import { pause } from './pace.js';

/** The server answered, but not with what was asked for. */
export class Refused extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`the server answered ${status}`);
    this.status = status;
  }
}

const PATIENCE_MS = 8000;
const MOST_MS = 10000;

/**
 * @template T
 * @typedef {object} PollOptions
 * @property {string} url
 * @property {number} every milliseconds between two questions while all is well
 * @property {(answer: T, date: string | null) => void} onAnswer `date` is the server's clock, as its headers give it
 * @property {(error: unknown, failures: number) => void} onFailure `failures` counts those since the last answer
 * @property {boolean} [whileHidden] whether to go on while nobody sees the page
 */

/** @template T */
export class Poll {
  /** @param {PollOptions<T>} options */
  constructor(options) {
    this.options = options;
    this.failures = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** True while a question is under way, so that there is never more than one. */
    this.asking = false;
  }

  start() {
    document.addEventListener('visibilitychange', () => this.now());
    addEventListener('online', () => this.now());
    addEventListener('pageshow', (event) => event.persisted && this.now());
    this.now();
  }

  /** Asks at once rather than when the pause is over. */
  now() {
    clearTimeout(this.timer);
    if (document.hidden && !this.options.whileHidden) return;
    if (!this.asking) void this.ask();
  }

  async ask() {
    const { url, every, onAnswer, onFailure } = this.options;
    this.asking = true;
    try {
      const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!response.ok) throw new Refused(response.status);
      const answer = /** @type {T} */ (await response.json());
      this.failures = 0;
      onAnswer(answer, response.headers.get('date'));
    } catch (error) {
      this.failures += 1;
      onFailure(error, this.failures);
    }
    this.asking = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause(this.failures, { usual: every, most: MOST_MS }));
  }
}
