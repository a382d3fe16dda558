// Sends the password of a stream that was locked while the page was open, and says what is wrong with it.

import { find } from '../dom.js';
import { t } from '../text.js';

export class Unlock {
  /** @param {import('./lock.js').LockOptions} options */
  constructor(options) {
    this.options = options;
    const { form } = options;
    /** @type {HTMLInputElement} */
    this.field = find('#chat-password', form);
    this.error = find('#chat-lock-error', form);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.field.addEventListener('input', () => this.#fail(''));
  }

  async #submit() {
    const { url, onUnlocked } = this.options;
    const body = new URLSearchParams({ streampass: this.field.value });
    try {
      const answer = await fetch(`${url}password`, { method: 'POST', body, redirect: 'manual' });
      // the right password is answered with a redirect
      if (answer.type === 'opaqueredirect') onUnlocked();
      else this.#fail(refusal(answer.status, answer.headers.get('Retry-After')), true);
    } catch {
      this.#fail(t('chat-no-connection-keep'));
    }
  }

  /**
   * @param {string} words
   * @param {boolean} [wrong] whether another password may help
   */
  #fail(words, wrong = false) {
    this.error.textContent = words;
    this.error.hidden = words === '';
    if (!wrong) {
      this.field.removeAttribute('aria-invalid');
      return;
    }
    this.field.setAttribute('aria-invalid', 'true');
    this.field.focus();
    this.field.select();
  }
}

/**
 * Why a password was refused.
 * @param {number} status of the answer
 * @param {string | null} wait seconds
 */
export function refusal(status, wait) {
  if (status !== 429) return t('chat-password-wrong');
  return wait === null ? t('chat-password-later') : t('chat-password-in', { seconds: wait });
}
