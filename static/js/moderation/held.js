// The section of messages that wait for a moderator.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { t } from '../text.js';
import { when } from '../words.js';
import { showRows } from './rows.js';

/** Several that come at once are asked for together. Milliseconds. */
const TOGETHER_MS = 300;

/**
 * @typedef {import('./section.js').Section} Section
 *
 * @typedef {object} Held as `list-held` has it
 * @property {number} id
 * @property {number} time
 * @property {string} name
 * @property {string} text
 * @property {'message' | 'action'} type
 * @property {string} rule
 */

/** @implements {Section} */
export class HeldSection {
  title = t('held-title');
  icon = 'clock';
  count = 0;
  /** @type {HTMLElement | null} */
  #place = null;
  /** Oldest first. @type {Held[]} */
  #messages = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    for (const event of /** @type {const} */ (['held messages', 'message held', 'message decided'])) {
      desk.connection.on(event, () => this.#read());
    }
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#place = place;
    place.append(made('p', 'moderation-empty'), made('ul', 'moderation-rows'));
    this.#show();
    this.#read();
  }

  close() {
    this.#place = null;
  }

  #read() {
    this.#soon ??= setTimeout(async () => {
      this.#soon = undefined;
      // who no longer moderates is not told
      const { messages } = await this.desk.ask('list-held').catch(() => ({ messages: [] }));
      this.#messages = messages;
      this.count = messages.length;
      this.desk.changed();
      this.#show();
    }, TOGETHER_MS);
  }

  #show() {
    if (this.#place === null) return;
    const [empty, list] = /** @type {HTMLElement[]} */ ([...this.#place.children]);
    if (!empty || !list) return;
    empty.textContent = this.count === 0 ? t('held-none') : '';
    showRows(list, this.#messages.map((held) => this.#row(held)), this.#place);
  }

  /** @param {Held} held */
  #row({ id, time, name, text, type, rule }) {
    const words = made('span', 'moderation-words', made('bdi', '', made('b', '', name)), type === 'action' ? ' ' : ': ', made('bdi', '', text));
    const about = made('span', 'moderation-about', `${when(time, serverTime())}, ${t('held-by')} `, made('bdi', '', rule));
    const tools = made('span', 'moderation-tools');
    for (const [operation, label] of /** @type {const} */ ([['approve-message', t('held-approve')], ['reject-message', t('held-reject')]])) {
      const button = made('button', 'button-quiet moderation-action', label);
      button.type = 'button';
      button.setAttribute('aria-label', t('held-one', { action: label, name, text }));
      button.addEventListener('click', () => this.desk.report(this.#decide(operation, id, name)));
      tools.append(button);
    }
    const row = made('li', 'moderation-row', made('span', 'moderation-who', words, about), tools);
    row.dataset.key = String(id);
    return row;
  }

  /**
   * @param {'approve-message' | 'reject-message'} operation
   * @param {number} id
   * @param {string} name
   */
  async #decide(operation, id, name) {
    await this.desk.ask(operation, { id });
    this.desk.say(operation === 'approve-message' ? t('held-approved', { name }) : t('held-rejected', { name }));
    this.#read();
  }
}
