// What the studio and the administration share: the API for who is signed in, and where a section shows itself and its troubles.

import { find, setText } from '../dom.js';
import { forgetWays, remember } from '../prefs.js';
import { Api, Refused } from './api.js';

/**
 * @typedef {import('./follow.js').Recorded} Recorded
 *
 * @typedef {object} Desk what sections are given
 * @property {Api} api
 * @property {HTMLElement} page tells what the section is about, and its addresses
 * @property {HTMLElement} body where a section puts what it shows
 * @property {string} root address of the first section
 * @property {(listener: (event: Recorded | null) => void) => void} onEvent what is recorded, as it happens; null when something may have been missed
 * @property {(event: Recorded | null) => void} tell something was recorded
 * @property {(work: Promise<unknown>) => void} report shows why some work failed
 * @property {(words: string) => void} say for screen readers, where what happened can be seen
 * @property {(stays: boolean) => void} stay whether the page stays although nobody is signed in any more: it shows what must not go
 * @property {() => boolean} isOver whether the page is about to go, or stays for what it shows
 */

/**
 * @param {string} base address of the API for what the desk is about
 * @param {string} root
 * @param {'studio' | 'administration'} kind other pages of this browser lead there while somebody is signed in
 * @returns {Desk}
 */
export function openDesk(base, root, kind) {
  /** @type {((event: Recorded | null) => void)[]} */
  const listeners = [];
  const trouble = find('#trouble');
  let stays = false;
  const api = new Api(base, () => {
    if (stays) return;
    stays = true;
    forgetWays();
    // the same address asks to sign in
    location.reload();
  });
  remember(kind, root);
  document.querySelector('form[action$="/sign-out"]')?.addEventListener('submit', forgetWays);
  return {
    api,
    page: find('#section'),
    body: find('#body'),
    root,
    onEvent: (listener) => void listeners.push(listener),
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    report(work) {
      trouble.hidden = true;
      work.catch((error) => {
        if (!(error instanceof Refused)) throw error;
        if (error.code === 'sign_in_again') location.href = `${root}sign-in?next=${encodeURIComponent(location.pathname)}`;
        trouble.textContent = error.message;
        trouble.hidden = false;
      });
    },
    say: (words) => setText(find('#voice'), words),
    stay: (stay) => (stays = stay),
    isOver: () => stays,
  };
}
