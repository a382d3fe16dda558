// The list of keyboard shortcuts. Loaded when somebody opens it.

import { made } from './dom.js';

/** @type {[string[], string][]} */
const SHORTCUTS = [
  [['Space'], 'pause and go on'],
  [['m'], 'sound off and on'],
  [['←', '→'], '5 seconds back, forth'],
  [['f'], 'full screen'],
  [['t'], 'theatre mode'],
  [['p'], 'picture in picture'],
  [['↑', '↓'], 'from message to message, in the chat'],
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
