// What a viewer is shown, decided from what the server says and what was shown before. Pure.

import { t } from './text.js';

/**
 * @typedef {'offline' | 'starting' | 'live' | 'reconnecting'} State as the server tells it
 * @typedef {State | 'ended'} Phase as the page shows it
 *
 * @typedef {object} Info the answer of `/<streamer>/info`
 * @property {boolean} live
 * @property {number} count
 * @property {string} description empty where there is none
 * @property {string | null} title
 * @property {string[]} tags
 * @property {string | null} language a BCP 47 tag
 * @property {string | null} content_warning
 * @property {string} about changes when what the page tells about the stream does
 * @property {State} state
 * @property {number | null} started unix seconds
 * @property {string | null} broadcast names the broadcast; another one is another source
 * @property {number | null} [last_live] unix seconds
 * @property {'enabled' | 'hidden' | 'disabled'} chat
 * @property {import('./problems.js').Problem[]} [problems] what viewers miss of it
 */

/**
 * Someone who saw the stream is told that it ended; someone who came too late, that it is offline.
 * @param {Phase} before
 * @param {State} state
 * @returns {Phase}
 */
export function nextPhase(before, state) {
  if (state !== 'offline') return state;
  return before === 'live' || before === 'reconnecting' || before === 'ended' ? 'ended' : 'offline';
}

/** Whether there is, or may soon be, a picture to play.
 * @param {Phase} phase
 */
export function plays(phase) {
  return phase === 'live' || phase === 'reconnecting';
}

/** @type {Record<Phase, string>} the word in the bar */
export const WORDS = {
  offline: t('state-offline'),
  starting: t('state-starting'),
  live: t('state-live'),
  reconnecting: t('state-reconnecting'),
  ended: t('state-ended'),
};

/**
 * What a screen reader says when a phase begins, or nothing.
 * @param {Phase} phase
 * @param {string} name
 */
export function announcement(phase, name) {
  switch (phase) {
    case 'live':
      return t('stage-is-live', { name });
    case 'reconnecting':
      return t('stage-is-reconnecting', { name });
    case 'ended':
      return t('stage-has-ended', { name });
    case 'starting':
      return t('stage-is-starting', { name });
    case 'offline':
      return '';
  }
}

/**
 * The title of the window: live or not must show in a row of tabs.
 * @param {Phase} phase
 * @param {string} name
 * @param {string} site
 * @param {string} title of the stream; empty where there is none
 */
export function windowTitle(phase, name, site, title) {
  return [plays(phase) ? '● ' : '', title && `${title} – `, `${name} – ${site}`].join('');
}
