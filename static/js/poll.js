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
 * @property {number} every milliseconds between two requests while all is well
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
    /** The request that is under way; there is never more than one. @type {AbortController | null} */
    this.question = null;
  }

  start() {
    document.addEventListener('visibilitychange', () => document.hidden || this.now());
    addEventListener('online', () => this.now());
    addEventListener('pageshow', (event) => event.persisted && this.now());
    // a request that is under way when the page goes would count its viewer again
    addEventListener('pagehide', () => this.rest());
    this.now();
  }

  /** Sends no request until `now`. */
  rest() {
    clearTimeout(this.timer);
    this.question?.abort();
    this.question = null;
  }

  /** Asks when the usual pause is over. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), this.options.every);
  }

  /** Asks at once rather than when the pause is over. */
  now() {
    clearTimeout(this.timer);
    if (document.hidden && !this.options.whileHidden) return;
    if (this.question === null) void this.ask();
  }

  async ask() {
    const { url, every, onAnswer, onFailure } = this.options;
    const question = new AbortController();
    this.question = question;
    const patience = setTimeout(() => question.abort(), PATIENCE_MS);
    try {
      const response = await fetch(url, { cache: 'no-store', signal: question.signal });
      if (!response.ok) throw new Refused(response.status);
      const answer = /** @type {T} */ (await response.json());
      if (this.question !== question) return;
      this.failures = 0;
      onAnswer(answer, response.headers.get('date'));
    } catch (error) {
      if (this.question !== question) return;
      this.failures += 1;
      onFailure(error, this.failures);
    } finally {
      clearTimeout(patience);
    }
    this.question = null;
    this.timer = setTimeout(() => this.now(), pause(this.failures, { usual: every, most: MOST_MS }));
  }
}
