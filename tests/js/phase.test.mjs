import assert from 'node:assert/strict';
import test from 'node:test';
import { announcement, nextPhase, plays, windowTitle } from '../../static/js/phase.js';

/**
 * What a viewer who opened the page in `first` sees as the server tells of one state after the other.
 * @param {import('../../static/js/phase.js').State} first
 * @param {import('../../static/js/phase.js').State[]} states
 */
function seen(first, ...states) {
  /** @type {import('../../static/js/phase.js').Phase} */
  let phase = first;
  return states.map((state) => (phase = nextPhase(phase, state)));
}

test('a viewer who waits sees the stream start', () => {
  assert.deepEqual(seen('offline', 'offline', 'starting', 'live'), ['offline', 'starting', 'live']);
});

test('a viewer who watched is told that the stream ended, for as long as it stays off', () => {
  assert.deepEqual(seen('live', 'reconnecting', 'offline', 'offline'), ['reconnecting', 'ended', 'ended']);
  assert.deepEqual(seen('live', 'offline'), ['ended']);
});

test('a stream that never showed a picture did not end', () => {
  assert.deepEqual(seen('starting', 'offline'), ['offline']);
});

test('an ended stream can begin again', () => {
  assert.deepEqual(seen('live', 'offline', 'starting', 'live'), ['ended', 'starting', 'live']);
});

test('only a live or interrupted stream plays', () => {
  assert.deepEqual((/** @type {const} */ (['offline', 'starting', 'live', 'reconnecting', 'ended'])).filter(plays), ['live', 'reconnecting']);
});

test('the window title shows in a row of tabs whether the stream is live', () => {
  assert.equal(windowTitle('live', 'Ana', 'Site', ''), '● Ana – Site');
  assert.equal(windowTitle('ended', 'Ana', 'Site', ''), 'Ana – Site');
  assert.equal(windowTitle('live', 'Ana', 'Site', 'Night'), '● Night – Ana – Site');
});

test('a screen reader hears of each change but not of an offline page', () => {
  assert.equal(announcement('live', 'Ana'), 'Ana is live');
  assert.equal(announcement('offline', 'Ana'), '');
});
