// The list of people in chat, shown over the messages.

import { find, isEscape, made } from '../dom.js';
import { t } from '../text.js';
import { counted } from '../words.js';
import { markMuted, nameElement } from './message.js';

/**
 * @typedef {import('./people.js').People} People
 * @typedef {import('./mutes.js').Mutes} Mutes
 *
 * @typedef {object} MembersOptions
 * @property {HTMLElement} panel
 * @property {HTMLElement} opener carries the number
 * @property {People} people
 * @property {Mutes} mutes
 * @property {() => boolean} ask for the whole list; false where that is not possible
 */

/** More are found by filtering rather than by scrolling. */
const MOST = 500;

export class Members {
  #frame = 0;

  /** @param {MembersOptions} options */
  constructor(options) {
    this.options = options;
    const { panel } = options;
    /** @type {HTMLInputElement} */
    this.filter = find('#chat-filter', panel);
    find('#chat-members-close', panel).addEventListener('click', () => this.close());
    this.filter.addEventListener('input', () => this.#show());
    panel.addEventListener('keydown', (event) => {
      if (!isEscape(event)) return;
      event.preventDefault();
      this.close();
    });
  }

  get isOpen() {
    return !this.options.panel.hidden;
  }

  open() {
    const { panel, opener, people, ask } = this.options;
    panel.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    if (!people.complete) ask();
    this.#show();
    this.focus();
  }

  /** The button of somebody in the list, if they are in it. @param {string} name */
  elementOf(name) {
    const names = /** @type {HTMLElement[]} */ ([...this.options.panel.querySelectorAll('#chat-people .name')]);
    return names.find((button) => button.dataset.name === name);
  }

  focus() {
    this.#first().focus();
  }

  #first() {
    // on a touch screen the field would bring up the keyboard over half of the people
    return find(matchMedia('(pointer: coarse)').matches ? '#chat-members-close' : '#chat-filter', this.options.panel);
  }

  close() {
    this.fold();
    this.options.opener.focus();
  }

  /** Closes it where something else takes the focus. */
  fold() {
    const { panel, opener } = this.options;
    panel.hidden = true;
    this.filter.value = '';
    opener.setAttribute('aria-expanded', 'false');
  }

  /** Somebody came, went or changed. However many did: once per frame. */
  changed() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.isOpen) this.#show();
    });
  }

  #show() {
    const { panel, people, mutes } = this.options;
    const found = people.list(this.filter.value);
    const items = found.slice(0, MOST).map((person) => {
      const name = nameElement({ name: person.username, role: person.type, color: person.color, badges: person.badges, account: person.account });
      name.tabIndex = 0;
      markMuted(name, mutes.of(person.username, true) !== undefined);
      return made('li', '', name);
    });
    const place = find('#chat-people', panel);
    // keyboard users keep their place while others come and go
    const focused = place.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.name : undefined;
    place.replaceChildren(...items);
    if (focused !== undefined) (this.elementOf(focused) ?? this.#first()).focus();
    find('#chat-people-more', panel).textContent = this.#rest(found.length);
  }

  /** @param {number} found */
  #rest(found) {
    const { people } = this.options;
    if (this.filter.value.trim() !== '' && found === 0) return t('chat-nobody-named');
    if (found > MOST) return t('chat-more-find', { count: counted(found - MOST) });
    const unknown = people.count - found;
    if (this.filter.value.trim() !== '' || unknown <= 0) return found === 0 ? t('chat-nobody') : '';
    return found === 0 ? t('chat-count-present', { count: counted(unknown) }) : t('chat-count-more', { count: counted(unknown) });
  }
}
