// The section of the moderators' log: who did what, to whom, why and when.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { t } from '../text.js';
import { when } from '../words.js';
import { action } from './rows.js';

/**
 * @typedef {import('./section.js').Section} Section
 *
 * @typedef {object} Act as `list-acts` has it
 * @property {number} id
 * @property {number} time unix seconds
 * @property {string} operator
 * @property {string} text what they did
 * @property {string | null} reason
 */

/** @implements {Section} */
export class LogSection {
  title = t('desk-log');
  icon = 'clock';
  count = 0;
  #list = made('ul', 'moderation-rows');
  #empty = made('p', 'moderation-empty');
  #older = action(t('log-older'), t('log-older'), () => this.desk.report(this.#ask(true)));
  /** @type {number | null} */
  #next = null;
  /** Counts the questions: only the last answer is shown. */
  #asked = 0;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.field = made('input', 'field');
    this.field.type = 'search';
    this.field.placeholder = t('log-whom');
    this.field.setAttribute('aria-label', t('log-whom-label'));
    this.form = made('form', 'moderation-form', this.field, made('button', 'button-quiet moderation-action', t('log-find')));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.desk.report(this.#ask(false));
    });
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#older.hidden = true;
    place.append(this.form, this.#empty, this.#list, this.#older);
    this.desk.report(this.#ask(false));
  }

  close() {
    this.#asked++;
  }

  /** @param {boolean} older than those that are shown */
  async #ask(older) {
    const asked = ++this.#asked;
    const person = this.field.value.trim();
    const page = await this.desk.ask('list-acts', { ...(person === '' ? {} : { person }), ...(older ? { before: this.#next } : {}) });
    if (asked !== this.#asked) return;
    if (!older) this.#list.replaceChildren();
    this.#list.append(...page.acts.map(actRow));
    this.#next = page.next;
    this.#older.hidden = page.next === null;
    this.#empty.textContent = this.#list.children.length === 0 ? t('log-nothing') : '';
  }
}

/** @param {Act} act */
export function actRow({ operator, text, reason, time }) {
  const about = made('span', 'moderation-about', when(time, serverTime()), ...(reason === null ? [] : [': ', made('bdi', '', reason)]));
  return made('li', 'moderation-row', made('span', 'moderation-who', made('b', '', made('bdi', '', operator)), ' ', made('bdi', '', text), about));
}
