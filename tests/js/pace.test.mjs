import assert from 'node:assert/strict';
import test from 'node:test';
import { pause } from '../../static/js/pace.js';

const pace = { usual: 2000, most: 15000 };
const longest = () => 0;
const shortest = () => 0.999999;

test('while all is well the pace is steady', () => {
  assert.equal(pause(0, pace), 2000);
});

test('pauses grow with each failure, up to a limit', () => {
  const pauses = [1, 2, 3, 10, 1000].map((failures) => pause(failures, pace, longest));
  assert.deepEqual(pauses, [2000, 3000, 4500, 15000, 15000]);
});

test('viewers who lost the site together come back apart', () => {
  assert.ok(pause(10, pace, shortest) < 11300);
  assert.ok(pause(10, pace, shortest) > 11200);
});
