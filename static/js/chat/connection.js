// The socket: announces the page, reconnects without missing or repeating anything, and passes the server's events on.

import { hearServerClock } from '../clock.js';
import { onElsewhere } from '../prefs.js';
import { nextLink } from './link.js';

/**
 * @typedef {import('./link.js').Link} Link
 * @typedef {import('./link.js').LinkEvent} LinkEvent
 * @typedef {import('./events.js').ServerEvents} ServerEvents
 * @typedef {import('./events.js').ClientEvents} ClientEvents
 * @typedef {ServerEvents & { link: Link, open: null }} Events `link`: how the page stands with the server; `open`: another connection begins
 *
 * @typedef {object} Identity logs in by itself after a lost connection or a reload
 * @property {string} username
 * @property {string} color
 * @property {string} resume what the server gave to take the name up again
 *
 * @typedef {object} ConnectionOptions
 * @property {string} library address of the module of socket.io-client
 * @property {string} streamer
 * @property {boolean} watch whether this page counts as a viewer
 * @property {boolean} chat whether to read along from the start
 */

/** Where the server closed the socket, the library does not reconnect by itself. Milliseconds. */
const RETURN_MS = 500;
const RETURN_SPREAD_MS = 2500;
/** The server pings every 25 s and answers sooner. After this silence the connection counts as dead; once something
 * was sent it is checked at these intervals. */
const SILENT_MS = 32_000;
const DOUBT_MS = 3000;
/** How long an operation may take. Milliseconds. */
const ANSWER_MS = 5000;
/** Events that come from here rather than from the server. */
const OURS = new Set(['link', 'open']);

export class Connection {
  /** @type {import('socket.io-client').Socket | undefined} */
  #socket;
  /** @type {Map<string, ((data: any) => void)[]>} */
  #listeners = new Map();
  /** The last of each event that nobody listened to: modules that are loaded later hear of it. @type {Map<string, any>} */
  #missed = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #returning;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  #chat;
  /** Whether `presence` was sent and not yet answered. */
  #unheard = false;
  /** When the server was last heard, by `performance.now()`. */
  #heardAt = 0;
  /** When something was last sent. */
  #saidAt = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #doubt;

  /** @type {Link} */
  link = 'connecting';
  /** The newest message that the page has. */
  last = 0;
  /** @type {Identity | null} */
  identity = null;

  /** @param {ConnectionOptions} options */
  constructor(options) {
    this.options = options;
    this.#chat = options.chat;
    void this.#open();
  }

