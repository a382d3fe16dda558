// A small dialog beside the button that opens it; on phones it lies at the lower edge. It closes with Escape, wherever the focus
// is, by a press outside, or by its button, and gives the focus back.

import { isOfInputMethod } from '../dom.js';
import { t } from '../text.js';
import { icon } from './icons.js';

const GAP = 8;
const STOPS = 'button:not([disabled], [tabindex="-1"]), input, [tabindex="0"]';

export class Sheet {
  /** @type {HTMLElement | null} */
  #anchor = null;
  /** What gets the focus back instead of the button that opened it. @type {HTMLElement | null} */
  returnTo = null;

  /**
   * @param {string} label
   * @param {string} className
   */
  constructor(label, className) {
    this.element = document.createElement('div');
    this.element.className = `sheet ${className}`;
    this.element.popover = 'manual';
    this.element.tabIndex = -1;
    this.element.setAttribute('role', 'dialog');
    this.element.setAttribute('aria-label', label);
    this.element.addEventListener('keydown', (event) => event.key === 'Tab' && this.#keepInside(event));
    document.addEventListener('keydown', (event) => this.#onKey(event), { capture: true });
    this.onclose = () => {};
    document.addEventListener('pointerdown', (event) => this.#onPressElsewhere(event), { capture: true });
    for (const target of [window, window.visualViewport]) target?.addEventListener('resize', () => this.isOpen && this.#place());
  }

  get isOpen() {
    return this.#anchor !== null;
  }

  /**
   * Opens beside `anchor`; if it is open there already, closes.
   * @param {HTMLElement} anchor
   * @returns {boolean} whether it is open now
   */
  toggle(anchor) {
    const wasHere = this.#anchor === anchor;
    this.close();
    if (wasHere) return false;
    this.#anchor = anchor;
    this.returnTo = null;
    document.body.append(this.element);
    anchor.setAttribute('aria-expanded', 'true');
    this.element.showPopover();
    this.#place();
    this.element.focus({ preventScroll: true });
    return true;
  }

  /** @param {{ focus?: boolean }} options whether the button gets the focus back */
  close({ focus = true } = {}) {
    const anchor = this.#anchor;
    if (anchor === null) return;
    this.#anchor = null;
    this.onclose();
    this.element.hidePopover();
    this.element.remove();
    anchor.setAttribute('aria-expanded', 'false');
    if (focus) (this.returnTo ?? anchor).focus({ preventScroll: true });
  }

  /** A button that closes, for those who see no edge to press beside. */
  closeButton() {
    const button = iconButton('close', t('site-close'));
    button.addEventListener('click', () => this.close());
    return button;
  }

  /** Where the style sheet does not put it at the lower edge. */
  #place() {
    const { style } = this.element;
    const { left, top } = (this.#anchor ?? this.element).getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const width = this.element.offsetWidth;
    // over the chat rather than the picture
    style.setProperty('--sheet-left', `${Math.max(GAP, Math.min(left, clientWidth - width - GAP))}px`);
    style.setProperty('--sheet-bottom', `${Math.max(GAP, clientHeight - top + GAP)}px`);
    style.setProperty('--sheet-room', `${Math.max(240, top - 2 * GAP)}px`);
    // where the keyboard of a phone covers the page instead of making it smaller
    const covered = visualViewport ? innerHeight - visualViewport.height - visualViewport.offsetTop : 0;
    style.setProperty('--sheet-covered', `${Math.max(0, covered)}px`);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (!this.isOpen || event.key !== 'Escape' || isOfInputMethod(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  /** @param {KeyboardEvent} event */
  #keepInside(event) {
    const stops = [...this.element.querySelectorAll(STOPS)].filter((stop) => stop.getClientRects().length > 0);
    const [first, last] = [stops[0], stops.at(-1)];
    const at = document.activeElement;
    const [edge, next] = event.shiftKey ? [first, last] : [last, first];
    if (at !== edge && !(event.shiftKey && at === this.element)) return;
    event.preventDefault();
    if (next instanceof HTMLElement) next.focus();
  }

  /** @param {PointerEvent} event */
  #onPressElsewhere(event) {
    if (!(event.target instanceof Node) || this.element.contains(event.target) || this.#anchor?.contains(event.target)) return;
    this.close({ focus: false });
  }
}

/**
 * @param {string} name of the icon
 * @param {string} label
 */
export function iconButton(name, label) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button-quiet';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.append(icon(name));
  return button;
}
