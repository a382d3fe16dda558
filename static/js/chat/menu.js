// The menu that opens on a name or a message. Before what cannot be undone it asks, with the focus on the answer that changes
// nothing.

import { isOfInputMethod, made } from '../dom.js';
import { t } from '../text.js';
import { ACTIONS, actionsFor } from './actions.js';
import { icon } from './icons.js';
import { timeElement } from './message.js';

/**
 * @typedef {import('./actions.js').Action} Action
 * @typedef {import('./actions.js').Subject} Subject
 *
 * @typedef {object} Place
 * @property {() => HTMLElement | null | undefined} home what has the focus afterwards, wherever it stands by then; never
 *   something that acts on whatever the pointer happens to be over
 * @property {DOMRect} beside where to open
 *
 * @typedef {object} Question
 * @property {string} title
 * @property {string} [about] what it is about, in the words of its author
 * @property {string} yes
 * @property {string} no
 *
 * @typedef {object} MenuOptions
 * @property {HTMLElement} menu a manual popover: the finger that holds a line lifts after it opened, which would close others
 * @property {(action: Action, subject: Subject, detail?: string) => void} act
 * @property {() => void} leave where the focus goes when the line or name that the menu opened on is gone
 */

const EDGE = 8;
/** What has to be said before some actions, and how long it may be. @type {Partial<Record<Action, { go: string, most: number }>>} */
const QUESTIONS = {
  rename: { go: t('chat-rename'), most: 1000 },
  report: { go: t('chat-report'), most: 300 },
};

export class Menu {
  /** @type {Place} */
  #place = { home: () => null, beside: new DOMRect() };
  /** What the press that is under way closed the menu of. @type {HTMLElement | null | undefined} */
  #pressed;

