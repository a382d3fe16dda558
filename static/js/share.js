// The addresses of a stream, to take elsewhere: as the head of the page tells them to other programs.

import { made, setText } from './dom.js';
import { t } from './text.js';

/** @param {HTMLElement} share the part of the page that is open now */
export async function fillShare(share) {
  const told = made('p', 'unseen');
  told.role = 'status';
  share.append(told, row(t('share-link'), head('link[rel="canonical"]'), told));
  const feed = head('link[type="application/atom+xml"]');
  if (feed) share.append(row(t('share-feed'), feed, told));
  const described = head('link[type="application/json+oembed"]');
  if (!described) return;
  // this browser may know the site by another address
  const { pathname, search } = new URL(described);
  const response = await fetch(pathname + search);
  if (response.ok) share.append(row(t('share-player'), (await response.json()).html, told));
}

/** @param {string} selector of a link in the head */
function head(selector) {
  return /** @type {HTMLLinkElement | null} */ (document.head.querySelector(selector))?.href ?? '';
}

/**
 * @param {string} name
 * @param {string} value
 * @param {HTMLElement} told tells a screen reader what happened
 */
function row(name, value, told) {
  const field = made('input', 'field');
  field.value = value;
  field.readOnly = true;
  field.addEventListener('focus', () => field.select());
  const button = made('button', 'button-quiet', t('share-copy'));
  button.title = t('share-copy-one', { name });
  button.addEventListener('click', () => {
    void copy(field).then(() => {
      setText(button, t('share-copied'));
      setText(told, t('share-copied-one', { name }));
      button.focus();
    });
  });
  button.addEventListener('blur', () => setText(button, t('share-copy')));
  return made('div', 'share-row', made('label', 'share-name', name, field), button);
}

/** @param {HTMLInputElement} field */
async function copy(field) {
  // there is no clipboard where the connection is not encrypted
  if (navigator.clipboard) return navigator.clipboard.writeText(field.value);
  field.select();
  document.execCommand('copy');
}
