import assert from 'node:assert/strict';
import test from 'node:test';
import { StallWatch } from '../../static/js/stall.js';

/**
 * The remedies given, and when, over seconds in which the picture stands at the positions that `at` gives.
 * @param {number} seconds
 * @param {(second: number) => number} at
 * @param {{ shouldPlay?: (second: number) => boolean, jumps?: (second: number) => number }} [more]
 */
function remedies(seconds, at, { shouldPlay = () => true, jumps = () => 0 } = {}) {
  const watch = new StallWatch();
  const given = [];
  for (let second = 0; second <= seconds; second += 1) {
    const remedy = watch.look(second * 1000, at(second), jumps(second), shouldPlay(second));
    if (remedy !== 'fine') given.push(`${second} ${remedy}`);
  }
  return given;
}

test('a picture that moves is left alone', () => {
  assert.deepEqual(remedies(60, (second) => second), []);
});

test('a picture that stands still is nudged, then loaded again', () => {
  assert.deepEqual(remedies(20, () => 0), ['8 nudge', '16 reload']);
});

test('a picture that does not return is loaded again and again', () => {
  assert.deepEqual(remedies(48, () => 0), ['8 nudge', '16 reload', '24 nudge', '32 reload', '40 nudge', '48 reload']);
});

test('a paused picture is left alone, and has its full time after', () => {
  assert.deepEqual(remedies(29, () => 5, { shouldPlay: (second) => second > 20 }), ['28 nudge']);
});

test('a picture that plays after a nudge is fine again', () => {
  assert.deepEqual(remedies(19, (second) => (second < 10 ? 0 : 1)), ['8 nudge', '18 nudge']);
});

test('a nudge moves the position and not the picture', () => {
  const given = remedies(17, (second) => (second < 9 ? 0 : 9.2), { jumps: (second) => (second < 9 ? 0 : 1) });
  assert.deepEqual(given, ['8 nudge', '16 reload']);
});

test('a frame or two after each jump do not make a picture that moves', () => {
  const given = remedies(17, (second) => 9 * Math.floor(second / 2) + 0.05 * (second % 2), { jumps: (second) => Math.floor(second / 2) });
  assert.deepEqual(given, ['8 nudge', '16 reload']);
});

test('a picture that stutters moves', () => {
  assert.deepEqual(remedies(60, (second) => second / 4), []);
});
