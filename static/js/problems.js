// What to say about a stream that arrives incomplete. Pure.

import { t } from './text.js';

/** @typedef {'no_picture' | 'no_sound' | 'tracks_apart' | 'unplayable'} Problem as the server tells it */

/** @type {Record<Problem, string | null>} null where the picture's place says it, for those whom it concerns */
const VIEWERS = {
  no_picture: null,
  no_sound: t('stage-no-sound'),
  tracks_apart: t('stage-tracks-apart'),
  unplayable: null,
};

/**
 * For everybody: what is missing is not their device's fault.
 * @param {Problem[]} problems
 * @returns {string} empty if there is nothing to say
 */
export function forViewers(problems) {
  return problems.map((problem) => VIEWERS[problem] ?? '').find((words) => words) ?? '';
}

/**
 * Why a player failed. A decoder that stumbles over what few can decode will not do better when it tries again.
 * @param {import('./player.js').Failure} failure
 * @param {Problem[]} problems
 */
export function cause(failure, problems) {
  return problems.includes('unplayable') ? 'format' : failure;
}
