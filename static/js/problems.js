// What to say about a stream that arrives incomplete. Pure.

/**
 * @typedef {'no_picture' | 'no_sound' | 'tracks_apart'} Problem as the server tells it
 * @typedef {object} Arrival
 * @property {Problem[]} problems
 * @property {number} segment length of a segment in seconds, which is the distance of its keyframes; 0 while unknown
 */

/** Segments of this many seconds keep viewers much further behind than necessary. */
const LONG_SEGMENT = 4;

/** @type {Record<Problem, string | null>} null where the picture's place says it already */
const VIEWERS = {
  no_picture: null,
  no_sound: 'This stream has no sound',
  tracks_apart: 'Sound and picture of this stream do not fit together',
};

/** @type {Record<Problem, string>} */
const STREAMER = {
  no_picture: "Only sound arrives. If there should be a picture, set your encoder's video codec to H.264: HEVC, AV1 and others cannot be passed on.",
  no_sound: "Only the picture arrives. If there should be sound, set your encoder's audio codec to AAC: MP3, Opus and others cannot be passed on.",
  tracks_apart: 'Sound and picture arrive more than a second apart, so viewers cannot play them. Restart your encoder, and check the delays set for its sources.',
};

/**
 * For everybody: what is missing is not their device's fault.
 * @param {Arrival} arrival
 * @returns {string} empty if there is nothing to say
 */
export function forViewers({ problems }) {
  return problems.map((problem) => VIEWERS[problem] ?? '').find((words) => words) ?? '';
}

/**
 * For the streamer: what to do.
 * @param {Arrival} arrival
 * @returns {string[]} a sentence or two each
 */
export function forStreamer({ problems, segment }) {
  const advice = problems.flatMap((problem) => STREAMER[problem] ?? []);
  if (segment > LONG_SEGMENT) {
    const seconds = Math.round(segment);
    advice.push(`Your keyframes are ${seconds} seconds apart, and viewers are behind by more than that. Set your encoder's keyframe interval to 1 or 2 seconds.`);
  }
  return advice;
}
