// How the incoming stream is, in words for its streamer. Pure.

import { t } from './text.js';
import { bitrate, counted, tenths } from './words.js';

/**
 * @typedef {object} Warning
 * @property {string} code
 * @property {'problem' | 'advice'} level
 * @property {string} text
 * @property {string} remedy
 * @property {number} since unix seconds
 *
 * @typedef {object} Picture facts that are not known are null
 * @property {string} codec
 * @property {string | null} profile
 * @property {number | null} width
 * @property {number | null} height
 * @property {number | null} frame_rate
 * @property {number | null} keyframe_seconds
 * @property {number | null} b_frames_ms
 * @property {number | null} frames
 * @property {number | null} dropped
 * @property {number | null} late
 *
 * @typedef {object} Health as docs/api.md describes the outcome of `show-health`
 * @property {number | null} bit_rate
 * @property {number | null} round_trip_ms
 * @property {number | null} late_ms
 * @property {number | null} sound_ahead_ms
 * @property {Picture | null} picture
 * @property {{ codec: string, profile: string | null, bit_rate: number | null } | null} sound
 * @property {Warning[]} warnings
 */

/**
 * All in one line.
 * @param {Health} health
 */
export function verdict({ warnings }) {
  const problems = warnings.filter(({ level }) => level === 'problem').length;
  const advice = warnings.length - problems;
  const parts = [problems > 0 && t('health-problems', { count: problems }), advice > 0 && t('health-suggestions', { count: advice })];
  const said = parts.filter(Boolean).join(', ');
  return said === '' ? t('health-good') : problems === 0 ? t('health-good-but', { said }) : said;
}

/**
 * What is known, by name.
 * @param {Health} health
 * @returns {[string, string][]}
 */
export function facts({ bit_rate, round_trip_ms, late_ms, sound_ahead_ms, picture, sound }) {
  const named = (/** @type {{ codec: string, profile: string | null }} */ { codec, profile }) => (profile ? `${codec} ${profile}` : codec);
  /** @type {[string, string | number | null | undefined | false][]} */
  const all = [
    [t('health-bit-rate'), bit_rate !== null && bitrate(bit_rate)],
    [t('stage-picture'), picture && [named(picture), picture.width && `${picture.width} × ${picture.height}`, picture.frame_rate && `${counted(Math.round(picture.frame_rate * 10) / 10)} fps`].filter(Boolean).join(', ')],
    [t('health-keyframe'), picture?.keyframe_seconds != null && `${tenths(picture.keyframe_seconds)} s`],
    [t('health-b-frames'), picture?.b_frames_ms != null && `${picture.b_frames_ms} ms`],
    [t('health-dropped'), picture?.dropped != null && t('health-dropped-of', { count: counted(picture.dropped), all: counted(picture.frames ?? 0) })],
    [t('health-late'), picture?.late != null && (late_ms === null ? counted(picture.late) : t('health-late-by', { count: counted(picture.late), ms: late_ms }))],
    [t('health-sound'), sound && [named(sound), sound.bit_rate && bitrate(sound.bit_rate)].filter(Boolean).join(', ')],
    [t('health-sound-ahead'), sound_ahead_ms !== null && `${sound_ahead_ms} ms`],
    [t('health-round-trip'), round_trip_ms !== null && `${round_trip_ms} ms`],
  ];
  return all.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
}
