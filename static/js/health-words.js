// How the incoming stream is, in words for its streamer. Pure.

import { bitrate, counted } from './words.js';

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
  const parts = [problems > 0 && `${problems} ${problems === 1 ? 'problem' : 'problems'}`, advice > 0 && `${advice} ${advice === 1 ? 'suggestion' : 'suggestions'}`];
  const said = parts.filter(Boolean).join(', ');
  return said === '' ? 'good' : problems === 0 ? `good, ${said}` : said;
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
    ['Bit rate', bit_rate !== null && bitrate(bit_rate)],
    ['Picture', picture && [named(picture), picture.width && `${picture.width} × ${picture.height}`, picture.frame_rate && `${Math.round(picture.frame_rate * 10) / 10} fps`].filter(Boolean).join(', ')],
    ['Keyframe every', picture?.keyframe_seconds != null && `${picture.keyframe_seconds.toFixed(1)} s`],
    ['B-frames add', picture?.b_frames_ms != null && `${picture.b_frames_ms} ms`],
    ['Frames dropped', picture?.dropped != null && `${counted(picture.dropped)} of ${counted(picture.frames ?? 0)}`],
    ['Frames late', picture?.late != null && `${counted(picture.late)}${late_ms === null ? '' : `, at worst by ${late_ms} ms`}`],
    ['Sound', sound && [named(sound), sound.bit_rate && bitrate(sound.bit_rate)].filter(Boolean).join(', ')],
    ['Sound ahead', sound_ahead_ms !== null && `${sound_ahead_ms} ms`],
    ['Round trip', round_trip_ms !== null && `${round_trip_ms} ms`],
  ];
  return all.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
}
