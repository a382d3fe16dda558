import assert from 'node:assert/strict';
import test from 'node:test';
import { liveSlack, targetLatency } from '../../static/js/live-sync.js';

test('segments of 1 to 4 seconds play 3 to 9 seconds behind', () => {
  assert.deepEqual([1, 2, 3, 4].map(targetLatency), [3, 5, 7, 9]);
});

test('the buffer outlasts the wait for a segment that comes a whole length late', () => {
  for (const segment of [0.5, 1, 2, 4, 6]) assert.ok(targetLatency(segment) >= 2 * segment + 1);
});

test('a viewer may be one segment behind the target and still be live', () => {
  assert.equal(liveSlack(1), 2);
  assert.equal(liveSlack(4), 4);
});
