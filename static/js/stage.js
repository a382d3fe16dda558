// The stage: the picture of a stream, and what stands in its place while there is none. It goes from phase to phase as the
// server tells them, and loads the player when there is something to watch.

import { find, setText } from './dom.js';
import { announcement, nextPhase, plays } from './phase.js';
import { cause } from './problems.js';

/**
 * @typedef {import('./phase.js').Info} Info
 * @typedef {import('./phase.js').Phase} Phase
 *
 * @typedef {object} StageOptions
 * @property {HTMLElement} page tells the stream, its state and its addresses
 * @property {() => void} theatre what `t` does
 * @property {boolean} silently whether the picture starts without sound
 * @property {(phase: Phase) => void} onPhase
 * @property {() => void} onRetry the viewer wants to try again: the server should be asked
 */

export class Stage {
  #options;
  #name;
  #master;
  /** The broadcast that the player has been given. @type {string | null} */
  #playing = null;
  /** What the viewer is asked before the picture; empty for nothing. */
  #warning;
  /** Made when there is first something to play. @type {Promise<import('./player.js').Player | null> | undefined} */
  #watch;

  element = find('#stage');
  /** @type {Phase} */
  phase;
  /** What viewers miss. @type {import('./problems.js').Problem[]} */
  problems = [];

  /** @param {StageOptions} options */
  constructor(options) {
    this.#options = options;
    const { state, name = '', master = '', warning = '' } = options.page.dataset;
    this.phase = /** @type {import('./phase.js').State} */ (state);
    this.#name = name;
    this.#master = master;
    this.#warning = warning;
    for (const button of this.element.querySelectorAll('[data-retry]')) button.addEventListener('click', () => this.#retry());
  }

  /** Plays what the page says is on, before the server is asked. */
  begin() {
    if (this.phase !== 'offline') void this.#player();
    if (plays(this.phase)) void this.#play(this.#options.page.dataset.broadcast || null);
  }

  /** Whether there is, or may soon be, something to watch. */
  get onAir() {
    return this.phase !== 'offline' && this.phase !== 'ended';
  }

  /** The server told the state of the stream. @param {Pick<Info, 'state' | 'broadcast' | 'problems' | 'content_warning'>} info */
  hear(info) {
    const next = nextPhase(this.phase, info.state);
    if (next !== this.phase) this.#enter(next);
    this.problems = (this.onAir && info.problems) || [];
    this.seen();
    this.#heed(info.content_warning ?? '');
    if (info.state === 'starting') void this.#player();
    if (plays(this.phase)) void this.#play(info.broadcast);
  }

  /** The site cannot be reached. */
  away() {
    this.element.dataset.away = '';
    this.#hold(true);
  }

  /** The site is there. */
  seen() {
    delete this.element.dataset.away;
    this.#hold(this.phase === 'reconnecting');
  }

  /** The stream has a password from now on. */
  lock() {
    this.element.dataset.failed = 'locked';
    this.#stop();
  }

  /** @param {Phase} next */
  #enter(next) {
    this.phase = next;
    this.element.dataset.phase = next;
    delete this.element.dataset.failed;
    setText(find('#announce'), announcement(next, this.#name));
    if (next === 'ended') {
      // an encoder that comes back goes on in the same broadcast
      this.#playing = null;
      this.#stop();
    }
    this.#options.onPhase(next);
  }

  /** Whoever watches is asked too when the warning changes. @param {string} warning */
  #heed(warning) {
    if (warning === this.#warning) return;
    this.#warning = warning;
    this.#playing = null;
    this.#stop();
    void import('./warning.js').then(({ forgetQuestion }) => forgetQuestion(this.element));
  }

  /** @param {boolean} away */
  #hold(away) {
    void this.#watch?.then((player) => player?.hold(away));
  }

  #stop() {
    void this.#watch?.then((player) => player?.stop());
  }

  #player() {
    const { page, theatre, silently } = this.#options;
    this.#watch ??= import('./watch.js')
      .then(({ createWatch }) => createWatch({ page, theatre, silently, onFailed: (failure, message) => this.#onFailed(failure, message) }))
      .then((made) => {
        if (made === null) this.element.dataset.failed = 'unsupported';
        return made;
      });
    return this.#watch;
  }

  /**
   * Gives the player its source, once for each broadcast.
   * @param {string | null} broadcast
   */
  async #play(broadcast) {
    if (broadcast === this.#playing) return;
    this.#playing = broadcast;
    const warning = this.#warning;
    if (warning) await import('./warning.js').then(({ agreed }) => agreed(this.element, this.#name, warning));
    const player = await this.#player();
    if (broadcast === this.#playing && warning === this.#warning) player?.load(this.#master);
  }

  /**
   * @param {import('./player.js').Failure} failure
   * @param {string} message for the console; the page says what to do
   */
  #onFailed(failure, message) {
    console.warn('the picture failed:', message);
    this.element.dataset.failed = cause(failure, this.problems);
  }

  #retry() {
    delete this.element.dataset.failed;
    this.#playing = null;
    this.#options.onRetry();
  }
}
