// The section of viewers' reports: what was said, who reported it and why, and what to do about it.

import { serverTime } from '../clock.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { counted, when } from '../words.js';
import { action, quoted, showRows } from './rows.js';
import { settlementWords, settlingForm } from './settling.js';

/**
 * @typedef {import('./section.js').Section} Section
 * @typedef {import('./settling.js').Settlement} Settlement
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

/** The answers that need no form. @type {Settlement[]} */
const QUICK = [{}, { delete: true }, { mute: true, seconds: 600 }, { delete: true, mute: true, seconds: 600 }];

/** @implements {Section} */
export class ReportsSection {
  title = t('reports-title');
  icon = 'flag';
  count = 0;
  /** @type {HTMLElement | null} */
  #place = null;
  /** What is shown, with what it was made of: what somebody is choosing stays. @type {Map<number, { of: string, row: HTMLElement }>} */
  #rows = new Map();
  /** What else there is to say of the last one that was settled. */
  #news = made('p', 'moderation-more');
  /** Counts the questions: only the last answer is shown. */
  #asked = 0;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.#news.setAttribute('role', 'status');
    for (const event of /** @type {const} */ (['report', 'reports'])) desk.connection.on(event, ({ count }) => this.#become(count));
    // none are open where the server says nothing
    desk.connection.on('open', () => this.#become(0));
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#place = place;
    this.#rows.clear();
    setText(this.#news, '');
    place.append(this.#news, made('p', 'moderation-empty'), made('ul', 'moderation-rows'), made('p', 'moderation-more'));
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
    const [, empty, list, more] = /** @type {HTMLElement[]} */ ([...this.#place.children]);
    if (!empty || !list || !more) return;
    /** @type {Report[]} */
    const reports = page.reports;
    empty.textContent = reports.length === 0 ? t('reports-none') : '';
    more.textContent = page.next === null ? '' : t('reports-more', { count: counted(this.count) });
    this.#rows = new Map(reports.map((report) => [report.id, this.#kept(report)]));
    showRows(list, [...this.#rows.values()].map(({ row }) => row), this.#place);
  }

  /** The row of a report, as it is if nothing has changed. @param {Report} report */
  #kept(report) {
    const of = JSON.stringify(report);
    const had = this.#rows.get(report.id);
    return had?.of === of ? had : { of, row: this.#row(report) };
  }

  /** @param {Report} report */
  #row(report) {
    const { id, time, name, kept, reports } = report;
    const author = name ?? t('reports-somebody');
    const facts = made('span', 'moderation-about', when(time, serverTime()), kept ? '' : t('reports-deleted'));
    const reasons = reports.map((one) => made('li', '', made('bdi', '', one.reason), made('span', 'moderation-about', t('reports-by'), ' ', made('bdi', '', one.name))));
    const settle = (/** @type {Settlement} */ what) => this.desk.report(this.#settle(id, what));
    const quick = QUICK.filter((what) => kept || !what.delete).map((what) => {
      const words = settlementWords(what);
      return action(words, `${words}: ${author}`, () => settle(what));
    });
    const form = settlingForm({ author, kept, settle });
    const more = action(t('reports-more-do'), t('reports-more-one', { name: author }), () => {
      form.hidden = !form.hidden;
      more.setAttribute('aria-expanded', String(!form.hidden));
      if (!form.hidden) /** @type {HTMLElement | null} */ (form.querySelector('input, select'))?.focus();
    });
    more.setAttribute('aria-expanded', 'false');
    const answers = made('div', 'moderation-answers', ...quick, more);
    const row = made('li', 'moderation-card', made('div', 'moderation-who', made('b', '', made('bdi', '', author)), facts), quoted(report), made('ul', 'moderation-reasons', ...reasons), answers, form);
    row.dataset.key = String(id);
    return row;
  }

  /**
   * @param {number} id
   * @param {Settlement} what
   */
  async #settle(id, what) {
    const { left, note } = await this.desk.ask('settle-report', { id, ...what });
    const rest = left === 0 ? t('reports-settled') : t('reports-settled-more', { count: counted(left) });
    this.desk.say(rest);
    setText(this.#news, note ?? '');
    this.#become(left);
  }
}
