// Picks an emoji or an emote: by looking through groups, by words, or among those used last.
//
//   openPicker(button, { emotes, field, onPick })   onPick gets the emoji itself, or `:alias:`
//
// It stays open for more until Escape, a press elsewhere, or its button pressed again. Load this module when it is first wanted.

import { isOfInputMethod, made } from '../dom.js';
import { t } from '../text.js';
import { emoteImage } from './emote.js';
import { inTone, loadEmoji, TONES } from './emoji.js';
import { recent, rememberTone, rememberUsed, tone } from './favourites.js';
import { sectionIcon } from './picker-icons.js';
import { neighbour } from './picker-keys.js';
import { sectionsOf } from './picker-sections.js';
import { rove } from './roving.js';
import { Sheet } from './sheet.js';

/**
 * @typedef {import('./picker-sections.js').Section} Section
 * @typedef {import('./picker-sections.js').Item} Item
 *
 * @typedef {object} Options
 * @property {Map<string, string>} [emotes]
 * @property {HTMLElement} [field] where one goes on to write
 * @property {(picked: string, how: { focus: boolean }) => void} onPick `focus`: whether the field is to have the focus now
 */

const TONE_NAMES = [t('emoji-tone-0'), t('emoji-tone-1'), t('emoji-tone-2'), t('emoji-tone-3'), t('emoji-tone-4'), t('emoji-tone-5')];

/** @type {Picker | null} */
let picker = null;

/**
 * @param {HTMLElement} anchor
 * @param {Options} options
 */
export function openPicker(anchor, options) {
  picker ??= new Picker();
  picker.open(anchor, options);
  return picker;
}

class Picker {
  /** @type {Options} */
  #options = { onPick() {} };
  /** @type {import('./emoji.js').Group[]} */
  #groups = [];
  /** @type {WeakMap<Element, Item>} */
  #items = new WeakMap();
  #failed = false;

