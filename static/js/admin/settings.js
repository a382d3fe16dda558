// Settings of the site that change without a restart: a form for each, as the configuration explains it.

import { serverTime } from '../clock.js';
import { asking, button, labelled, part, setUsable } from '../desk/parts.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { when } from '../words.js';
import { sameValue, taken, written } from './setting-value.js';

/**
 * @typedef {import('../desk/desk.js').Desk} Desk
 * @typedef {import('./setting-value.js').Value} Value
 * @typedef {object} Setting as `list-site-settings` has it
 * @property {string} key
 * @property {Value} value
 * @property {Value} configured
 * @property {string} explanation
 * @property {string} accepts
 * @property {string | null} changed_by
 * @property {number | null} changed
 */

/** What the parts are called, and which settings begin with which. @type {[string, string, (key: string) => boolean][]} */
const PARTS = [
  [t('setting-site'), t('setting-site-about'), (key) => !key.includes('.')],
  [t('chat-title'), t('setting-chat-about'), (key) => key.startsWith('chat.')],
  [t('setting-api'), '', (key) => key.startsWith('api.')],
];
/** What settings are called. The key stands beside it. @type {Record<string, string>} */
export const CALLED = {
  site_name: t('setting-site-name'),
  welcome: t('setting-welcome'),
  embed_origins: t('setting-embed-origins'),
  themes: t('setting-themes'),
  'chat.message_length': t('setting-message-length'),
  'chat.stream_emotes': t('setting-stream-emotes'),
  'chat.stream_emote_kib': t('setting-stream-emote-kib'),
  'chat.allowed_origins': t('setting-chat-origins'),
  'chat.messages': t('chat-messages'),
  'chat.drawings': t('setting-drawings'),
  'chat.drawing_kib': t('setting-drawing-kib'),
  'chat.changes': t('setting-changes'),
  'chat.joins': t('setting-joins'),
  'chat.connections': t('setting-connections'),
  'chat.per_address': t('setting-per-address'),
  'api.allowed_origins': t('setting-api-origins'),
  'api.requests': t('setting-requests'),
};

/** What there is to say about them. The server's own words are those of the configuration file. @type {Record<string, string>} */
export const ABOUT = {
  site_name: t('setting-site-name-about'),
  welcome: t('setting-welcome-about'),
  embed_origins: t('setting-embed-origins-about'),
  themes: t('setting-themes-about'),
  'chat.message_length': t('setting-message-length-about'),
  'chat.stream_emotes': t('setting-stream-emotes-about'),
  'chat.stream_emote_kib': t('setting-stream-emote-kib-about'),
  'chat.allowed_origins': t('setting-chat-origins-about'),
  'chat.messages': t('setting-messages-about'),
  'chat.drawings': t('setting-drawings-about'),
  'chat.drawing_kib': t('setting-drawing-kib-about'),
  'chat.changes': t('setting-changes-about'),
  'chat.joins': t('setting-joins-about'),
  'chat.connections': t('setting-connections-about'),
  'chat.per_address': t('setting-per-address-about'),
  'api.allowed_origins': t('setting-api-origins-about'),
  'api.requests': t('setting-requests-about'),
};

/** Texts of several lines. */
const LONG = ['welcome'];

/** @param {Desk} desk */
export function showSiteSettings(desk) {
  /** @type {Map<string, SettingForm>} */
  const forms = new Map();
  const read = async () => {
    /** @type {{ settings: Setting[] }} */
    const { settings } = await desk.api.send('/settings');
    if (forms.size === 0) {
      for (const setting of settings) forms.set(setting.key, new SettingForm(desk, setting.key, () => desk.report(read())));
      const of = (/** @type {(key: string) => boolean} */ is) => [...forms].filter(([key]) => is(key)).map(([, form]) => form.element);
      desk.body.append(...PARTS.map(([title, about, is]) => part(title, ...(about === '' ? [] : [made('p', 'desk-hint', about)]), ...of(is))));
    }
    for (const setting of settings) forms.get(setting.key)?.show(setting);
  };
  desk.onEvent((event) => (event === null || event.type === 'set_site_setting') && desk.report(read()));
  desk.report(read());
}

/** One setting. What somebody is writing stays when it is read again. */
class SettingForm {
  /** @type {Setting | null} */
  #setting = null;
  /** Fields by the names of their part; one that is the whole value has no name. @type {Map<string, HTMLInputElement | HTMLTextAreaElement>} */
  #fields = new Map();
  #fieldset = made('fieldset', 'desk-form admin-setting');
  #name;
  #about = made('p', 'desk-hint');
  #state = made('p', 'desk-hint');
  #wrong = made('p', 'desk-trouble');
  #save = made('button', 'button', t('desk-save'));
  #undo = button(t('desk-undo'), () => this.#put());
  #reset = made('div', 'admin-reset');

