// Theatre mode: nothing but the picture and the panel. Remembered.

import { recall, remember } from './prefs.js';

export class Theatre {
  /**
   * @param {HTMLElement} page carries `data-theatre`, which the style sheet reads
   * @param {HTMLElement} button
   */
  constructor(page, button) {
    this.page = page;
    this.button = button;
    this.#set(recall('theatre') === 'yes');
    button.addEventListener('click', () => this.toggle());
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.on && !document.fullscreenElement && !event.defaultPrevented) this.toggle();
    });
  }

  get on() {
    return 'theatre' in this.page.dataset;
  }

  toggle() {
    this.#set(!this.on);
    remember('theatre', this.on ? 'yes' : null);
  }

  /** @param {boolean} on */
  #set(on) {
    this.page.toggleAttribute('data-theatre', on);
    this.button.setAttribute('aria-pressed', String(on));
  }
}
