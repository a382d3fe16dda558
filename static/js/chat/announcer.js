// Tells screen readers what is new in chat: one voice, which never interrupts and never falls behind. The list itself is
// silent, so that nothing is read twice and the history never.

import { t } from '../text.js';

const PAUSE_MS = 3000;
/** How many are read out one by one; of more, only the number is said. */
const READ_OUT = 2;

/** @typedef {{ name: string, text: string }} Heard */

/**
 * What is said of messages that came since the last time.
 * @param {Heard[]} mentions which speak to the listener
 * @param {Heard[]} others
 */
export function announced(mentions, others) {
  const parts = mentions.map(({ name, text }) => t('chat-to-you', { name, text }));
  if (others.length > READ_OUT) parts.push(t('chat-many-new', { count: others.length, name: others.at(-1)?.name ?? '' }));
  else parts.push(...others.map(({ name, text }) => `${name}: ${text}`));
  return parts.join('. ');
}

export class Announcer {
  /** @type {Heard[]} */
  #mentions = [];
  /** @type {Heard[]} */
  #others = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #spokeAt = -PAUSE_MS;

  /** @param {HTMLElement} region polite */
  constructor(region) {
    this.region = region;
  }

  /**
   * @param {Heard} message
   * @param {boolean} toMe
   */
  hear(message, toMe) {
    (toMe ? this.#mentions : this.#others).push(message);
    const wait = toMe ? 0 : this.#spokeAt + PAUSE_MS - performance.now();
    if (toMe) clearTimeout(this.#timer);
    else if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#speak(), Math.max(0, wait));
  }

  #speak() {
    this.#timer = undefined;
    this.#spokeAt = performance.now();
    this.region.textContent = announced(this.#mentions, this.#others);
    this.#mentions = [];
    this.#others = [];
  }
}
