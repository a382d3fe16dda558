// For how long one may not write, and what ends that.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Waits } from '../../static/js/chat/waits.js';

/** In slow mode of half a minute, just after a message. */
function waiting() {
  const waits = new Waits();
  waits.slow = 30;
  waits.spoke(1000);
  return waits;
}

test('in slow mode one waits after each message, for as long as it is set to now', () => {
  const waits = waiting();
  assert.deepEqual(waits.at(1000), { why: 'slow', until: 31_000 });
  waits.slow = 10;
  assert.deepEqual(waits.at(1000), { why: 'slow', until: 11_000 });
  assert.equal(waits.at(11_000), null);
  waits.slow = 60;
  assert.deepEqual(waits.at(11_000), { why: 'slow', until: 61_000 });
});

test('the end of slow mode lets everybody write at once, also when it begins again', () => {
  const waits = waiting();
  waits.slow = 0;
  assert.equal(waits.at(1000), null);
  waits.slow = 30;
  assert.equal(waits.at(1000), null);
  const refused = new Waits();
  refused.slow = 30;
  refused.refused('slow', 20, 1000);
  assert.deepEqual(refused.at(1000), { why: 'slow', until: 21_000 });
  refused.slow = 0;
  assert.equal(refused.at(1000), null);
});

test('the end of slow mode does not end having been too fast', () => {
  const waits = waiting();
  waits.refused('rate', 5, 1000);
  assert.equal(waits.at(1000)?.why, 'slow', 'it ends later');
  waits.slow = 0;
  assert.deepEqual(waits.at(1000), { why: 'rate', until: 6000 });
});

test('who is made a moderator waits no longer, and who no longer is one begins afresh', () => {
  const waits = waiting();
  waits.refused('rate', 5, 1000);
  waits.become('moderator');
  assert.deepEqual([waits.at(1000), waits.slow], [null, 0]);
  waits.spoke(2000);
  waits.become('normal');
  assert.deepEqual([waits.at(2000), waits.slow], [null, 30]);
});

test('newcomers wait until they are known, whatever slow mode says', () => {
  const waits = new Waits();
  waits.newUntil = 90_000;
  assert.deepEqual(waits.at(1000), { why: 'newcomer', until: 90_000 });
  assert.equal(waits.at(90_000), null);
  waits.refused('newcomer', 60, 1000);
  assert.deepEqual(waits.at(1000), { why: 'newcomer', until: 61_000 });
  waits.become('moderator');
  assert.equal(waits.at(1000), null);
});
