// Links to the studio and the administration, for those who have been there with this browser, or have a role in the chat. All
// visitors share a rendered page, so that nothing personal stands in it; whether somebody may enter is decided there.

import { icon } from './chat/icons.js';
import { made } from './dom.js';
import { recall } from './prefs.js';
import { t } from './text.js';

/** What a way is called, and its icon. @type {Record<string, [string, string]>} */
const WAYS = { studio: [t('desk-studio'), 'signal'], administration: [t('desk-administration'), 'lock'] };

/**
 * Where the ways lead; null for those that are not to be shown. Pure.
 * @param {{ studio: string | null, administration: string | null }} been where this browser has been
 * @param {string} [own] address of the stream's studio, on the pages of a stream
 * @param {boolean} [hasRole] whether the viewer has a role there
 */
export function waysFrom({ studio, administration }, own, hasRole = false) {
  if (own === undefined) return { studio, administration };
  return { studio: hasRole || administration !== null || studio === own ? own : null, administration };
}

/**
 * Shows them in the bar, and in the menu of the chat.
 * @param {string} [own]
 * @param {boolean} [hasRole]
 */
export function showWays(own, hasRole) {
  for (const former of document.querySelectorAll('[data-way]')) former.remove();
  const ways = waysFrom({ studio: recall('studio'), administration: recall('administration') }, own, hasRole);
  for (const [way, href] of Object.entries(ways)) {
    if (href === null) continue;
    const [words = '', picture = ''] = WAYS[way] ?? [];
    const link = (/** @type {string} */ kind, /** @type {(Node | string)[]} */ ...content) => {
      const element = made('a', kind, ...content);
      element.href = href;
      element.dataset.way = way;
      return element;
    };
    document.querySelector('.bar-space')?.after(link('button-quiet bar-way', words));
    document.querySelector('#chat-leave')?.before(link('menu-item', icon(picture), words));
  }
}
