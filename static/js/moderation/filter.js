// The section of what the chat does not allow: lockdown, links, and the rules of the filter, which can be tried before they are
// added.

import { made, setText } from '../dom.js';
import { LENGTHS, spelled } from '../lengths.js';
import { t } from '../text.js';
import { showRows } from './rows.js';

/**
 * @typedef {import('./section.js').Section} Section
 *
 * @typedef {object} Rule as `list-filter-rules` has it
 * @property {number} id
 * @property {string} kind
 * @property {string} action
 * @property {number | null} seconds
 * @property {string} text
 * @property {string} added_by
 */

const KINDS = { word: t('filter-word'), phrase: t('filter-phrase'), pattern: t('filter-pattern') };
const ACTIONS = { mask: t('filter-mask'), hold: t('filter-hold'), refuse: t('filter-refuse'), timeout: t('filter-timeout') };

/** @implements {Section} */
export class FilterSection {
  title = t('filter-title');
  icon = 'shield';
  /** Nobody has to do anything about it. */
  count = 0;
  /** @type {HTMLElement | null} */
  #place = null;
  #lockdown = made('button', 'button-quiet moderation-action');
  #links = labelled(t('stream-links'), made('input', 'field'));
  #kind = labelled(t('filter-kind'), options(KINDS));
  #action = labelled(t('filter-happens'), options(ACTIONS));
  #length = labelled(t('filter-how-long'), options(Object.fromEntries(LENGTHS.map((seconds) => [seconds, spelled(seconds)]))));
  #text = labelled(t('filter-text'), made('input', 'field'));
  #result = made('p', 'moderation-more');
  #rules = made('ul', 'moderation-rows');
  #isLocked = false;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.#lockdown.type = 'button';
    this.#lockdown.addEventListener('click', () => desk.report(this.#toggle()));
    this.#result.setAttribute('role', 'status');
    this.#links.field.maxLength = 2000;
    this.#text.field.maxLength = 200;
    this.#length.field.value = '600';
    this.#length.label.hidden = true;
    this.#action.field.addEventListener('change', () => (this.#length.label.hidden = !this.#isTimeOut));
    desk.connection.on('rules', () => this.#place !== null && desk.report(this.#read()));
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#place = place;
    place.append(this.#lockdown, this.#linksForm(), this.#ruleForm(), this.#result, this.#rules);
    setText(this.#result, '');
    this.desk.report(this.#read());
  }

  close() {
    this.#place = null;
  }

  get #isTimeOut() {
    return this.#action.field.value === 'timeout';
  }

  #linksForm() {
    const form = made('form', 'moderation-form', this.#links.label, button(t('filter-set-links')));
    this.#links.field.setAttribute('placeholder', t('filter-links-hint'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.desk.report(this.#change({ links: this.#links.field.value }));
    });
    return form;
  }

  #ruleForm() {
    const check = button(t('filter-try'));
    check.type = 'button';
    check.addEventListener('click', () => this.desk.report(this.#try()));
    const form = made('form', 'moderation-form', this.#text.label, this.#kind.label, this.#action.label, this.#length.label, check, button(t('filter-add')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.desk.report(this.#add());
    });
    return form;
  }

  async #read() {
    const [rules, { rules: all }] = await Promise.all([this.desk.ask('show-chat-rules'), this.desk.ask('list-filter-rules')]);
    this.#isLocked = rules.lockdown;
    setText(this.#lockdown, rules.lockdown ? t('filter-lockdown-end') : t('filter-lockdown-start'));
    this.#lockdown.setAttribute('aria-pressed', String(rules.lockdown));
    // not while somebody writes there
    if (document.activeElement !== this.#links.field) this.#links.field.value = rules.links;
    if (this.#place !== null) showRows(this.#rules, all.map((/** @type {Rule} */ rule) => this.#row(rule)), this.#place);
  }

  async #toggle() {
    const on = !this.#isLocked;
    await this.desk.ask('set-lockdown', { mode: on ? 'followers' : 'off' });
    this.desk.say(on ? t('filter-lockdown-on') : t('filter-lockdown-off'));
    await this.#read();
  }

  /** @param {Record<string, unknown>} rules */
  async #change(rules) {
    await this.desk.ask('change-chat-rules', rules);
    this.desk.say(t('filter-links-set'));
    await this.#read();
  }

  async #try() {
    const { hits, looked_at: of } = await this.desk.ask('try-filter-rule', { kind: this.#kind.field.value, text: this.#text.field.value });
    const examples = hits.slice(-3).map((/** @type {{ name: string, text: string }} */ { name, text }) => `${name}: ${text}`);
    setText(this.#result, [t('filter-would-hit', { hits: hits.length, all: of }), ...examples].join(' · '));
  }

  async #add() {
    const { field } = this.#text;
    const length = this.#isTimeOut ? { seconds: Number(this.#length.field.value) } : {};
    await this.desk.ask('add-filter-rule', { kind: this.#kind.field.value, action: this.#action.field.value, text: field.value, ...length });
    this.desk.say(t('filter-added', { text: field.value }));
    field.value = '';
    setText(this.#result, '');
    await this.#read();
  }

  /** @param {Rule} rule */
  #row({ id, kind, action, seconds, text, added_by: by }) {
    const remove = button(t('desk-remove'));
    remove.type = 'button';
    remove.setAttribute('aria-label', t('filter-remove-one', { text }));
    remove.addEventListener('click', () => this.desk.report(this.#remove(id, text)));
    const about = made('span', 'moderation-about', `${t('filter-kind-of', { kind })}, ${seconds === null ? t('filter-action-of', { action }) : t('filter-mute-for', { length: spelled(seconds) })}, ${t('filter-by')} `, made('bdi', '', by));
    const row = made('li', 'moderation-row', made('span', 'moderation-who', made('bdi', '', text), about), remove);
    row.dataset.key = String(id);
    return row;
  }

  /**
   * @param {number} id
   * @param {string} text
   */
  async #remove(id, text) {
    await this.desk.ask('remove-filter-rule', { id });
    this.desk.say(t('filter-removed', { text }));
    await this.#read();
  }
}

/** @param {string} words */
function button(words) {
  return made('button', 'button-quiet moderation-action', words);
}

/**
 * @template {HTMLElement} Field
 * @param {string} words
 * @param {Field} field
 */
function labelled(words, field) {
  return { field, label: made('label', 'moderation-label', made('span', '', words), field) };
}

/** @param {Record<string, string>} all their values with what they are called */
function options(all) {
  const select = made('select', 'field');
  select.append(...Object.entries(all).map(([value, words]) => new Option(words, value)));
  return select;
}
