import assert from 'node:assert/strict';
import test from 'node:test';
import { Steps } from '../../static/js/steps.js';

const MINUTE = 60;

test('parts are played until the picture stands still for the fourth time', () => {
  const steps = new Steps();
  assert.ok(steps.byParts(0, 0));
  assert.ok(steps.byParts(10, 3));
  assert.ok(!steps.byParts(20, 4));
});

test('they are tried again after five quiet minutes, and after twice as many the next time', () => {
  const steps = new Steps();
  steps.byParts(0, 4);
  assert.ok(!steps.byParts(5 * MINUTE - 1, 0));
  assert.ok(steps.byParts(5 * MINUTE, 0));
  steps.byParts(6 * MINUTE, 4);
  assert.ok(!steps.byParts(16 * MINUTE - 1, 0));
  assert.ok(steps.byParts(16 * MINUTE, 0));
});

test('a picture that stands still meanwhile is not quiet', () => {
  const steps = new Steps();
  steps.byParts(0, 4);
  steps.stall(3 * MINUTE);
  assert.ok(!steps.byParts(6 * MINUTE, 1));
  assert.ok(steps.byParts(8 * MINUTE, 0));
});

test('nobody waits longer than forty minutes, and falls of long ago are forgotten', () => {
  const steps = new Steps();
  let now = 0;
  for (let fall = 0; fall < 9; fall += 1) {
    steps.byParts(now, 4);
    now += 40 * MINUTE;
    assert.ok(steps.byParts(now, 0), `fall ${fall}`);
  }
  now += 31 * MINUTE;
  steps.byParts(now, 4);
  assert.ok(steps.byParts(now + 5 * MINUTE, 0));
});

test('another source begins with parts', () => {
  const steps = new Steps();
  steps.byParts(0, 4);
  steps.reset(1);
  assert.ok(steps.byParts(1, 0));
});
