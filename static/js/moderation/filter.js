// The section of what the chat does not allow: lockdown, links, and the rules of the filter, which can be tried before they are
// added.

import { made, setText } from '../dom.js';
import { LENGTHS, spelled } from '../lengths.js';
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

const KINDS = { word: 'Word', phrase: 'Phrase', pattern: 'Pattern' };
const ACTIONS = { mask: 'Mask it', hold: 'Hold the message', refuse: 'Refuse the message', timeout: 'Mute the author' };

/** @implements {Section} */
export class FilterSection {
  title = 'Filter';
  icon = 'shield';
  /** Nobody has to do anything about it. */
  count = 0;
  /** @type {HTMLElement | null} */
  #place = null;
  #lockdown = made('button', 'button-quiet moderation-action');
  #links = labelled('Links', made('input', 'field'));
  #kind = labelled('Kind', options(KINDS));
  #action = labelled('What happens', options(ACTIONS));
  #length = labelled('For how long', options(Object.fromEntries(LENGTHS.map((seconds) => [seconds, spelled(seconds)]))));
  #text = labelled('Text', made('input', 'field'));
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
    const form = made('form', 'moderation-form', this.#links.label, button('Set links'));
    this.#links.field.setAttribute('placeholder', 'everybody, moderators or example.com');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.desk.report(this.#change({ links: this.#links.field.value }));
    });
    return form;
  }

  #ruleForm() {
    const check = button('Try rule');
    check.type = 'button';
    check.addEventListener('click', () => this.desk.report(this.#try()));
    const form = made('form', 'moderation-form', this.#text.label, this.#kind.label, this.#action.label, this.#length.label, check, button('Add rule'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.desk.report(this.#add());
    });
    return form;
  }

  async #read() {
    const [rules, { rules: all }] = await Promise.all([this.desk.ask('show-chat-rules'), this.desk.ask('list-filter-rules')]);
    this.#isLocked = rules.lockdown;
    setText(this.#lockdown, rules.lockdown ? 'End the lockdown' : 'Start a lockdown');
    this.#lockdown.setAttribute('aria-pressed', String(rules.lockdown));
    // not while somebody writes there
    if (document.activeElement !== this.#links.field) this.#links.field.value = rules.links;
    if (this.#place !== null) showRows(this.#rules, all.map((/** @type {Rule} */ rule) => this.#row(rule)), this.#place);
  }

  async #toggle() {
    const on = !this.#isLocked;
    await this.desk.ask('set-lockdown', { mode: on ? 'followers' : 'off' });
    this.desk.say(on ? 'Lockdown: slow mode, no links, and nobody who has just come.' : 'The lockdown is over.');
    await this.#read();
  }

  /** @param {Record<string, unknown>} rules */
  async #change(rules) {
    await this.desk.ask('change-chat-rules', rules);
    this.desk.say('The rule about links is set.');
    await this.#read();
  }

  async #try() {
    const { hits, looked_at: of } = await this.desk.ask('try-filter-rule', { kind: this.#kind.field.value, text: this.#text.field.value });
    const examples = hits.slice(-3).map((/** @type {{ name: string, text: string }} */ { name, text }) => `${name}: ${text}`);
    setText(this.#result, [`It would have hit ${hits.length} of the last ${of} messages.`, ...examples].join(' · '));
  }

  async #add() {
    const { field } = this.#text;
    const length = this.#isTimeOut ? { seconds: Number(this.#length.field.value) } : {};
    await this.desk.ask('add-filter-rule', { kind: this.#kind.field.value, action: this.#action.field.value, text: field.value, ...length });
    this.desk.say(`The rule about ${field.value} has been added.`);
    field.value = '';
    setText(this.#result, '');
    await this.#read();
  }

  /** @param {Rule} rule */
  #row({ id, kind, action, seconds, text, added_by: by }) {
    const remove = button('Remove');
    remove.type = 'button';
    remove.setAttribute('aria-label', `Remove the rule about ${text}`);
    remove.addEventListener('click', () => this.desk.report(this.#remove(id, text)));
    const about = made('span', 'moderation-about', `${kind}, ${seconds === null ? action : `mute for ${spelled(seconds)}`}, by `, made('bdi', '', by));
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
    this.desk.say(`The rule about ${text} has been removed.`);
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
