import assert from 'node:assert/strict';
import test from 'node:test';
import { facts, verdict } from '../../static/js/health-words.js';

/** @type {import('../../static/js/health-words.js').Health} */
const health = {
  bit_rate: 4_250_000,
  round_trip_ms: 31,
  late_ms: 12,
  sound_ahead_ms: -20,
  picture: { codec: 'H.264', profile: 'High', width: 1920, height: 1080, frame_rate: 59.94, keyframe_seconds: 2, b_frames_ms: 33, frames: 15_000, dropped: 3, late: 1 },
  sound: { codec: 'Opus', profile: null, bit_rate: 160_000 },
  warnings: [],
};

/** @param {('problem' | 'advice')[]} levels */
const warned = (...levels) => verdict({ ...health, warnings: levels.map((level) => ({ code: 'x', level, text: '', remedy: '', since: 0 })) });

test('what is known of a stream is listed in words', () => {
  assert.deepEqual(facts(health), [
    ['Bit rate', '4.3 Mbit/s'],
    ['Picture', 'H.264 High, 1920 × 1080, 59.9 fps'],
    ['Keyframe every', '2.0 s'],
    ['B-frames add', '33 ms'],
    ['Frames dropped', '3 of 15,000'],
    ['Frames late', '1, at worst by 12 ms'],
    ['Sound', 'Opus, 160 kbit/s'],
    ['Sound ahead', '-20 ms'],
    ['Round trip', '31 ms'],
  ]);
});

test('what is not known is left out', () => {
  const unknown = { bit_rate: null, round_trip_ms: null, late_ms: null, sound_ahead_ms: null, picture: null, sound: null, warnings: [] };
  assert.deepEqual(facts(unknown), []);
  const picture = { codec: 'H.264', profile: null, width: null, height: null, frame_rate: null, keyframe_seconds: null, b_frames_ms: null, frames: null, dropped: null, late: null };
  assert.deepEqual(facts({ ...unknown, bit_rate: 0, picture }), [['Bit rate', '0 kbit/s'], ['Picture', 'H.264']]);
});

test('a stream with suggestions alone is good', () => {
  assert.equal(warned(), 'good');
  assert.equal(warned('advice'), 'good, 1 suggestion');
  assert.equal(warned('problem', 'problem', 'advice'), '2 problems, 1 suggestion');
});
