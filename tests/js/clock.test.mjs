import assert from 'node:assert/strict';
import test from 'node:test';
import { ServerClock } from '../../static/js/clock.js';

test('a clock that nothing is known of is taken to be right', () => {
  assert.equal(new ServerClock().at(1_000_000), 1_000_000);
});

test('of several times the one that was quickest on its way is believed', () => {
  const clock = new ServerClock();
  clock.hear(1_000_700, 1_000_000);
  clock.hear(1_001_750, 1_001_000);
  clock.hear(1_002_200, 1_002_000);
  assert.equal(clock.at(2_000_000), 2_000_750);
});

test('a clock that was set meanwhile is followed at once', () => {
  const clock = new ServerClock();
  clock.hear(1_000_700, 1_000_000);
  clock.hear(1_060_000, 2_000_000);
  assert.equal(clock.at(2_000_000), 1_060_000);
});

test('whole seconds do not spoil what is known to the millisecond, and reveal a clock that is wrong', () => {
  const clock = new ServerClock();
  clock.hear(1_000_700, 1_000_000);
  clock.hearRoughly(1_000_000, 1_000_900);
  assert.equal(clock.at(2_000_000), 2_000_700);
  clock.hearRoughly(9_000_000, 1_000_000);
  assert.equal(clock.at(2_000_000), 10_000_000);
  clock.hearRoughly(1_000_000, 1_000_900);
  assert.equal(clock.at(2_000_000), 2_000_000);
});
