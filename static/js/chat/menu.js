// The menu that opens on a name or a message: what one may do with it.

import { made } from '../dom.js';
import { ACTIONS, actionsFor } from './actions.js';
import { icon } from './icons.js';
import { timeElement } from './message.js';

/**
 * @typedef {import('./actions.js').Action} Action
 * @typedef {import('./actions.js').Subject} Subject
 *
 * @typedef {object} MenuOptions
 * @property {HTMLElement} menu a popover
 * @property {(action: Action, subject: Subject, detail?: string) => void} act
 * @property {() => void} leave to where the focus goes when what the menu opened on is there no more
 */

const EDGE = 8;

export class Menu {
  /** @type {HTMLElement | null} */
  #opener = null;

  /** @param {MenuOptions} options */
  constructor(options) {
    this.options = options;
    const { menu } = options;
    menu.addEventListener('keydown', (event) => this.#onKey(event));
    menu.addEventListener('toggle', (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === 'open') return;
      // a click elsewhere chose another place already
      if (!menu.contains(document.activeElement) && document.activeElement !== document.body) return;
      if (this.#opener?.isConnected) this.#opener.focus({ preventScroll: true });
      else options.leave();
    });
  }

  /**
   * @param {Subject} subject
   * @param {HTMLElement} opener what has the focus again afterwards
   * @param {DOMRect} [beside] where to open, if not at the opener
   * @returns {boolean} whether there is anything to do
   */
  open(subject, opener, beside = opener.getBoundingClientRect()) {
    const actions = actionsFor(subject);
    if (actions.length === 0) return false;
    const { menu } = this.options;
    const { them, message } = subject;
    const heading = made('p', 'menu-title', made('bdi', '', them.name));
    let label = them.name;
    if (message) {
      // who has no pointer that hovers learns it here
      const time = timeElement(message.time);
      heading.append(time);
      label += `, ${time.textContent}`;
    }
    menu.replaceChildren(heading, ...actions.map((action) => this.#item(action, subject, beside)));
    menu.setAttribute('role', 'menu');
    menu.setAttribute('aria-label', label);
    this.#opener = opener;
    menu.showPopover();
    this.#place(beside);
    menu.querySelector('button')?.focus();
    return true;
  }

  /**
   * @param {Action} action
   * @param {Subject} subject
   * @param {DOMRect} beside
   */
  #item(action, subject, beside) {
    const item = made('button', 'menu-item', icon(ACTIONS[action].icon), ACTIONS[action].words);
    item.type = 'button';
    item.setAttribute('role', 'menuitem');
    item.dataset.action = action;
    item.addEventListener('click', () => {
      if (action === 'rename') {
        this.#askName(subject, beside);
        return;
      }
      this.options.menu.hidePopover();
      this.options.act(action, subject);
    });
    return item;
  }

  /**
   * In place of the items: a menu has nothing else in it, so it is one no more.
   * @param {Subject} subject
   * @param {DOMRect} beside
   */
  #askName(subject, beside) {
    const { menu } = this.options;
    const field = made('input', 'field');
    field.value = subject.them.name;
    field.setAttribute('aria-label', `New name for ${subject.them.name}`);
    const form = made('form', 'menu-form', field, made('button', 'button', 'Rename'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const name = field.value.trim();
      if (name === '' || name === subject.them.name) return;
      menu.hidePopover();
      this.options.act('rename', subject, name);
    });
    for (const item of menu.querySelectorAll('.menu-item')) item.remove();
    menu.append(form);
    menu.setAttribute('role', 'dialog');
    menu.setAttribute('aria-label', `Rename ${subject.them.name}`);
    this.#place(beside);
    field.focus();
    field.select();
  }

  /** @param {DOMRect} beside */
  #place(beside) {
    const { menu } = this.options;
    const { offsetWidth: width, offsetHeight: height } = menu;
    const below = beside.bottom + 4 + height < innerHeight - EDGE;
    const top = below ? beside.bottom + 4 : beside.top - 4 - height;
    menu.style.left = `${Math.max(EDGE, Math.min(beside.left, innerWidth - width - EDGE))}px`;
    menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === 'Tab' && this.options.menu.role === 'menu') {
      event.preventDefault();
      this.options.menu.hidePopover();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const items = [...this.options.menu.querySelectorAll('button')];
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = step === undefined ? (event.key === 'Home' ? 0 : -1) : (at + step) % items.length;
    items.at(next)?.focus();
  }
}
