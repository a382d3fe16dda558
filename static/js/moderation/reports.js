// The section of viewers' reports: what was said, who reported it and why, and what to do about it.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { counted, when } from '../words.js';
import { action, quoted, showRows } from './rows.js';

/**
 * @typedef {import('./section.js').Section} Section
 *
 * @typedef {object} Report as `list-reports` has it
 * @property {number} id of the message
 * @property {number} time unix seconds
 * @property {string} type
 * @property {string | null} name
 * @property {string} text
 * @property {boolean} kept whether the chat still has the message
 * @property {{ name: string, reason: string, time: number }[]} reports
 */

/** @implements {Section} */
export class ReportsSection {
  title = 'Reports';
  icon = 'flag';
  count = 0;
  /** @type {HTMLElement | null} */
  #place = null;
  /** Counts the questions: only the last answer is shown. */
  #asked = 0;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    for (const event of /** @type {const} */ (['report', 'reports'])) desk.connection.on(event, ({ count }) => this.#become(count));
    // none are open where the server says nothing
    desk.connection.on('open', () => this.#become(0));
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#place = place;
    place.append(made('p', 'moderation-empty'), made('ul', 'moderation-rows'), made('p', 'moderation-more'));
    this.desk.report(this.#ask());
  }

  close() {
    this.#place = null;
  }

  /** @param {number} count */
  #become(count) {
    this.count = count;
    this.desk.changed();
    if (this.#place) this.desk.report(this.#ask());
  }

  async #ask() {
    const asked = ++this.#asked;
    const page = await this.desk.ask('list-reports');
    if (asked !== this.#asked || this.#place === null) return;
    const [empty, list, more] = /** @type {HTMLElement[]} */ ([...this.#place.children]);
    if (!empty || !list || !more) return;
    /** @type {Report[]} */
    const reports = page.reports;
    empty.textContent = reports.length === 0 ? 'Nothing is reported.' : '';
    more.textContent = page.next === null ? '' : `and more, up to ${counted(this.count)} in all`;
    showRows(list, reports.map((report) => this.#row(report)), this.#place);
  }

  /** @param {Report} report */
  #row(report) {
    const { id, time, name, kept, reports } = report;
    const author = name ?? 'somebody';
    const facts = made('span', 'moderation-about', when(time, serverTime()), kept ? '' : ', deleted since');
    const reasons = reports.map((one) => made('li', '', made('bdi', '', one.reason), made('span', 'moderation-about', 'reported by ', made('bdi', '', one.name))));
    const settle = (/** @type {string} */ words, /** @type {Record<string, boolean>} */ what) =>
      action(words, `${words}: ${author}`, () => this.desk.report(this.#settle(id, what)));
    const answers = made(
      'div',
      'moderation-answers',
      settle('Dismiss', {}),
      ...(kept ? [settle('Delete', { delete: true })] : []),
      settle('Mute', { mute: true }),
      ...(kept ? [settle('Delete and mute', { delete: true, mute: true })] : []),
    );
    const row = made('li', 'moderation-card', made('div', 'moderation-who', made('b', '', made('bdi', '', author)), facts), quoted(report), made('ul', 'moderation-reasons', ...reasons), answers);
    row.dataset.key = String(id);
    return row;
  }

  /**
   * @param {number} id
   * @param {Record<string, boolean>} what
   */
  async #settle(id, what) {
    const { left } = await this.desk.ask('settle-report', { id, ...what });
    this.desk.say(left === 0 ? 'Settled. Nothing else is reported.' : `Settled. ${counted(left)} more.`);
    this.#become(left);
  }
}
