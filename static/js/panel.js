// The panel beside the picture: folded away or not, and how wide. Both are remembered.

import { find } from './dom.js';
import { recall, remember } from './prefs.js';

const NARROWEST = 280;
const WIDEST = 480;
const STEP = 20;
/** Where the panel is a drawer over the picture; the same words as in stream.css. */
const DRAWER = matchMedia('(max-height: 500px) and (orientation: landscape)');

/** Keeps a width within what the layout allows.
 * @param {number} width
 */
export function allowedWidth(width) {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

export class Panel {
  /**
   * @param {HTMLElement} page carries `data-panel`, which the style sheet reads
   * @param {HTMLElement} panel
   */
  constructor(page, panel) {
    this.page = page;
    this.panel = panel;
    this.opener = find('#panel-open');
    this.closer = find('#panel-close');
    this.grip = find('#panel-grip');
    const kept = recall('panel');
    if (kept !== null) page.dataset.panel = kept;
    if (DRAWER.matches) page.dataset.panel = 'folded';
    DRAWER.addEventListener('change', () => this.#set(DRAWER.matches ? 'folded' : (recall('panel') ?? 'open')));
    this.#setWidth(Number(recall('panel-width')) || this.panel.offsetWidth);

    this.opener.hidden = this.closer.hidden = this.grip.hidden = false;
    this.opener.addEventListener('click', () => this.#choose('open', this.closer));
    this.closer.addEventListener('click', () => this.#choose('folded', this.opener));
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && DRAWER.matches) this.#choose('folded', this.opener);
    });
    this.grip.addEventListener('pointerdown', (event) => this.#drag(event));
    this.grip.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /**
   * @param {'open' | 'folded'} state
   * @param {HTMLElement} next what has the focus then, since the button that was pressed goes away
   */
  #choose(state, next) {
    this.#set(state);
    if (!DRAWER.matches) remember('panel', state);
    next.focus();
  }

  /** @param {string} state */
  #set(state) {
    this.page.dataset.panel = state;
  }

  /** @param {number} width */
  #setWidth(width) {
    const allowed = allowedWidth(width || NARROWEST);
    this.page.style.setProperty('--panel-width', `${allowed}px`);
    this.grip.setAttribute('aria-valuenow', String(allowed));
    return allowed;
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    event.preventDefault();
    const { grip } = this;
    const right = this.panel.getBoundingClientRect().right;
    grip.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ at) => this.#setWidth(right - at.clientX);
    grip.addEventListener('pointermove', move);
    grip.addEventListener(
      'lostpointercapture',
      () => {
        grip.removeEventListener('pointermove', move);
        remember('panel-width', String(this.panel.offsetWidth));
      },
      { once: true },
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const change = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    remember('panel-width', String(this.#setWidth(this.panel.offsetWidth + change)));
  }
}