  /** @param {MenuOptions} options */
  constructor(options) {
    this.options = options;
    options.menu.addEventListener('keydown', (event) => this.#onKey(event));
    document.addEventListener('pointerdown', (event) => this.#onPress(event), { capture: true });
    document.addEventListener('keydown', () => (this.#pressed = undefined), { capture: true });
  }

  get isOpen() {
    return this.options.menu.matches(':popover-open');
  }

  /** Whether the press that is under way closed the menu, and is not to do anything else. */
  get wasPressedAway() {
    return this.#pressed !== undefined;
  }

  /**
   * @param {Subject} subject
   * @param {Place} place
   */
  open(subject, place) {
    const actions = actionsFor(subject);
    // a second press on what opened the menu closes it
    if (actions.length === 0 || (this.#pressed && this.#pressed === place.home())) return;
    const { them, message } = subject;
    const heading = made('p', 'menu-title', made('bdi', '', them.name));
    let label = them.name;
    if (message) {
      // for those without a pointer that hovers
      const time = timeElement(message.time);
      heading.append(time);
      label += `, ${time.textContent}`;
    }
    this.#show('menu', label, place, heading, ...actions.map((action) => this.#item(action, subject)));
    this.options.menu.querySelector('button')?.focus();
  }

  /**
   * Asks before something is done that cannot be undone.
   * @param {Question} question
   * @param {Place} place
   * @param {() => void} then
   */
  ask({ title, about, yes, no }, place, then) {
    const heading = made('p', 'menu-question', title);
    const quoted = about === undefined ? [] : [made('p', 'menu-about', made('bdi', '', about))];
    const keep = made('button', 'button-quiet', no);
    const go = made('button', 'button button-danger', yes);
    keep.addEventListener('click', () => this.#close());
    go.addEventListener('click', () => {
      this.#close();
      then();
    });
    for (const button of [keep, go]) button.type = 'button';
    this.#show('alertdialog', title, place, heading, ...quoted, made('div', 'menu-answers', keep, go));
    keep.focus();
  }

  /**
   * @param {string} role
   * @param {string} label
   * @param {Place} place
   * @param {HTMLElement[]} content
   */
  #show(role, label, place, ...content) {
    const { menu } = this.options;
    menu.replaceChildren(...content);
    menu.setAttribute('role', role);
    menu.setAttribute('aria-label', label);
    this.#place = place;
    if (!this.isOpen) menu.showPopover();
    this.#fit();
  }

  /** @param {{ focus?: boolean }} [options] whether what the menu was about has the focus again */
  #close({ focus = true } = {}) {
    const { menu, leave } = this.options;
    if (!this.isOpen) return;
    const had = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.hidePopover();
    if (!focus || !had) return;
    const home = this.#place.home();
    if (home?.isConnected) home.focus({ preventScroll: true });
    else leave();
  }

  /** @param {PointerEvent} event */
  #onPress(event) {
    this.#pressed = undefined;
    if (!this.isOpen || (event.target instanceof Node && this.options.menu.contains(event.target))) return;
    this.#pressed = this.#place.home() ?? null;
    this.#close({ focus: false });
  }

  /**
   * @param {Action} action
   * @param {Subject} subject
   */
  #item(action, subject) {
    const item = made('button', 'menu-item', icon(ACTIONS[action].icon), ACTIONS[action].words);
    item.type = 'button';
    item.setAttribute('role', 'menuitem');
    item.dataset.action = action;
    item.addEventListener('click', () => {
      const asked = QUESTIONS[action];
      if (asked) this.#askWords(action, asked, subject);
      else if (action === 'sanction') void this.#askSentence(subject);
      else {
        this.#close();
        this.options.act(action, subject);
      }
    });
    return item;
  }

  /**
   * Asks for the words that an action takes.
   * @param {Action} action
   * @param {{ go: string, most: number }} asked
   * @param {Subject} subject
   */
  #askWords(action, { go, most }, subject) {
    const { name } = subject.them;
    const before = action === 'rename' ? name : '';
    const field = made('input', 'field');
    field.value = before;
    field.maxLength = most;
    field.setAttribute('aria-label', action === 'rename' ? t('chat-rename-what', { name }) : t('chat-report-what', { name }));
    const form = made('form', 'menu-form', field, made('button', 'button', go));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const words = field.value.trim();
      if (words === '' || words === before) return;
      this.#close();
      this.options.act(action, subject, words);
    });
    this.#show('dialog', `${go} ${name}`, this.#place, made('p', 'menu-title', made('bdi', '', name)), form);
    field.focus();
    field.select();
  }

  /** @param {Subject} subject */
  async #askSentence(subject) {
    const { name } = subject.them;
    const { sanctionForm } = await import('./sanction-form.js');
    const form = sanctionForm(name, (command) => {
      this.#close();
      this.options.act('sanction', subject, command);
    });
    this.#show('dialog', t('chat-sanction-of', { name }), this.#place, made('p', 'menu-title', made('bdi', '', name)), form);
    form.querySelector('input')?.focus();
  }

  /** Below what it is about, or above, and inside the window. */
  #fit() {
    const { menu } = this.options;
    const { beside } = this.#place;
    const { offsetWidth: width, offsetHeight: height } = menu;
    const below = beside.bottom + 4 + height < innerHeight - EDGE;
    const top = below ? beside.bottom + 4 : beside.top - 4 - height;
    menu.style.left = `${Math.max(EDGE, Math.min(beside.left, innerWidth - width - EDGE))}px`;
    menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { menu } = this.options;
    if (isOfInputMethod(event)) return;
    if (event.key === 'Escape' || (event.key === 'Tab' && menu.role === 'menu')) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
      return;
    }
    const isTab = event.key === 'Tab';
    const step = isTab ? (event.shiftKey ? -1 : 1) : { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
    if (!isTab && event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    const stops = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('button, input')]);
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = step === undefined ? (event.key === 'Home' ? 0 : -1) : (at + step) % stops.length;
    stops.at(next)?.focus();
  }
}