  /**
   * @template {keyof Events} E
   * @param {E} event
   * @param {(data: Events[E]) => void} listener
   */
  on(event, listener) {
    const listeners = this.#listeners.get(event);
    if (listeners) {
      listeners.push(listener);
      return;
    }
    this.#listeners.set(event, [listener]);
    if (OURS.has(event)) return;
    this.#socket?.on(/** @type {string} */ (event), (data) => this.#tell(event, data));
    if (this.#missed.has(event)) this.#tell(event, this.#missed.get(event));
  }

  get connected() {
    return this.#socket?.connected === true;
  }

  /** Whether the server has answered our `presence`; until then its warnings are about that. */
  get heard() {
    return !this.#unheard;
  }

  /**
   * Sends at once or not at all: what waited for a connection would arrive out of its time.
   * @template {keyof ClientEvents} E
   * @param {E} event
   * @param {ClientEvents[E]} data
   * @returns {boolean} whether it was sent
   */
  send(event, data) {
    if (!this.connected || this.link !== 'connected') return false;
    this.#socket?.emit(event, data);
    this.#expect();
    return true;
  }

  /**
   * Has the server perform an operation, as the member who is logged in.
   * @param {string} id as docs/api.md lists them
   * @param {Record<string, unknown>} [parameters]
   * @returns {Promise<{ outcome?: any, problem?: { detail: string } }>} neither where there is no answer
   */
  async operate(id, parameters) {
    if (!this.connected || this.link !== 'connected') return {};
    return (await this.#socket?.timeout(ANSWER_MS).emitWithAck('operation', { id, parameters }).catch(() => null)) ?? {};
  }

  /** @param {{ username: string, color: string, key?: string }} who */
  login(who) {
    return this.send('login', { streamer: this.options.streamer, ...who });
  }

  /** Whether to read along. @param {boolean} chat */
  read(chat) {
    if (chat === this.#chat) return;
    this.#chat = chat;
    this.#announce();
  }

  /** Closes it for good: the stream is locked, or gone. */
  close() {
    clearTimeout(this.#returning);
    this.#socket?.disconnect();
  }

  async #open() {
    /** @type {typeof import('socket.io-client')} */
    const { io } = await import(this.options.library);
    const socket = io({
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: 10_000,
      reconnectionDelay: 1000,
      reconnectionDelayMax: 8000,
      // a site that restarts must not see all of its viewers in one moment
      randomizationFactor: 0.7,
    });
    this.#socket = socket;
    // before those who count from it
    socket.on('stream', ({ now }) => hearServerClock(now * 1000));
    for (const event of this.#listeners.keys()) {
      if (!OURS.has(event)) socket.on(event, (data) => this.#tell(event, data));
    }
    socket.onAny((event, data) => {
      this.#hear();
      if (!this.#listeners.has(event)) this.#missed.set(event, data);
    });
    socket.io.on('ping', () => this.#hear());
    setInterval(() => this.connected && performance.now() - this.#heardAt > SILENT_MS && this.#become('silent'), DOUBT_MS);
    socket.on('server restarting', () => this.#become('restarting'));
    socket.on('stream', () => (this.#unheard = false));
    socket.on('warning', ({ wait }) => {
      // many pages came at once; the server says when it has time for this one
      if (this.#unheard && wait) this.#again = setTimeout(() => this.#announce(), wait * 1000);
    });
    socket.on('connect', () => {
      this.#heardAt = performance.now();
      this.#become('connected');
      this.#missed.clear();
      this.#tell('open', null);
      this.#announce();
      const { identity } = this;
      if (identity !== null) this.send('login', { streamer: this.options.streamer, ...identity });
    });
    socket.on('disconnect', (reason) => {
      this.#become('lost');
      if (reason === 'io server disconnect') this.#return();
    });
    socket.on('connect_error', () => {
      this.#become('lost');
      if (!socket.active) this.#return();
    });
    // somebody signed in or out: the cookie counts from the next connection on
    onElsewhere('account', () => socket.disconnect().connect());
    addEventListener('offline', () => this.#become('network gone'));
    addEventListener('online', () => {
      this.#become('network back');
      this.#now();
    });
    // a page taken out of the browser's cache finds its socket closed
    addEventListener('pageshow', (event) => event.persisted && this.#now());
  }

  #return() {
    clearTimeout(this.#returning);
    this.#returning = setTimeout(() => this.#socket?.connect(), RETURN_MS + Math.random() * RETURN_SPREAD_MS);
  }

  /** Tries at once rather than when the pause is over. */
  #now() {
    if (this.connected) return;
    this.#socket?.disconnect().connect();
  }

  #hear() {
    this.#heardAt = performance.now();
    this.#become('heard');
  }

  /** Something was sent that the server answers. If it does not, it is asked again, then the reader is told, then this
   * connection is replaced. */
  #expect() {
    this.#saidAt = performance.now();
    if (this.#doubt !== undefined) return;
    let doubts = 0;
    this.#doubt = setInterval(() => {
      const answered = !this.connected || this.#heardAt >= this.#saidAt;
      doubts += 1;
      const dead = !answered && doubts === 4;
      if (answered || dead) {
        clearInterval(this.#doubt);
        this.#doubt = undefined;
      }
      if (answered) return;
      if (doubts === 1) this.#ask();
      else if (doubts === 2) this.#become('silent');
      else if (dead) this.#socket?.disconnect().connect();
    }, DOUBT_MS);
  }

  /** Asks for any answer at all. */
  #ask() {
    if (this.identity === null) this.#socket?.emit('presence', this.#presence());
    else this.#socket?.emit('get color', {});
  }

  #announce() {
    clearTimeout(this.#again);
    this.#unheard = true;
    this.send('presence', this.#presence());
  }

  #presence() {
    const { streamer, watch } = this.options;
    return { streamer, watch, chat: this.#chat, ...(this.last > 0 ? { last: this.last } : {}) };
  }

  /** @param {LinkEvent} event */
  #become(event) {
    const link = nextLink(this.link, event);
    if (link === this.link) return;
    this.link = link;
    this.#tell('link', link);
  }

  /**
   * @param {string} event
   * @param {any} data
   */
  #tell(event, data) {
    for (const listener of this.#listeners.get(event) ?? []) {
      // one that fails takes neither the others nor what comes next with it
      try {
        listener(data);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
