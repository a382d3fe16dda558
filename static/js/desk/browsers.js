// What browsers are called. Pure. src/web/handlers/account/own.rs has the same words for the pages of accounts.

import { t } from '../text.js';

/** @type {[mark: string, name: string][]} the first that fits wins */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['CriOS/', 'Chrome'],
  ['Safari/', 'Safari'],
];
/** @type {[mark: string, name: string][]} */
const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
];

/** A browser in a few words: `Firefox on Linux`. @param {string} agent what it calls itself */
export function called(agent) {
  const named = (/** @type {[string, string][]} */ list) => list.find(([mark]) => agent.includes(mark))?.[1];
  const found = [named(BROWSERS), named(SYSTEMS)].filter((name) => name !== undefined);
  const [browser, system] = found;
  if (browser !== undefined) return system === undefined ? browser : t('account-browser-on', { browser, system });
  return agent === '' ? t('account-program') : [...agent].slice(0, 40).join('');
}
