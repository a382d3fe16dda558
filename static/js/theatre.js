// Theatre mode: nothing but the picture and the panel. Remembered; layout.js puts it back.

import { isEscape } from './dom.js';
import { root } from './layout.js';
import { remember } from './prefs.js';

export class Theatre {
  /** @param {HTMLElement} button */
  constructor(button) {
    this.button = button;
    this.#tell();
    button.addEventListener('click', () => this.toggle());
    document.addEventListener('keydown', (event) => {
      if (isEscape(event) && this.on && !document.fullscreenElement) this.toggle();
    });
  }

  get on() {
    return 'theatre' in root.dataset;
  }

  toggle() {
    root.toggleAttribute('data-theatre');
    remember('theatre', this.on ? 'yes' : null);
    this.#tell();
  }

  #tell() {
    this.button.setAttribute('aria-pressed', String(this.on));
  }
}
