// The line below the composer: the one thing that matters now.

import { setText } from '../dom.js';
import { LINK_WORDS } from './link.js';

const TROUBLE_MS = 8000;
/** The topics, the most pressing first. */
const ORDER = /** @type {const} */ (['link', 'muted', 'trouble', 'entry', 'wait', 'held', 'left']);

/**
 * @typedef {typeof ORDER[number]} Topic
 * @typedef {{ text: string, until?: number, tone?: 'warn' | 'danger' }} Word `until` when a countdown ends, in
 *   milliseconds of `performance.now()`
 */

/**
 * The words to show at a moment. Pure.
 * @param {ReadonlyMap<Topic, Word>} words
 * @param {number} now
 * @returns {{ text: string, tone: string, counting: boolean }}
 */
export function shown(words, now) {
  for (const topic of ORDER) {
    const word = words.get(topic);
    if (word === undefined || (word.until !== undefined && word.until <= now)) continue;
    const seconds = word.until === undefined ? '' : ` ${Math.ceil((word.until - now) / 1000)} s`;
    return { text: word.text + seconds, tone: word.tone ?? '', counting: word.until !== undefined };
  }
  return { text: '', tone: '', counting: false };
}

export class Status {
  /** @type {Map<Topic, Word>} */
  #words = new Map();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #trouble;
  #spoken = '';

  /**
   * @param {HTMLElement} line for the eye, where a countdown runs
   * @param {HTMLElement} voice for screen readers, which get only the beginning of a countdown
   */
  constructor(line, voice) {
    this.line = line;
    this.voice = voice;
  }

  /**
   * @param {Topic} topic
   * @param {Word | null} word
   */
  say(topic, word) {
    if (word === null) this.#words.delete(topic);
    else this.#words.set(topic, word);
    this.#show();
  }

  /** How the connection stands. @param {import('./link.js').Link} link */
  sayLink(link) {
    this.say('link', link === 'connected' ? null : { text: LINK_WORDS[link], tone: 'warn' });
  }

  /**
   * Says what went wrong, for a while.
   * @param {string} text
   * @param {number} [wait] seconds until it is worth trying again, which are counted down
   */
  fail(text, wait) {
    const lasts = wait === undefined ? TROUBLE_MS : wait * 1000;
    this.say('trouble', { text, tone: 'danger', ...(wait === undefined ? {} : { until: performance.now() + lasts }) });
    clearTimeout(this.#trouble);
    this.#trouble = setTimeout(() => this.say('trouble', null), lasts);
  }

  /** Nothing is wrong any longer. */
  quiet() {
    clearTimeout(this.#trouble);
    this.say('trouble', null);
  }

  #show() {
    const { text, tone, counting } = shown(this.#words, performance.now());
    setText(this.line, text);
    this.line.dataset.tone = tone;
    const words = counting ? text.replace(/ \d+ s$/, '') : text;
    if (words !== this.#spoken) this.voice.textContent = counting ? text : words;
    this.#spoken = words;
    if (counting) this.#clock ??= setInterval(() => this.#show(), 250);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }
}
