// Values of settings, as people write them. Pure.

import { t } from '../text.js';

/** @typedef {string | number | boolean | string[] | Record<string, number>} Value */

/**
 * A value as text.
 * @param {Value | undefined} value
 * @param {string} [between] stands between the items of a list
 * @returns {string}
 */
export function written(value, between = ', ') {
  if (Array.isArray(value)) return value.length === 0 && between === ', ' ? t('setting-none') : value.join(between);
  if (typeof value === 'object') return Object.entries(value).map(([name, number]) => name === 'burst' ? t('setting-burst', { number }) : t('setting-per-minute', { number })).join(between);
  const text = String(value ?? '');
  if (between === '\n') return text;
  return text === '' ? t('setting-nothing') : shortened(text);
}

/** @param {string} text in one line */
function shortened(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 60 ? line : line.slice(0, 60).concat('…');
}

/**
 * What the texts of fields say, as a value of the same kind as another. What is no number stays text, which the server refuses.
 * @param {Value} like
 * @param {Record<string, string>} texts by names of parts; '' is the whole
 * @returns {Value}
 */
export function taken(like, texts) {
  const whole = texts[''] ?? '';
  if (Array.isArray(like)) return whole.split(/[\n,]/).map((line) => line.trim()).filter((line) => line !== '');
  if (typeof like === 'object') return /** @type {Record<string, number>} */ (Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, number(text)])));
  return typeof like === 'number' ? number(whole) : whole;
}

/** @param {string} text @returns {any} */
function number(text) {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** @param {Value} one @param {Value} other */
export function sameValue(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