  /**
   * @param {Desk} desk
   * @param {string} key
   * @param {() => void} after
   */
  constructor(desk, key, after) {
    this.desk = desk;
    this.key = key;
    this.after = after;
    this.#name = made('span', '', CALLED[key] ?? key);
    this.#wrong.setAttribute('role', 'alert');
    this.#wrong.hidden = true;
    this.#name.id = `setting-${key}`;
    const heading = made('legend', 'desk-label', this.#name, ' ', made('code', '', key));
    this.element = made('form', '', this.#fieldset);
    this.element.noValidate = true;
    this.#fieldset.append(heading, this.#about, this.#state, this.#wrong, made('div', 'desk-row', this.#save, this.#undo, this.#reset));
    this.element.addEventListener('input', () => this.#tell());
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#isTouched()) desk.report(this.#send('PUT', { value: this.#taken() }));
    });
  }

  /** @param {Setting} setting */
  show(setting) {
    const isFirst = this.#setting === null;
    const isTouched = !isFirst && this.#isTouched();
    this.#setting = setting;
    if (isFirst) this.#lay();
    if (!isTouched) this.#put();
    setText(this.#about, ABOUT[this.key] ?? setting.explanation.replaceAll('\n', ' ').replaceAll('\u0060', ''));
    const { changed, changed_by: by, configured } = setting;
    const was = changed === null ? '' : t('setting-changed-by', { name: String(by), time: when(changed, serverTime()), value: written(configured) });
    setText(this.#state, was);
    if (!this.#reset.contains(document.activeElement)) {
      const ask = asking(t('setting-reset-dots'), t('setting-reset-ask', { value: written(configured) }), t('setting-reset'), () => this.desk.report(this.#send('DELETE')));
      ask.querySelector('button')?.setAttribute('aria-label', t('setting-reset-one', { name: CALLED[this.key] ?? this.key }));
      this.#reset.replaceChildren(...(changed === null ? [] : [ask]));
    }
    this.#tell();
  }

  /** Makes the fields that the kind of value needs. */
  #lay() {
    const value = this.#setting?.value;
    const isRate = typeof value === 'object' && value !== null && !Array.isArray(value);
    const names = isRate ? Object.keys(value) : [''];
    const lines = names.map((name) => {
      const isLong = Array.isArray(value) || LONG.includes(this.key);
      const field = isLong ? made('textarea', 'field') : made('input', 'field');
      if (field instanceof HTMLTextAreaElement) field.rows = Array.isArray(value) ? Math.min(4, Math.max(2, value.length)) : 6;
      if (field instanceof HTMLInputElement && (isRate || typeof value === 'number')) [field.type, field.min, field.inputMode] = ['number', '0', 'numeric'];
      [field.autocomplete, field.spellcheck] = ['off', false];
      this.#fields.set(name, field);
      if (name !== '') return labelled(name === 'burst' ? t('setting-at-once') : t('setting-long-run'), field, name === 'per_minute' ? t('setting-no-limit') : undefined);
      // the heading is the label of the only field
      this.#about.id = `setting-${this.key}-about`;
      field.setAttribute('aria-labelledby', this.#name.id);
      const hint = made('p', 'desk-hint', t('setting-lines'));
      hint.id = `setting-${this.key}-lines`;
      if (Array.isArray(value)) this.#about.after(hint);
      field.setAttribute('aria-describedby', Array.isArray(value) ? `${this.#about.id} ${hint.id}` : this.#about.id);
      return made('div', 'desk-line', field);
    });
    this.#state.before(made('div', 'admin-values', ...lines));
  }

  #put() {
    const value = this.#setting?.value;
    for (const [name, field] of this.#fields) field.value = written(name === '' ? value : /** @type {Record<string, number>} */ (value)[name], '\n');
    this.#wrong.hidden = true;
    this.#tell();
  }

  /** @returns {Value} what is written in the fields */
  #taken() {
    const texts = Object.fromEntries([...this.#fields].map(([name, field]) => [name, field.value]));
    return taken(this.#setting?.value ?? '', texts);
  }

  #isTouched() {
    return this.#setting !== null && !sameValue(this.#taken(), this.#setting.value);
  }

  #tell() {
    for (const act of [this.#save, this.#undo]) setUsable(act, this.#isTouched());
  }

  /**
   * @param {string} method
   * @param {unknown} [body]
   */
  async #send(method, body) {
    this.#wrong.hidden = true;
    try {
      await this.desk.api.send(`/settings/${this.key}`, body === undefined ? { method } : { method, body });
    } catch (error) {
      if (!(error instanceof Error) || !('status' in error) || ![404, 409, 422].includes(Number(error.status))) throw error;
      setText(this.#wrong, error.message);
      this.#wrong.hidden = false;
      this.#fields.values().next().value?.focus();
      return;
    }
    this.desk.say(method === 'PUT' ? t('setting-saved', { name: CALLED[this.key] ?? this.key }) : t('setting-was-reset', { name: CALLED[this.key] ?? this.key }));
    // the next reading brings what is stored, whatever was written here
    if (this.#setting !== null && method === 'PUT') this.#setting = { ...this.#setting, value: this.#taken() };
    else this.#put();
    this.after();
  }
}
