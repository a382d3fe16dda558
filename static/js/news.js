// News of the stream: they come over the socket; while there is none, the page polls.

import { setServerClock } from './clock.js';
import { Poll, Refused } from './poll.js';

/** Milliseconds between two requests while there is no connection. */
const ASK_MS = 15_000;
/** A shorter loss of the connection is not worth mentioning. */
const AWAY_MS = 4000;

/**
 * @typedef {object} NewsOptions
 * @property {import('./chat/connection.js').Connection} connection
 * @property {string} url of the stream's page
 * @property {import('./stage.js').Stage} stage
 * @property {(info: import('./phase.js').Info) => void} onInfo the stage knows it already
 * @property {() => void} onLocked the stream has a password from now on
 */

export class News {
  #options;
  #poll;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #missing;

  /** @param {NewsOptions} options */
  constructor(options) {
    this.#options = options;
    const { connection, url, stage } = options;
    this.#poll = new Poll({
      url: `${url}info`,
      every: ASK_MS,
      whileHidden: true,
      onAnswer: (/** @type {import('./phase.js').Info} */ info, date) => {
        if (date !== null) setServerClock(Date.parse(date));
        this.#hear(info);
      },
      onFailure: (error, failures) => this.#onFailure(error, failures),
    });
    this.#poll.later();
    connection.on('link', (link) => {
      clearTimeout(this.#missing);
      if (link === 'connected') {
        this.#poll.rest();
        stage.seen();
        // a connected page that hears nothing may be locked out
        this.#missing = setTimeout(() => this.#poll.now(), AWAY_MS);
      } else {
        this.#poll.later();
        this.#missing = setTimeout(() => stage.away(), AWAY_MS);
      }
    });
    connection.on('stream', (info) => {
      clearTimeout(this.#missing);
      this.#hear(info);
    });
    connection.on('error', ({ code }) => {
      if (code === 'locked') this.#options.onLocked();
      if (code === 'streamer_unknown') this.ask();
    });
  }

  /** Asks the server at once. */
  ask() {
    this.#poll.now();
  }

  /** @param {import('./phase.js').Info} info */
  #hear(info) {
    this.#options.stage.hear(info);
    this.#options.onInfo(info);
  }

  /**
   * @param {unknown} error
   * @param {number} failures
   */
  #onFailure(error, failures) {
    // locked since, or gone: the page itself says so, with the form to go on. A server that has just started may not know
    // its streamers yet, so one must be gone for a while
    const status = error instanceof Refused ? error.status : 0;
    if (status === 403) this.#options.onLocked();
    else if (status === 404 && failures > 1) location.reload();
    else this.#options.stage.away();
  }
}
