// The section of the stream's own emotes: what there is, and an upload of pictures that are chosen, dropped or pasted.

import { emoteImage } from '../chat/emote.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { action, showRows } from './rows.js';

/** Several changes at once are asked for together. Milliseconds. */
const TOGETHER_MS = 300;
const TYPES = ['image/png', 'image/gif', 'image/webp'];
const NAME = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * @typedef {import('./section.js').Section} Section
 * @typedef {{ emotes: { alias: string, uri: string }[], most: number, kib: number }} Emotes as `list-stream-emotes` has them
 */

/** @implements {Section} */
export class EmotesSection {
  title = t('desk-emotes');
  icon = 'smile';
  /** Nobody has to do anything about it. */
  count = 0;
  /** Where the site lets streams have none. */
  absent = true;
  /** @type {HTMLElement | null} */
  #place = null;
  /** @type {Emotes} */
  #have = { emotes: [], most: 0, kib: 0 };
  /** The chosen picture as a data URL. @type {string | null} */
  #picture = null;
  #about = made('p', 'moderation-more');
  #trouble = made('p', 'moderation-trouble');
  #preview = made('img', 'moderation-preview');
  #file = made('input', 'unseen');
  #name = made('input', 'field');
  #add = made('button', 'button', t('desk-add'));
  #list = made('ul', 'moderation-rows');
  #form = this.#makeForm();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.#about.id = 'moderation-emotes-about';
    this.#trouble.setAttribute('role', 'alert');
    for (const event of /** @type {const} */ (['add emote', 'remove emote'])) desk.connection.on(event, () => this.#readSoon());
    // who does not moderate any more is not told
    this.#read().catch(() => {});
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#place = place;
    place.append(this.#about, this.#form, this.#trouble, this.#list);
    place.addEventListener('paste', this.#onPaste);
    for (const event of /** @type {const} */ (['dragover', 'drop'])) place.addEventListener(event, this.#onDrag);
    setText(this.#trouble, '');
    this.desk.report(this.#read());
  }

  close() {
    this.#place?.removeEventListener('paste', this.#onPaste);
    for (const event of /** @type {const} */ (['dragover', 'drop'])) this.#place?.removeEventListener(event, this.#onDrag);
    this.#place = null;
  }

  /** Begins an upload. @param {string} alias what the emote is to be called, or nothing */
  begin(alias) {
    if (alias !== '') this.#name.value = alias;
    this.#file.focus();
    this.#check();
  }

  #makeForm() {
    this.#preview.alt = '';
    this.#preview.hidden = true;
    this.#file.type = 'file';
    this.#file.accept = TYPES.join();
    this.#file.setAttribute('aria-describedby', 'moderation-emotes-about');
    this.#file.addEventListener('change', () => this.#take(this.#file.files?.[0]));
    this.#name.maxLength = 32;
    this.#name.autocomplete = 'off';
    this.#name.spellcheck = false;
    this.#name.setAttribute('autocapitalize', 'none');
    this.#name.addEventListener('input', () => this.#check());
    const choose = made('label', 'moderation-drop', this.#file, this.#preview, made('span', '', t('emotes-choose')));
    const name = made('label', 'moderation-label', made('span', '', t('account-name')), this.#name);
    const form = made('form', 'moderation-form', choose, name, this.#add);
    form.noValidate = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.desk.report(this.#upload());
    });
    return form;
  }

  #onPaste = (/** @type {ClipboardEvent} */ event) => {
    const file = event.clipboardData?.files[0];
    if (!file) return;
    event.preventDefault();
    this.#take(file);
  };

  #onDrag = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    if (event.type === 'drop') this.#take(event.dataTransfer?.files[0]);
  };

  /** Looks at a picture before it is sent. @param {File | undefined} file */
  #take(file) {
    if (!file) return;
    this.#set(null);
    if (!TYPES.includes(file.type)) return this.#fail(t('emotes-kind'));
    if (file.size > this.#have.kib * 1024) return this.#fail(t('emotes-large', { has: Math.ceil(file.size / 1024), most: this.#have.kib }));
    const reader = new FileReader();
    reader.addEventListener('load', () => this.#set(String(reader.result)));
    reader.addEventListener('error', () => this.#fail(t('emotes-unreadable')));
    reader.readAsDataURL(file);
    if (this.#name.value === '') this.#name.value = file.name.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9_-]+/g, '').slice(0, 32);
    this.#check();
  }

  /** @param {string | null} picture */
  #set(picture) {
    this.#picture = picture;
    this.#preview.hidden = picture === null;
    if (picture === null) this.#preview.removeAttribute('src');
    else this.#preview.src = picture;
    // so that the same file can be chosen again
    this.#file.value = '';
  }

  /** Says what is wrong with the name, while it is written. */
  #check() {
    const name = this.#name.value;
    const taken = this.#have.emotes.some(({ alias }) => alias === name);
    const wrong = name !== '' && !NAME.test(name);
    this.#name.setAttribute('aria-invalid', String(wrong));
    this.#fail(wrong ? t('emotes-name-wrong') : '');
    setText(this.#add, taken ? t('emotes-replace') : t('desk-add'));
    return !wrong && name !== '';
  }

  /** @param {string} words */
  #fail(words) {
    setText(this.#trouble, words);
  }

  async #upload() {
    const alias = this.#name.value;
    if (this.#picture === null) return this.#fail(t('emotes-picture-first'));
    if (!this.#check()) {
      this.#name.focus();
      if (alias === '') this.#fail(t('emotes-name-first'));
      return;
    }
    this.#add.disabled = true;
    try {
      await this.desk.ask('upload-stream-emote', { alias, picture: this.#picture.slice(this.#picture.indexOf(',') + 1) });
    } finally {
      this.#add.disabled = false;
    }
    this.desk.say(t('emotes-added', { name: `:${alias}:` }));
    this.#set(null);
    this.#name.value = '';
    this.#check();
    this.#file.focus();
  }

  #readSoon() {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#read().catch(() => {});
    }, TOGETHER_MS);
  }

  async #read() {
    this.#have = /** @type {Emotes} */ (await this.desk.ask('list-stream-emotes'));
    const { emotes, most, kib } = this.#have;
    if (this.absent !== (most === 0)) {
      this.absent = most === 0;
      this.desk.changed();
    }
    setText(this.#about, t('emotes-about', { count: emotes.length, most, kib }));
    if (this.#place !== null) showRows(this.#list, emotes.map((emote) => this.#row(emote)), this.#place);
  }

  /** @param {{ alias: string, uri: string }} emote */
  #row({ alias, uri }) {
    const key = `:${alias}:`;
    const remove = action(t('desk-remove'), t('emotes-remove-one', { name: key }), () => this.desk.report(this.#remove(alias)));
    const row = made('li', 'moderation-row', made('span', 'moderation-who', emoteImage(key, uri), ' ', key), remove);
    row.dataset.key = alias;
    return row;
  }

  /** @param {string} alias */
  async #remove(alias) {
    await this.desk.ask('remove-stream-emote', { alias });
    this.desk.say(t('emotes-removed', { name: `:${alias}:` }));
  }
}
