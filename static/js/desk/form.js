// A form for what the API keeps as one document: it is read, changed and sent back; what somebody else changed meanwhile is told.

import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { Refused } from './api.js';
import { button, labelled, setUsable } from './parts.js';

/**
 * @typedef {string | number | boolean | string[] | null} Value
 *
 * @typedef {object} Field
 * @property {string} name as the API calls it
 * @property {string} label
 * @property {string} [hint]
 * @property {'text' | 'lines' | 'number' | 'choice' | 'check' | 'secret' | 'words' | 'rows'} kind `words` and `rows` are lists, of what is separated by commas or stands on lines of its own
 * @property {Record<string, string>} [choices] values with what they are called
 * @property {number} [most] longest text, or largest number
 * @property {number} [rows] lines that are seen at once
 *
 * @typedef {object} FormOptions
 * @property {import('./api.js').Api} api
 * @property {string} path
 * @property {Field[]} fields
 * @property {string} what completes "… saved" and "Somebody else has changed …"
 * @property {(work: Promise<unknown>) => void} report
 * @property {(words: string) => void} say
 */

/** What separates the items of a list as it is written. @type {Record<string, string>} */
const BETWEEN = { words: ',', rows: '\n' };

/** What is written of a value. Pure. @param {Field['kind']} kind @param {Value | undefined} value */
export function written(kind, value) {
  if (Array.isArray(value)) return value.join(kind === 'rows' ? '\n' : ', ');
  return value === null || value === undefined ? '' : String(value);
}

/** The items of a list that somebody wrote. Pure. @param {Field['kind']} kind @param {string} text */
export function items(kind, text) {
  return text.split(BETWEEN[kind] ?? ',').map((item) => item.trim()).filter((item) => item !== '');
}

/** Whether two values are the same; what is missing is empty. Pure. @param {Value | undefined} one @param {Value | undefined} other */
export function isSame(one, other) {
  return Array.isArray(one) || Array.isArray(other) ? JSON.stringify(one ?? []) === JSON.stringify(other ?? []) : (one ?? '') === (other ?? '');
}

export class DocumentForm {
  /** As the server has it. @type {Record<string, Value>} */
  #stored = {};
  /** Whether the server has told its document yet. */
  #known = false;
  /** Fields in which somebody wrote before that. @type {Set<string>} */
  #early = new Set();
  /** @type {string | null} */
  #etag = null;
  /** @type {Map<string, HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>} */
  #fields = new Map();
  #save = made('button', 'button', t('desk-save'));
  #undo = button(t('desk-undo'), () => this.#isChanged() && this.#show());
  #news = made('div', 'desk-news');