  constructor() {
    this.sheet = new Sheet(t('chat-emoji'), 'picker');
    this.search = document.createElement('input');
    this.search.type = 'search';
    this.search.className = 'picker-search';
    this.search.placeholder = t('emoji-search');
    this.search.setAttribute('aria-label', t('emoji-search-label'));
    this.search.autocomplete = 'off';
    this.search.spellcheck = false;
    this.toneButton = made('button', 'picker-tone');
    this.toneButton.type = 'button';
    this.tones = made('div', 'picker-tones');
    this.tones.hidden = true;
    this.tones.setAttribute('role', 'group');
    this.tones.setAttribute('aria-label', t('emoji-tone'));
    this.tabs = made('div', 'picker-tabs');
    this.tabs.setAttribute('role', 'toolbar');
    this.tabs.setAttribute('aria-label', t('emoji-groups'));
    this.body = made('div', 'picker-body');
    this.hint = made('p', 'picker-hint');
    this.picked = made('p', 'picker-picked');
    this.status = made('p', 'unseen');
    this.status.setAttribute('role', 'status');

    const head = made('div', 'picker-head', this.search, this.toneButton, this.sheet.closeButton());
    this.sheet.element.append(head, this.tones, this.tabs, this.body, this.hint, this.picked, this.status);

    this.search.addEventListener('input', () => this.#show());
    this.search.addEventListener('keydown', (event) => this.#onSearchKey(event));
    this.toneButton.addEventListener('click', () => this.#showTones(this.tones.hidden === true));
    this.body.addEventListener('click', (event) => this.#onClick(event));
    this.body.addEventListener('keydown', (event) => this.#onGridKey(event));
    this.body.addEventListener('scroll', () => this.#markTab(), { passive: true });
    for (const type of ['pointerover', 'focusin']) this.body.addEventListener(type, (event) => this.#hint(event.target));
    for (const row of [this.tabs, this.tones]) rove(row);
  }

  /**
   * @param {HTMLElement} anchor
   * @param {Options} options
   */
  open(anchor, options) {
    this.#options = options;
    if (!this.sheet.toggle(anchor)) return;
    this.search.value = '';
    this.picked.replaceChildren();
    this.#drawTones();
    this.#show();
    void this.#load();
    // on a touch screen this would bring up the keyboard over half of what there is to look at
    if (!matchMedia('(pointer: coarse)').matches) this.search.focus({ preventScroll: true });
  }

  close() {
    this.sheet.close();
  }

  /**
   * When emotes come and go.
   * @param {Map<string, string>} emotes
   */
  setEmotes(emotes) {
    this.#options.emotes = emotes;
    if (this.sheet.isOpen) this.#show();
  }

  async #load() {
    if (this.#groups.length > 0) return;
    try {
      this.#groups = await loadEmoji();
      this.#failed = false;
    } catch {
      this.#failed = true;
    }
    if (this.sheet.isOpen) this.#show();
  }

  #show() {
    const query = this.search.value.trim();
    const isSearch = query !== '';
    const sections = sectionsOf({ groups: this.#groups, emotes: this.#options.emotes ?? new Map(), query, used: recent() });
    this.body.replaceChildren(...sections.map((section) => this.#drawSection(section)));
    this.body.scrollTop = 0;
    this.tabs.hidden = isSearch || sections.length === 0;
    this.tabs.replaceChildren(...(isSearch ? [] : sections.map((section, i) => this.#drawTab(section, i))));
    const count = sections.reduce((sum, { items }) => sum + items.length, 0);
    if (isSearch) this.status.textContent = count === 0 ? t('emoji-none') : t('emoji-count', { count });
    else this.status.textContent = '';
    if (this.#groups.length === 0) this.#say(this.#failed ? t('emoji-failed') : t('emoji-loading'));
    else if (isSearch && count === 0) this.#say(t('emoji-no-name'));
    this.hint.replaceChildren();
    this.#first()?.setAttribute('tabindex', '0');
    this.#markTab();
  }

  /** @param {string} text */
  #say(text) {
    this.body.append(made('p', 'picker-empty', text));
  }

  /** @param {Section} section */
  #drawSection({ name, items }) {
    const shade = tone();
    const grid = made('div', 'picker-grid', ...items.map((item) => this.#drawItem(item, shade)));
    const section = made('section', 'picker-section', made('h2', 'picker-title', name), grid);
    section.setAttribute('aria-label', name);
    section.style.setProperty('--items', String(items.length));
    return section;
  }

  /**
   * @param {Item} item
   * @param {number} shade
   */
  #drawItem(item, shade) {
    const button = made('button', 'picker-item');
    button.type = 'button';
    button.tabIndex = -1;
    if ('emoji' in item) {
      button.textContent = inTone(item.emoji, shade);
      button.setAttribute('aria-label', item.emoji.label);
    } else {
      button.append(emoteImage(item.alias, item.uri));
      button.setAttribute('aria-label', item.alias);
    }
    this.#items.set(button, item);
    return button;
  }

  /**
   * @param {Section} section
   * @param {number} index
   */
  #drawTab(section, index) {
    const tab = made('button', 'picker-tab', sectionIcon(section.icon));
    tab.type = 'button';
    tab.title = section.name;
    tab.tabIndex = index === 0 ? 0 : -1;
    tab.setAttribute('aria-label', section.name);
    tab.addEventListener('click', () => {
      const place = this.body.children[index];
      if (place instanceof HTMLElement) this.body.scrollTop = place.offsetTop;
    });
    return tab;
  }

  /** The tab of what is at the top of the view. */
  #markTab() {
    const top = this.body.scrollTop + 8;
    const places = /** @type {HTMLElement[]} */ ([...this.body.children]);
    const current = places.findLastIndex((place) => place.offsetTop <= top);
    [...this.tabs.children].forEach((tab, i) => tab.setAttribute('aria-current', String(i === Math.max(0, current))));
  }

  #drawTones() {
    const chosen = tone();
    const hand = (/** @type {number} */ shade) => `✋${TONES[shade] ?? ''}`;
    this.toneButton.textContent = hand(chosen);
    this.toneButton.title = t('emoji-tone');
    this.toneButton.setAttribute('aria-label', t('emoji-tone-chosen', { tone: TONE_NAMES[chosen] ?? '' }));
    this.tones.replaceChildren(
      ...TONE_NAMES.map((name, shade) => {
        const button = made('button', 'picker-tone');
        button.type = 'button';
        button.textContent = hand(shade);
        button.setAttribute('aria-label', name);
        button.setAttribute('aria-pressed', String(shade === chosen));
        button.tabIndex = shade === chosen ? 0 : -1;
        button.addEventListener('click', () => {
          rememberTone(shade);
          this.#drawTones();
          this.#showTones(false);
          this.#show();
          this.toneButton.focus();
        });
        return button;
      }),
    );
    this.#showTones(false);
  }

  /** @param {boolean} open */
  #showTones(open) {
    this.tones.hidden = !open;
    this.toneButton.setAttribute('aria-expanded', String(open));
    if (open) /** @type {HTMLElement | null} */ (this.tones.querySelector('[aria-pressed="true"]'))?.focus();
  }

  /** @param {Event} event */
  #onClick(event) {
    const button = event.target instanceof Element ? event.target.closest('.picker-item') : null;
    if (!button) return;
    const { detail, pointerType } = /** @type {PointerEvent} */ (event);
    // those who look for more with the keys do so from where they are; on a touch screen the field would bring up the keyboard
    this.#pick(button, { focus: detail > 0 && pointerType !== 'touch' });
  }

  /**
   * @param {Element} button
   * @param {{ focus: boolean }} how
   */
  #pick(button, how) {
    const item = this.#items.get(button);
    if (!item) return;
    const picked = 'emoji' in item ? inTone(item.emoji, tone()) : item.alias;
    rememberUsed(picked);
    this.#options.onPick(picked, how);
    if (!matchMedia('(pointer: coarse)').matches) this.sheet.returnTo = this.#options.field ?? null;
    // where the picker lies over the field, this shows what is in it by now
    this.picked.append('emoji' in item ? made('span', 'emoji', picked) : emoteImage(item.alias, item.uri));
    this.status.textContent = t('emoji-put', { name: 'emoji' in item ? item.emoji.label : item.alias });
  }

  /** @param {unknown} target */
  #hint(target) {
    const button = target instanceof Element ? target.closest('.picker-item') : null;
    const item = button && this.#items.get(button);
    if (!item) return;
    this.hint.textContent = 'emoji' in item ? `${item.emoji.label}  :${item.emoji.names[0] ?? ''}:` : item.alias;
  }

  #first() {
    return this.body.querySelector('.picker-item');
  }

  /** @param {KeyboardEvent} event */
  #onSearchKey(event) {
    if (isOfInputMethod(event)) return;
    const first = this.#first();
    if (!(first instanceof HTMLElement)) return;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      first.focus();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (this.search.value.trim() === '') return;
      this.#pick(first, { focus: false });
      this.search.select();
    }
  }

  /** @param {KeyboardEvent} event */
  #onGridKey(event) {
    const from = document.activeElement;
    if (!(from instanceof HTMLElement) || !from.classList.contains('picker-item')) return;
    const next = neighbour(from, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next === null) return void (event.key === 'ArrowUp' && this.search.focus());
    from.tabIndex = -1;
    next.tabIndex = 0;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }
}
