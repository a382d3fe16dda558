// How numbers and times are said. Pure.

import { t } from './text.js';

/** English dates are as the reader's system writes them. */
export const DATES = t('language-dates') || [];
const number = new Intl.NumberFormat(t('language-tag'));
const tenth = new Intl.NumberFormat(t('language-tag'), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(DATES, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(DATES, { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: 'numeric' });
const whole = new Intl.DateTimeFormat(DATES, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(t('language-tag'), { numeric: 'auto' });

/** @type {[Intl.RelativeTimeFormatUnit, number][]} largest first, in seconds */
const UNITS = [
  ['year', 365 * 86400],
  ['month', 30 * 86400],
  ['week', 7 * 86400],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
];

/** `12,345`
 * @param {number} count
 */
export function counted(count) {
  return number.format(count);
}

/** `1.2` @param {number} value */
export function tenths(value) {
  return tenth.format(value);
}

/** A running time as a clock shows it: `0:07`, `12:30`, `1:02:03`.
 * @param {number} seconds
 */
export function elapsed(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  if (hours > 0) parts.unshift(hours);
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** As the reader's system writes the time of day. @param {number} unix seconds */
export function timeOfDay(unix) {
  return clock.format(unix * 1000);
}

/** As the reader's system writes a day and the time. @param {number} unix seconds */
export function dayAndTime(unix) {
  return whole.format(unix * 1000);
}

/** As the reader's system writes a day of the week and the time. @param {number} unix seconds */
export function weekdayAndTime(unix) {
  return weekday.format(unix * 1000);
}

/**
 * The time of day, with the day where that is not today.
 * @param {number} unix seconds
 * @param {number} now likewise
 */
export function when(unix, now) {
  const isToday = new Date(unix * 1000).toDateString() === new Date(now * 1000).toDateString();
  return isToday ? timeOfDay(unix) : dayAndTime(unix);
}

/** How long past: `just now`, `5 minutes ago`, `yesterday`, `3 weeks ago`; or how long ahead, of negative seconds: `in 2 hours`.
 * @param {number} seconds
 */
export function ago(seconds) {
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(-Math.trunc(seconds / size), unit);
  }
  return t('time-just-now');
}

/** `1.2 Mbit/s`, `640 kbit/s`
 * @param {number} bitsPerSecond
 */
export function bitrate(bitsPerSecond) {
  return bitsPerSecond >= 1e6 ? `${tenths(bitsPerSecond / 1e6)} Mbit/s` : `${Math.round(bitsPerSecond / 1e3)} kbit/s`;
}

/** The first letter of a name with all its marks, as a capital. The templates have the same. @param {string} name */
export function initial(name) {
  const [, first = ''] = /([\p{L}\p{N}]\p{M}*)/u.exec(name) ?? [];
  return (first || [...name][0] || '').toUpperCase();
}

/** A colour for a name, in degrees. The templates have the same. @param {string} name */
export function hue(name) {
  return [...name].reduce((hue, letter) => (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360, 0);
}

/** The first line of a text, which is all that a list has room for.
 * @param {string | null} text
 */
export function firstLine(text) {
  return (text ?? '').split('\n', 1)[0] ?? '';
}
