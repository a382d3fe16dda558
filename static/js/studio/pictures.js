// The streamer's avatar and the picture for the time offline. The server cuts and scales; the page shows which part it will take.

import { Refused } from '../desk/api.js';
import { asking, button, labelled } from '../desk/parts.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { counted } from '../words.js';

/**
 * @typedef {import('../studio.js').Studio} Studio
 * @typedef {import('../mark.js').PictureFile} PictureFile
 * @typedef {{ avatar: PictureFile[], offline_picture: PictureFile[] }} Pictures as `show-pictures` has them
 *
 * @typedef {object} Kind
 * @property {'avatar' | 'offline_picture'} field
 * @property {string} path
 * @property {string} title
 * @property {string} what completes "… is saved"
 * @property {string} remove what a button says that removes it
 * @property {string} hint
 */

const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
const MIB = 8;
/** Millions of pixels, of 1024 × 1024 each. */
const MEGAPIXELS = 16;
const percent = new Intl.NumberFormat(t('language-tag'), { style: 'percent' });

/** @type {Kind[]} */
const KINDS = [
  { field: 'avatar', path: '/avatar', title: t('pictures-avatar'), what: t('pictures-the-avatar'), remove: t('pictures-remove-avatar'), hint: t('pictures-avatar-hint') },
  { field: 'offline_picture', path: '/offline-picture', title: t('pictures-offline'), what: t('pictures-the-picture'), remove: t('pictures-remove-picture'), hint: t('pictures-offline-hint') },
];

/** @param {Studio} studio */
export function picturesPart(studio) {
  const forms = KINDS.map((kind) => new PictureForm(studio, kind, show));
  /** @param {Pictures} pictures */
  function show(pictures) {
    for (const form of forms) form.show(pictures);
  }
  const read = async () => show(await studio.api.send('/pictures'));
  return { element: made('div', 'desk-form', ...forms.map((form) => form.element)), read };
}

class PictureForm {
  #studio;
  #kind;
  #show;
  #now = made('img', '');
  #file = made('input', 'unseen');
  #trouble = made('p', 'studio-wrong');
  #preview = made('img', '');
  #cut = { zoom: range('100', '400', '100'), across: range('0', '100', '50'), down: range('0', '100', '50') };
  #save;
  #choice;
  #remove;
  /** @type {File | null} */
  #chosen = null;

