// Lists whose rows go away when they are dealt with, and what stands in them.

import { made } from '../dom.js';
import { t } from '../text.js';

/**
 * Shows other rows. Whoever had the focus on a row that is gone has it on the first button of the next one, so that a list can be
 * worked through by keyboard.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} rows each with its `dataset.key`
 * @param {HTMLElement} otherwise gets the focus where no row is left
 */
export function showRows(list, rows, otherwise) {
  const had = /** @type {HTMLElement[]} */ ([...list.children]);
  const at = had.findIndex((row) => row.contains(document.activeElement));
  const focused = had[at];
  const stop = focused ? [...focused.querySelectorAll('button')].findIndex((button) => button === document.activeElement) : -1;
  for (const row of had) if (!rows.includes(row)) row.remove();
  // those that stay are not taken out, where somebody may be choosing or writing
  rows.forEach((row, nth) => list.children[nth] === row || list.insertBefore(row, list.children[nth] ?? null));
  if (focused === undefined || rows.includes(focused)) return;
  const same = rows.find((row) => row.dataset.key === focused.dataset.key);
  const next = same ?? rows[Math.min(at, rows.length - 1)];
  const buttons = next ? [...next.querySelectorAll('button')] : [];
  (buttons[same ? Math.max(0, stop) : 0] ?? otherwise).focus();
}

/**
 * A button of a row.
 * @param {string} words
 * @param {string} label which also says what it is about
 * @param {() => void} act
 */
export function action(words, label, act) {
  const button = made('button', 'button-quiet moderation-action', words);
  button.type = 'button';
  button.setAttribute('aria-label', label);
  button.addEventListener('click', act);
  return button;
}

/** What somebody said, in their words or as a picture. @param {{ type: string, text: string, name: string | null }} message */
export function quoted({ type, text, name }) {
  if (type !== 'drawing') return made('blockquote', 'moderation-quote', made('bdi', '', text));
  const image = made('img', 'moderation-drawing');
  image.alt = t('chat-drawing-by', { name: name ?? t('reports-somebody') });
  // only ever a picture that the server has encoded itself
  if (text.startsWith('data:image/png;base64,')) image.src = text;
  return made('blockquote', 'moderation-quote', text === '' ? t('chat-a-drawing') : image);
}