  /** @param {FormOptions} options */
  constructor(options) {
    this.options = options;
    this.#news.setAttribute('role', 'alert');
    const lines = options.fields.map((field) => this.#line(field));
    this.element = made('form', 'desk-form', ...lines, this.#news, made('div', 'desk-row', this.#save, this.#undo));
    this.element.noValidate = true;
    this.element.addEventListener('input', ({ target }) => {
      if (!this.#known && target instanceof Element) this.#early.add(target.getAttribute('name') ?? '');
      this.#tell();
    });
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      options.report(this.#submit());
    });
    this.#tell();
  }

  /** Reads it; what somebody is writing stays. */
  async read() {
    const { value, etag } = await this.options.api.versioned(this.options.path);
    const changed = this.#changed();
    const mine = this.#known ? Object.keys(changed) : [...this.#early];
    const theirs = Object.keys(changed).filter((name) => this.#known && !isSame(value[name], this.#stored[name]));
    this.#stored = value;
    this.#known = true;
    this.#etag = etag;
    for (const field of this.options.fields) if (!mine.includes(field.name)) this.#put(field, value[field.name]);
    if (theirs.length > 0) this.#conflict(theirs);
    this.#tell();
  }

  /** @param {Field} field */
  #line(field) {
    const { name, label, hint, kind, choices = {}, most, rows = 3 } = field;
    const made_ = kind === 'lines' || kind === 'rows' ? made('textarea', 'field') : kind === 'choice' ? made('select', 'field') : made('input', 'field');
    if (made_ instanceof HTMLSelectElement) made_.append(...Object.entries(choices).map(([value, words]) => new Option(words, value)));
    else if (made_ instanceof HTMLInputElement) {
      made_.type = kind === 'number' ? 'number' : kind === 'check' ? 'checkbox' : 'text';
      if (kind === 'number') [made_.min, made_.max, made_.inputMode] = ['0', String(most ?? ''), 'numeric'];
      if (kind === 'check') made_.className = 'desk-check';
      if (kind === 'secret') made_.autocomplete = 'off';
    }
    if (made_ instanceof HTMLTextAreaElement) made_.rows = rows;
    made_.name = name;
    if (!(made_ instanceof HTMLSelectElement)) made_.dir = 'auto';
    this.#fields.set(name, made_);
    const line = labelled(label, made_, hint);
    line.classList.toggle('desk-line-check', kind === 'check');
    return line;
  }

  /** @param {Field} field @returns {Value} */
  #taken({ name, kind }) {
    const field = this.#fields.get(name);
    if (field instanceof HTMLInputElement && kind === 'check') return field.checked;
    const text = field?.value ?? '';
    if (kind === 'number') return text.trim() === '' ? 0 : Number(text);
    if (kind in BETWEEN) return items(kind, text);
    return kind !== 'choice' && text.trim() === '' ? null : text;
  }

  /** @param {Field} field @param {Value | undefined} value */
  #put({ name, kind }, value) {
    const field = this.#fields.get(name);
    if (field === undefined) return;
    if (field instanceof HTMLInputElement && kind === 'check') field.checked = value === true;
    else field.value = written(kind, value);
  }

  /** What differs from what the server has. @returns {Record<string, Value>} */
  #changed() {
    if (!this.#known) return {};
    const pairs = this.options.fields.map((field) => /** @type {const} */ ([field.name, this.#taken(field)]));
    return Object.fromEntries(pairs.filter(([name, value]) => !isSame(value, this.#stored[name])));
  }

  /** Puts back what the server has. */
  #show() {
    for (const field of this.options.fields) this.#put(field, this.#stored[field.name]);
    this.#news.replaceChildren();
    this.#tell();
  }

  #tell() {
    for (const act of [this.#save, this.#undo]) setUsable(act, this.#isChanged());
  }

  #isChanged() {
    return Object.keys(this.#changed()).length > 0;
  }

  /** Somebody may be faster than the first answer. */
  async #submit() {
    if (!this.#known) await this.read();
    if (this.#isChanged()) await this.#send();
  }

  async #send() {
    const changed = this.#changed();
    try {
      const { value, etag } = await this.options.api.versioned(this.options.path, { method: 'PATCH', body: changed, ...(this.#etag === null ? {} : { etag: this.#etag }) });
      this.#stored = value;
      this.#etag = etag;
      this.#show();
      this.options.say(t('desk-saved-one', { what: this.options.what }));
      setText(this.#save, t('desk-saved'));
      setTimeout(() => setText(this.#save, t('desk-save')), 2000);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 412) throw error;
      // what was changed meanwhile is shown before it is replaced
      await this.read();
      if (this.#news.children.length === 0) await this.#send();
    }
  }

  /** @param {string[]} names of fields that somebody else has changed, and whoever is here too */
  #conflict(names) {
    const lines = this.options.fields.filter(({ name }) => names.includes(name)).map(({ label, name }) => {
      const theirs = this.#stored[name];
      const words = written('words', theirs) || t('desk-nothing');
      return made('li', '', made('b', '', label), ` ${t('desk-is-now')} `, made('bdi', '', words));
    });
    const mine = button(t('desk-keep-mine'), () => {
      this.#news.replaceChildren();
      this.options.report(this.#send());
    });
    const theirs = button(t('desk-take-theirs'), () => this.#show());
    this.#news.replaceChildren(made('p', '', t('desk-changed-meanwhile', { what: this.options.what })), made('ul', '', ...lines), made('div', 'desk-row', mine, theirs));
  }
}
