// The list of keyboard shortcuts. Loaded when somebody opens it.

import { made } from './dom.js';
import { t } from './text.js';

/** @type {[string[], string][]} */
const SHORTCUTS = [
  [[t('keys-space')], t('keys-pause')],
  [['m'], t('keys-sound')],
  [['←', '→'], t('keys-seek')],
  [['f'], t('keys-full')],
  [['t'], t('keys-theatre')],
  [['p'], t('keys-pip')],
  [['↑', '↓'], t('keys-messages')],
];

/** @param {HTMLElement} details the part of the page that is open now */
export function fillShortcuts(details) {
  const list = made('dl', 'facts');
  for (const [keys, does] of SHORTCUTS) {
    const names = keys.flatMap((key, index) => (index > 0 ? [' ', made('code', '', key)] : [made('code', '', key)]));
    list.append(made('div', '', made('dt', '', ...names), made('dd', '', does)));
  }
  details.append(list);
}
