// Shows the pinned message and the poll above the messages, until the reader puts them away.

import { made } from '../dom.js';
import { recall, remember } from '../prefs.js';
import { t } from '../text.js';
import { Ballot } from './ballot.js';
import { refreshEmotes, showContent } from './content.js';
import { icon } from './icons.js';
import { nameElement } from './message.js';

/**
 * @typedef {import('./events.js').Pin} Pin
 * @typedef {import('./events.js').Poll} Poll
 */

export class Notices {
  /** @type {Pin | null} */
  #pin = null;
  /** @type {HTMLElement | null} */
  #pinned = null;
  /** @type {Ballot | null} */
  #ballot = null;

  /** @param {import('./above.js').AboveOptions} options */
  constructor(options) {
    this.options = options;
    for (const event of /** @type {const} */ (['add emote', 'remove emote'])) {
      options.connection.on(event, () => refreshEmotes(options.place, options.feed.emotes));
    }
  }

  /**
   * What was there when the page came.
   * @param {Pin | undefined} pin
   * @param {Poll | undefined} poll
   */
  arrived(pin, poll) {
    this.#showPin(pin ?? null);
    if (poll) this.#showPoll(poll);
    else if (this.#ballot?.isOpen) this.#putPollAway();
  }

  /** @param {Pin} pin */
  pin(pin) {
    this.#showPin(pin);
    this.options.hear(t('chat-pinned'), pin.username === undefined ? pin.text : `${pin.username}: ${pin.text}`);
  }

  /** @param {string} id */
  unpin(id) {
    if (this.#pin?.id === id) this.#showPin(null);
  }

  /** @param {Poll} poll */
  poll(poll) {
    this.#showPoll(poll);
    const ended = poll.ended !== undefined;
    // the notice in the list says the result
    if (!ended) this.options.hear(t('poll-title'), `${poll.question} ${poll.choices.join(', ')}`);
  }

  /** @param {{ id: string, votes: number[] }} votes */
  votes({ id, votes }) {
    if (this.#ballot?.id === id) this.#ballot.count(votes);
  }

  become() {
    this.#showPin(this.#pin);
    this.#ballot?.become();
  }

  /** @param {Pin | null} pin */
  #showPin(pin) {
    const { slot, place, feed, jump } = this.options;
    const had = this.#pinned?.contains(document.activeElement) ?? false;
    this.#pinned?.remove();
    this.#pinned = null;
    this.#pin = pin;
    if (pin === null || recall(`pin.${slot}`) === pin.id) {
      if (had) this.#leave();
      return;
    }
    const text = made('p', 'above-text');
    text.dir = 'auto';
    showContent(text, pin.text, feed.words(pin.text));
    for (const link of text.querySelectorAll('a')) link.tabIndex = 0;
    const head = made('h3', 'above-title', icon('pin'), t('chat-pinned'));
    const words = made('div', 'above-words', head);
    if (pin.username !== undefined) {
      words.append(made('p', 'above-author', nameElement({ name: pin.username, role: pin.type ?? 'normal', color: pin.color ?? '#000000', badges: pin.badges })));
    }
    words.append(text);
    const buttons = made('div', 'above-buttons');
    const { message } = pin;
    if (message !== undefined && jump) buttons.append(button(icon('reply'), t('chat-pin-show'), () => jump(message)));
    if (this.options.command && feed.me !== null && feed.me.type !== 'normal') {
      buttons.append(button(icon('unpin'), t('chat-unpin'), () => this.options.command?.('/unpin')));
    }
    if (this.options.command) buttons.append(button(icon('close'), t('chat-pin-away'), () => this.#putPinAway(pin)));
    this.#pinned = made('section', 'above above-pin', words, buttons);
    this.#pinned.setAttribute('aria-label', t('chat-pin-message'));
    place.prepend(this.#pinned);
    if (had) this.#pinned.querySelector('button')?.focus();
  }

  /** @param {Pin} pin */
  #putPinAway(pin) {
    remember(`pin.${this.options.slot}`, pin.id);
    this.#showPin(pin);
    this.#leave();
  }

  /** @param {Poll} poll */
  #showPoll(poll) {
    const { place, slot } = this.options;
    if (this.#ballot?.id === poll.id) {
      this.#ballot.show(poll);
      return;
    }
    this.#putPollAway();
    if (poll.ended !== undefined || recall(`poll.away.${slot}`) === poll.id) return;
    this.#ballot = new Ballot(poll, this.options, () => {
      remember(`poll.away.${slot}`, poll.id);
      this.#putPollAway();
      this.#leave();
    });
    place.append(this.#ballot.element);
  }

  #putPollAway() {
    this.#ballot?.close();
    this.#ballot = null;
  }

  #leave() {
    const next = this.options.place.querySelector('button') ?? document.querySelector('#chat-scroll');
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }
}

/**
 * @param {Node} sign
 * @param {string} words
 * @param {() => void} act
 */
function button(sign, words, act) {
  const element = made('button', 'button-quiet', sign);
  element.type = 'button';
  element.title = words;
  element.setAttribute('aria-label', words);
  element.addEventListener('click', act);
  return element;
}