  /**
   * @param {Studio} studio
   * @param {Kind} kind
   * @param {(pictures: Pictures) => void} show
   */
  constructor(studio, kind, show) {
    this.#studio = studio;
    this.#kind = kind;
    this.#show = show;
    const { title, what, remove, hint, field } = kind;
    [this.#now.alt, this.#now.hidden] = [t('pictures-as-now', { what }), true];
    [this.#file.type, this.#file.accept] = ['file', TYPES.join()];
    this.#file.addEventListener('change', () => this.#take(this.#file.files?.[0]));
    this.#trouble.setAttribute('role', 'alert');
    this.#preview.alt = t('pictures-taken');
    this.#preview.addEventListener('error', () => {
      this.#end();
      this.#fail(t('pictures-damaged'));
    });
    this.#preview.addEventListener('load', () => {
      const { naturalWidth: width, naturalHeight: height } = this.#preview;
      if (width * height <= MEGAPIXELS << 20) return;
      this.#end();
      this.#fail(t('pictures-pixels', { width: counted(width), height: counted(height), most: MEGAPIXELS }));
      this.#file.focus();
    });
    const { zoom, across, down } = this.#cut;
    for (const input of [zoom, across, down]) input.addEventListener('input', () => this.#frame());
    this.#save = button(t('desk-save'), () => studio.report(this.#send()), 'button');
    const cancel = button(t('chat-cancel'), () => {
      this.#end();
      this.#file.focus();
    });
    this.#choice = made('div', 'studio-crop', made('div', 'studio-frame', this.#preview), labelled(t('pictures-zoom'), zoom), labelled(t('pictures-across'), across), labelled(t('pictures-down'), down), made('div', 'desk-row', this.#save, cancel));
    this.#choice.hidden = true;
    this.#remove = asking(t('desk-remove-dots'), t('pictures-remove-ask', { remove }), t('desk-remove'), () => studio.report(this.#drop()));
    this.#remove.querySelector('button')?.setAttribute('aria-label', t('pictures-remove-dots', { remove }));
    this.#remove.hidden = true;
    const about = made('p', 'desk-hint', t('pictures-about', { hint, mib: MIB, megapixels: MEGAPIXELS }));
    about.id = `studio-${field}`;
    this.#file.setAttribute('aria-describedby', about.id);
    const choose = made('label', 'moderation-drop', this.#file, made('span', '', t('pictures-choose')), made('span', 'unseen', `: ${title}`));
    const now = made('div', 'studio-frame', this.#now);
    this.element = made('fieldset', 'studio-picture', made('legend', 'desk-label', title), now, about, choose, this.#trouble, this.#choice, this.#remove);
    this.element.dataset.kind = field;
    for (const event of /** @type {const} */ (['dragover', 'drop'])) this.element.addEventListener(event, (drag) => this.#onDrag(drag));
  }

  /** @param {Pictures} pictures */
  show({ [this.#kind.field]: files }) {
    const largest = files.at(-1);
    this.#now.hidden = this.#remove.hidden = largest === undefined;
    if (largest !== undefined && this.#now.getAttribute('src') !== largest.url) this.#now.src = largest.url;
  }

  /** @param {DragEvent} event */
  #onDrag(event) {
    event.preventDefault();
    if (event.type === 'drop') this.#take(event.dataTransfer?.files[0]);
  }

  /** Shows a picture before it is sent. @param {File | undefined} file */
  #take(file) {
    if (file === undefined) return;
    this.#end();
    // so that the same file can be chosen again
    this.#file.value = '';
    if (!TYPES.includes(file.type)) return this.#fail(t('pictures-kind'));
    if (file.size > MIB << 20) return this.#fail(t('pictures-large', { has: Math.ceil(file.size / (1 << 20)), most: MIB }));
    this.#chosen = file;
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      if (this.#chosen !== file) return;
      this.#preview.src = String(reader.result);
      this.#frame();
      this.#choice.hidden = false;
      this.#cut.zoom.focus();
      this.#studio.say(t('pictures-shown'));
    });
    reader.addEventListener('error', () => this.#fail(t('emotes-unreadable')));
    reader.readAsDataURL(file);
  }

  /** Shows the part that the server will take. */
  #frame() {
    const { zoom, across, down } = this.#cut;
    const place = `${across.value}% ${down.value}%`;
    for (const input of [zoom, across, down]) input.setAttribute('aria-valuetext', percent.format(Number(input.value) / 100));
    Object.assign(this.#preview.style, { objectPosition: place, transformOrigin: place, scale: `${zoom.value}%` });
  }

  async #send() {
    const { zoom, across, down } = this.#cut;
    const query = new URLSearchParams({ zoom: zoom.value, across: across.value, down: down.value });
    this.#save.disabled = true;
    try {
      this.#show(await this.#studio.api.send(`${this.#kind.path}?${query}`, { method: 'PUT', body: this.#chosen }));
    } catch (error) {
      // what is wrong with the picture is said beside it
      if (error instanceof Refused && error.status === 409) return this.#fail(error.message);
      throw error;
    } finally {
      this.#save.disabled = false;
    }
    this.#end();
    this.#studio.say(t('pictures-saved', { what: this.#kind.what }));
    this.#file.focus();
  }

  async #drop() {
    this.#show(await this.#studio.api.send(this.#kind.path, { method: 'DELETE' }));
    this.#studio.say(t('emotes-is-removed', { name: this.#kind.what }));
    this.#file.focus();
  }

  /** Forgets the chosen file. */
  #end() {
    this.#fail('');
    this.#chosen = null;
    this.#preview.removeAttribute('src');
    this.#choice.hidden = true;
    const { zoom, across, down } = this.#cut;
    [zoom.value, across.value, down.value] = ['100', '50', '50'];
  }

  /** @param {string} words */
  #fail(words) {
    setText(this.#trouble, words);
  }
}

/**
 * @param {string} min
 * @param {string} max
 * @param {string} value
 */
function range(min, max, value) {
  const input = made('input', '');
  [input.type, input.min, input.max, input.value] = ['range', min, max, value];
  return input;
}
