// How long something lasts, as the server reads and says it. Pure.

import { t } from './text.js';

/** @type {[letter: string, seconds: number, word: string][]} longest first */
const UNITS = [
  ['w', 604800, ''],
  ['d', 86400, 'day'],
  ['h', 3600, 'hour'],
  ['m', 60, 'minute'],
  ['s', 1, 'second'],
];

/** What is offered where somebody chooses, in seconds. */
export const LENGTHS = [60, 600, 3600, 86400, 7 * 86400];

/** The shortest and the longest that there is, in seconds. */
const [LEAST, MOST] = [5, 365 * 86400];

/** The seconds of `90`, `10m` or `1d12h`; undefined if that is no time. @param {string} text */
export function secondsOf(text) {
  const typed = text.trim().toLowerCase();
  const parts = [...typed.matchAll(/(\d+)([wdhms])/g)];
  const whole = /^(\d+[wdhms])+$/.test(typed) ? parts.reduce((sum, [, count, letter]) => sum + Number(count) * (UNITS.find(([known]) => known === letter)?.[1] ?? 0), 0) : undefined;
  const seconds = /^\d+$/.test(typed) ? Number(typed) : whole;
  return seconds !== undefined && seconds >= LEAST && seconds <= MOST ? seconds : undefined;
}

/** `10 minutes`, `1 hour 30 minutes`: to the two longest units. @param {number} seconds */
export function spelled(seconds) {
  const named = UNITS.filter(([, , word]) => word !== '');
  const first = named.findIndex(([, size]) => seconds >= size);
  if (first < 0) return inUnit(0, 'second');
  let rest = seconds;
  const parts = named.slice(first, first + 2).map(([, size, word]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count === 0 ? '' : inUnit(count, word);
  });
  return parts.filter((part) => part !== '').join(' ');
}

/** @param {number} count @param {string} unit */
function inUnit(count, unit) {
  return new Intl.NumberFormat(t('language-tag'), { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
