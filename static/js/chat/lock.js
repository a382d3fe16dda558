// Takes the composer's place when the streamer sets a password while the page is open: says so and asks for the password, so
// that nobody loses what they were reading.

import { find } from '../dom.js';
import { t } from '../text.js';

/**
 * @typedef {object} LockOptions
 * @property {HTMLFormElement} form
 * @property {string} url of the stream page
 * @property {() => void} onUnlocked
 */

export class LockForm {
  /** @param {LockOptions} options */
  constructor(options) {
    this.options = options;
  }

  get isOpen() {
    return !this.options.form.hidden;
  }

  /** @param {{ focus: boolean }} options */
  open({ focus }) {
    const { form } = this.options;
    form.hidden = false;
    // put in now, so that screen readers hear it
    find('#chat-lock-words', form).textContent = t('chat-locked');
    if (focus) find('#chat-password', form).focus();
    // without it the browser sends the form
    void import('./unlock.js').then(({ Unlock }) => new Unlock(this.options));
  }
}
