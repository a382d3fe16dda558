// The section about one person: what they said, how they were called, what was done to them, and notes on them.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { t } from '../text.js';
import { counted, dayAndTime, when } from '../words.js';
import { actRow } from './log.js';
import { action, quoted } from './rows.js';

/**
 * @typedef {import('./section.js').Section} Section
 *
 * @typedef {object} Card as `show-person` has it
 * @property {string} name
 * @property {string[]} here
 * @property {string[]} names
 * @property {number | null} known_since unix seconds
 * @property {number | null} muted_since
 * @property {number} messages
 * @property {{ type: string, text: string, name: string | null, time: number }[]} last_messages
 * @property {number} reported
 * @property {{ id: string, text: string, by: string, time: number }[]} notes
 */

/** How many acts on them are shown. */
const ACTS = 10;
/** Longest note. */
const NOTE_MAX = 300;

/** @implements {Section} */
export class PersonSection {
  title = t('person-title');
  icon = 'person';
  count = 0;
  #card = made('div', 'moderation-person');
  /** Whom it is about. */
  #name = '';
  /** Counts the questions: only the last answer is shown. */
  #asked = 0;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.field = made('input', 'field');
    this.field.type = 'search';
    this.field.placeholder = t('account-name');
    this.field.setAttribute('aria-label', t('person-name'));
    this.form = made('form', 'moderation-form', this.field, made('button', 'button-quiet moderation-action', t('person-show')));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.about(this.field.value.trim());
    });
    for (const event of /** @type {const} */ (['mute', 'unmute', 'report', 'reports'])) desk.connection.on(event, () => this.#again());
  }

  /** @param {HTMLElement} place */
  render(place) {
    place.append(this.form, this.#card);
    this.#again();
  }

  close() {
    this.#asked++;
  }

  /** Shows somebody. @param {string} name */
  about(name) {
    this.#name = this.field.value = name;
    this.#card.replaceChildren();
    this.#again();
  }

  /** Asks again about whom it is about, where that is shown. */
  #again() {
    if (this.#name !== '' && this.#card.isConnected) this.desk.report(this.#ask());
  }

  async #ask() {
    const asked = ++this.#asked;
    const card = await this.desk.ask('show-person', { user: this.#name });
    const { acts } = await this.desk.ask('list-acts', { person: card.name, limit: ACTS });
    if (asked !== this.#asked) return;
    // what somebody is writing stays
    const draft = this.#card.querySelector('textarea')?.value ?? '';
    const writes = this.#card.querySelector('textarea') === document.activeElement;
    const buttons = () => [...this.#card.querySelectorAll('button')];
    const stop = buttons().findIndex((button) => button === document.activeElement);
    this.#show(card, acts);
    if (stop >= 0) (buttons()[stop] ?? this.field).focus();
    const field = this.#card.querySelector('textarea');
    if (!field) return;
    field.value = draft;
    if (writes) field.focus();
  }

  /**
   * @param {Card} card
   * @param {import('./log.js').Act[]} acts
   */
  #show(card, acts) {
    const { name, notes, last_messages } = card;
    const more = action(t('person-do'), t('person-do-about', { name }), () => this.desk.menu(name, more));
    const said = last_messages.map((message) => made('li', 'moderation-card', made('span', 'moderation-about', when(message.time, serverTime())), quoted(message)));
    this.#card.replaceChildren(
      made('h3', 'moderation-name', made('bdi', '', name)),
      made('dl', 'moderation-facts', ...facts(card).map(([what, words]) => made('div', '', made('dt', '', what), made('dd', '', made('bdi', '', words))))),
      more,
      made('h3', 'moderation-part', t('person-notes')),
      made('ul', 'moderation-rows', ...notes.map((note) => this.#note(note))),
      this.#noteForm(name),
      made('h3', 'moderation-part', t('person-acts')),
      acts.length === 0 ? made('p', 'moderation-empty', t('person-nothing')) : made('ul', 'moderation-rows', ...acts.map(actRow)),
      made('h3', 'moderation-part', t('person-messages')),
      said.length === 0 ? made('p', 'moderation-empty', t('person-none')) : made('ul', 'moderation-rows', ...said),
    );
  }

  /** @param {Card['notes'][number]} note */
  #note({ id, text, by, time }) {
    const remove = action(t('desk-remove'), t('person-remove-note', { text }), () => this.desk.report(this.desk.ask('remove-note', { id }).then(() => this.#again())));
    const about = made('span', 'moderation-about', made('bdi', '', by), `, ${when(time, serverTime())}`);
    return made('li', 'moderation-row', made('span', 'moderation-who', made('bdi', '', text), about), remove);
  }

  /** @param {string} name */
  #noteForm(name) {
    const field = made('textarea', 'field');
    field.rows = 2;
    field.maxLength = NOTE_MAX;
    field.setAttribute('aria-label', t('person-note-on', { name }));
    field.placeholder = t('person-note');
    const form = made('form', 'moderation-form', field, made('button', 'button-quiet moderation-action', t('person-add-note')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (field.value.trim() !== '') this.desk.report(this.#add(name, field));
    });
    return form;
  }

  /**
   * @param {string} name
   * @param {HTMLTextAreaElement} field
   */
  async #add(name, field) {
    await this.desk.ask('add-note', { user: name, text: field.value });
    field.value = '';
    this.desk.say(t('person-note-written'));
    this.#again();
  }
}

/**
 * @param {Card} card
 * @returns {[string, string][]}
 */
function facts({ here, names, known_since, muted_since, messages, reported, name }) {
  const now = serverTime();
  const others = names.filter((one) => one !== name);
  return [
    [t('person-in-chat'), here.length === 0 ? t('person-no') : here.length === 1 ? t('person-yes') : t('person-windows', { count: here.length })],
    ...(others.length === 0 ? [] : [/** @type {[string, string]} */ ([t('person-also'), others.join(', ')])]),
    [t('person-since'), known_since === null ? t('person-unknown') : dayAndTime(known_since)],
    [t('chat-messages'), counted(messages)],
    ...(reported === 0 ? [] : [/** @type {[string, string]} */ ([t('person-reported'), counted(reported)])]),
    ...(muted_since === null ? [] : [/** @type {[string, string]} */ ([t('chat-muted'), t('person-muted-since', { time: when(muted_since, now) })])]),
  ];
}
