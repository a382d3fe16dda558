// The form that asks for a name and a colour, and for the key where the name is the streamer's. It stands in the
// composer's place, and serves again when somebody wants another name or colour.

import { find, isEscape } from '../dom.js';
import { recall, remember } from '../prefs.js';
import { changeTheme } from '../sheet.js';
import { t } from '../text.js';
import { paint } from './colours.js';
import { folded } from './people.js';

/**
 * @typedef {{ username: string, color: string, key?: string }} Entry
 *
 * @typedef {object} EntryOptions
 * @property {HTMLFormElement} form
 * @property {string} streamer
 * @property {(entry: Entry) => boolean} enter false where there is no connection now
 * @property {() => void} cancel
 */

/** @type {Record<string, { field: 'name' | 'key', words: string } | undefined>} what to do about each refusal */
export const REFUSALS = {
  name_missing: { field: 'name', words: t('entry-name-missing') },
  name_blank: { field: 'name', words: t('entry-name-blank') },
  name_too_long: { field: 'name', words: t('entry-name-long') },
  name_taken: { field: 'name', words: t('entry-name-taken') },
  name_reserved: { field: 'name', words: t('entry-name-reserved') },
  account_required: { field: 'name', words: t('entry-account-required') },
  name_unfit: { field: 'name', words: t('entry-name-unfit') },
  key_wrong: { field: 'key', words: t('entry-key-wrong') },
  key_throttled: undefined,
};

/** A colour of any hue that can be told from others. @param {() => number} random */
export function randomColour(random = Math.random) {
  const hue = random() * 360;
  const part = (/** @type {number} */ n) => {
    const k = (n + hue / 30) % 12;
    const value = 0.5 - 0.35 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value).toString(16).padStart(2, '0');
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}

export class EntryForm {
  /** @param {EntryOptions} options */
  constructor(options) {
    this.options = options;
    const { form } = options;
    /** @type {HTMLInputElement} */
    this.name = find('#chat-name', form);
    /** @type {HTMLInputElement} */
    this.key = find('#chat-key', form);
    /** @type {HTMLInputElement} */
    this.colour = find('#chat-colour', form);
    this.error = find('#chat-entry-error', form);
    this.name.value = recall('name') ?? '';
    this.#paint(recall('color') ?? randomColour());
    this.name.addEventListener('input', () => {
      this.fail('');
      this.#askForKey(this.#isStreamer());
    });
    this.colour.addEventListener('input', () => this.#paint(this.colour.value));
    for (const swatch of this.#swatches()) swatch.addEventListener('change', () => this.#paint(swatch.value));
    find('#chat-random', form).addEventListener('click', () => this.#paint(randomColour()));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    form.addEventListener('keydown', (event) => {
      if (!isEscape(event)) return;
      event.preventDefault();
      options.cancel();
    });
    find('#chat-entry-end', form).addEventListener('click', () => options.cancel());
    const theme = form.querySelector('select');
    if (theme) {
      theme.value = document.documentElement.dataset.theme ?? '';
      theme.addEventListener('change', () => void changeTheme(theme.value));
    }
  }

  /**
   * @param {{ username: string, color: string } | undefined} me who already is in chat and wants a change
   * @param {{ focus?: boolean }} [options]
   */
  open(me, { focus = true } = {}) {
    const { form } = this.options;
    form.hidden = false;
    form.dataset.for = me ? 'change' : 'entry';
    if (me) {
      this.name.value = me.username;
      this.#paint(me.color);
    }
    this.fail('');
    this.#askForKey(!me && this.#isStreamer());
    if (!focus) return;
    this.name.focus();
    this.name.select();
  }

  /** Whether this is the name in the form. @param {string} name */
  shows(name) {
    return folded(this.name.value.trim()) === folded(name);
  }

  close() {
    this.options.form.hidden = true;
    this.key.value = '';
  }

  get isOpen() {
    return !this.options.form.hidden;
  }

  /** The server wants the key for this name. */
  needKey() {
    this.#askForKey(true);
    this.key.focus();
  }

  /**
   * Says what is wrong at the field where it is.
   * @param {string} words
   * @param {'name' | 'key'} [field]
   * @param {{ focus?: boolean }} [options]
   */
  fail(words, field = 'name', { focus = true } = {}) {
    const [wrong, other] = field === 'key' ? [this.key, this.name] : [this.name, this.key];
    this.error.textContent = words;
    this.error.hidden = words === '';
    other.removeAttribute('aria-invalid');
    if (words === '') wrong.removeAttribute('aria-invalid');
    else {
      wrong.setAttribute('aria-invalid', 'true');
      wrong.setAttribute('aria-describedby', this.error.id);
      if (!focus) return;
      wrong.focus();
      wrong.select();
    }
  }

  #submit() {
    const entry = { username: this.name.value.trim(), color: this.colour.value };
    if (entry.username === '') {
      this.fail(REFUSALS.name_missing?.words ?? '');
      return;
    }
    remember('name', entry.username);
    remember('color', entry.color);
    const asked = !find('#chat-key-line', this.options.form).hidden;
    if (asked && this.key.value === '') {
      this.fail(t('entry-key-needed'), 'key');
      return;
    }
    if (!this.options.enter(asked ? { ...entry, key: this.key.value } : entry)) {
      this.fail(t('chat-no-connection-keep'));
    }
  }

  #isStreamer() {
    return folded(this.name.value.trim()) === folded(this.options.streamer);
  }

  /** @param {boolean} asked */
  #askForKey(asked) {
    find('#chat-key-line', this.options.form).hidden = !asked;
    if (!asked) this.key.value = '';
  }

  /** @param {string} colour */
  #paint(colour) {
    this.colour.value = colour;
    // the name shows the colour as chat will
    paint(this.name, this.colour.value);
    for (const swatch of this.#swatches()) swatch.checked = swatch.value === colour;
  }

  /** @returns {NodeListOf<HTMLInputElement>} */
  #swatches() {
    return this.options.form.querySelectorAll('input[data-swatch]');
  }
}
