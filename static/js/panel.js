// The panel beside the picture: folded away or not, and how wide. Both are remembered; layout.js puts them back.

import { find } from './dom.js';
import { drawer, root, setPanelWidth } from './layout.js';
import { recall, remember } from './prefs.js';

const STEP = 20;

export class Panel {
  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel;
    this.opener = find('#panel-open');
    this.closer = find('#panel-close');
    this.grip = find('#panel-grip');
    this.#tellWidth(panel.offsetWidth);
    this.opener.hidden = this.closer.hidden = this.grip.hidden = false;

    drawer.addEventListener('change', () => this.#set(drawer.matches ? 'folded' : (recall('panel') ?? 'open')));
    this.opener.addEventListener('click', () => this.#choose('open', this.closer));
    this.closer.addEventListener('click', () => this.#choose('folded', this.opener));
    panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !drawer.matches) return;
      event.preventDefault();
      this.#choose('folded', this.opener);
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
    // a drawer is opened for a moment; that says nothing about the next visit
    if (!drawer.matches) remember('panel', state);
    next.focus();
  }

  /** @param {string} state */
  #set(state) {
    root.dataset.panel = state;
  }

  /** @param {number} width */
  #tellWidth(width) {
    this.grip.setAttribute('aria-valuenow', String(width));
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    event.preventDefault();
    const { grip } = this;
    const right = this.panel.getBoundingClientRect().right;
    grip.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ at) => this.#tellWidth(setPanelWidth(right - at.clientX));
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
    const width = setPanelWidth(this.panel.offsetWidth + change);
    this.#tellWidth(width);
    remember('panel-width', String(width));
  }
}
