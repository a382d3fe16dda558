// A poll: choices with their votes so far, and a button to vote. The arrow keys choose, as in any group of radio buttons,
// and nothing is sent before the button is pressed.

import { serverTime } from '../clock.js';
import { made, setText } from '../dom.js';
import { recall, remember } from '../prefs.js';
import { t } from '../text.js';
import { elapsed } from '../words.js';
import { showContent } from './content.js';
import { icon } from './icons.js';

/** @typedef {import('./events.js').Poll} Poll */

export class Ballot {
  #choices;
  /** The number of the choice that we voted for, from 0. @type {number | null} */
  #voted;
  #clock;

  /**
   * @param {Poll} poll
   * @param {import('./above.js').AboveOptions} options
   * @param {() => void} away the reader puts it away
   */
  constructor(poll, options, away) {
    this.poll = poll;
    this.options = options;
    const voted = recall(`vote.${options.slot}`)?.split(' ');
    this.#voted = voted?.[0] === poll.id ? Number(voted[1]) : null;

    const question = made('span', 'above-text');
    question.dir = 'auto';
    showContent(question, poll.question, options.feed.words(poll.question));
    const legend = made('legend', 'ballot-question', made('span', 'above-title', icon('poll'), t('poll-title')), question);
    this.#choices = poll.choices.map((choice, at) => this.#choice(choice, at));
    const list = made('div', 'ballot-choices', ...this.#choices.map(({ element }) => element));
    this.total = made('p', 'ballot-total');
    this.total.setAttribute('role', 'status');
    this.send = made('button', 'button', t('poll-vote'));
    this.fields = made('fieldset', 'ballot-fields', legend, list);
    this.element = made('form', 'above above-poll', this.fields, made('div', 'ballot-foot', this.send, this.total));
    this.element.setAttribute('aria-label', t('poll-title'));
    if (options.command) {
      const close = made('button', 'button-quiet above-close', icon('close'));
      close.type = 'button';
      close.title = t('poll-away');
      close.setAttribute('aria-label', t('poll-away'));
      close.addEventListener('click', away);
      this.element.append(close);
    }
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#vote();
    });
    this.#clock = poll.until === undefined ? undefined : setInterval(() => this.#tick(), 1000);
    this.show(poll);
  }

  get id() {
    return this.poll.id;
  }

  get isOpen() {
    return this.poll.ended === undefined;
  }

  /** @param {Poll} poll */
  show(poll) {
    this.poll = poll;
    if (!this.isOpen) clearInterval(this.#clock);
    this.become();
    this.count(poll.votes);
  }

  /** It is no longer shown. */
  close() {
    clearInterval(this.#clock);
    this.element.remove();
  }

  /** Who we are has changed. */
  become() {
    const { command, feed } = this.options;
    const votes = this.isOpen && command !== undefined;
    this.send.hidden = !votes;
    setText(this.send, feed.me === null ? t('poll-join') : this.#voted === null ? t('poll-vote') : t('poll-change'));
    for (const { radio } of this.#choices) radio.hidden = !votes || feed.me === null;
  }

  /** @param {number[]} votes */
  count(votes) {
    this.poll.votes = votes;
    const total = votes.reduce((sum, one) => sum + one, 0);
    this.#choices.forEach(({ bar, number, element }, at) => {
      const part = total === 0 ? 0 : (votes[at] ?? 0) / total;
      bar.style.setProperty('--part', String(part));
      setText(number, `${Math.round(part * 100)} %`);
      number.title = t('poll-votes', { count: votes[at] ?? 0 });
      element.classList.toggle('is-own', at === this.#voted);
    });
    this.#tick();
  }

  #tick() {
    const { votes, until } = this.poll;
    const total = votes.reduce((sum, one) => sum + one, 0);
    const words = t('poll-votes', { count: total });
    const left = this.isOpen && until !== undefined ? Math.max(0, until - serverTime()) : undefined;
    // a screen reader is told how many voted, and not of every second
    setText(this.total, this.isOpen ? words : t('poll-ended', { votes: words }));
    this.total.dataset.left = left === undefined ? '' : t('poll-left', { time: elapsed(left) });
  }

  async #vote() {
    const { connection, feed, join, slot } = this.options;
    if (feed.me === null) {
      join?.();
      return;
    }
    const chosen = this.#choices.findIndex(({ radio }) => radio.checked);
    if (chosen < 0) {
      this.#choices[0]?.radio.focus();
      return;
    }
    connection.send('message', { message: `/vote ${chosen + 1}` });
    this.#voted = chosen;
    remember(`vote.${slot}`, `${this.id} ${chosen}`);
    this.become();
    this.count(this.poll.votes);
  }

  /**
   * @param {string} choice
   * @param {number} at
   */
  #choice(choice, at) {
    const radio = made('input', '');
    radio.type = 'radio';
    radio.name = 'vote';
    radio.value = String(at);
    radio.checked = at === this.#voted;
    const words = made('span', 'ballot-words');
    words.dir = 'auto';
    showContent(words, choice, this.options.feed.words(choice));
    const number = made('span', 'number ballot-number');
    const bar = made('span', 'ballot-bar');
    return { radio, number, bar, element: made('label', 'ballot-choice', radio, words, number, bar) };
  }
}
