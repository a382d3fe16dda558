// How far behind the live edge to play. Pure.

/**
 * Seconds between the newest picture that the server lists and what is shown. A segment is listed when it is whole, so
 * the playlist stands still for one segment's length; the second length and a second more are what a slow request may
 * take before the picture stops.
 * @param {number} segment the playlist's target duration in seconds
 */
export function targetLatency(segment) {
  return Math.max(3, 2 * segment + 1);
}

/** Past this many seconds behind the target, a viewer is no longer called live.
 * @param {number} segment
 */
export function liveSlack(segment) {
  return Math.max(2, segment);
}
