// Keeps every `<time data-unix data-show>` on the page saying the right words.

import { serverTime } from './clock.js';
import { t } from './text.js';
import { DATES, ago, elapsed, timeOfDay, weekdayAndTime } from './words.js';

/** @param {HTMLTimeElement} time */
function show(time) {
  const unix = Number(time.dataset.unix);
  if (!unix) {
    time.textContent = '';
    return;
  }
  const seconds = serverTime() - unix;
  const words = said(time.dataset.show, unix, seconds);
  if (time.textContent !== words) time.textContent = words;
}

/**
 * @param {string | undefined} show
 * @param {number} unix
 * @param {number} seconds past
 */
function said(show, unix, seconds) {
  if (show === 'elapsed') return elapsed(seconds);
  if (show === 'clock') return timeOfDay(unix);
  if (show === 'day') return weekdayAndTime(unix);
  const when = ago(seconds);
  if (show === 'until') return seconds > 0 ? t('time-planned-for', { when }) : t('time-starts', { when });
  return when;
}

/** Sets what moment an element tells of, or none.
 * @param {HTMLTimeElement} time
 * @param {number | null} unix seconds
 */
export function setMoment(time, unix) {
  if (unix) {
    time.dataset.unix = String(unix);
    time.dateTime = new Date(unix * 1000).toISOString();
    time.title = new Date(unix * 1000).toLocaleString(DATES);
  } else {
    delete time.dataset.unix;
    time.removeAttribute('datetime');
    time.removeAttribute('title');
  }
  show(time);
}

/** Starts the clock for the whole page. */
export function tick() {
  const all = () => {
    for (const time of document.querySelectorAll('time[data-show]')) show(/** @type {HTMLTimeElement} */ (time));
  };
  all();
  setInterval(all, 1000);
}
