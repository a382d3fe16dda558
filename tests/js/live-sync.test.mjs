import assert from 'node:assert/strict';
import test from 'node:test';
import { LiveSync } from '../../static/js/live-sync.js';

/**
 * Seconds behind the camera at which live playback is, `after` the last of some segments became known; each becomes known
 * so many seconds after the camera was at its end. Media time is the camera's time.
 * @param {number} segment
 * @param {number[]} lateness
 */
function behind(segment, lateness, { after = 0, dated = true, stalls = 0 } = {}) {
  const sync = new LiveSync();
  let end = 100;
  let now = 0;
  for (const late of lateness) {
    end += segment;
    now = end + late;
    sync.learn(now, { segment, date: dated ? end : null });
  }
  for (let i = 0; i < stalls; i += 1) sync.stall(now);
  const position = sync.position(now + after, end);
  assert.ok(position !== null);
  return Number((now + after - position).toFixed(2));
}

test('nothing is known before the first playlist', () => {
  const sync = new LiveSync();
  assert.equal(sync.position(0, 100), null);
  assert.equal(sync.segment, 0);
});

test('live is one segment, the way to the viewer and a second behind the camera', () => {
  assert.equal(behind(1, [0.2, 0.2, 0.2]), 2.2);
  assert.equal(behind(2, [0.2, 0.2, 0.2]), 3.2);
});

test('who hears of segments late stays as far behind as the latest of them needs', () => {
  assert.equal(behind(2, [0.2, 1.7, 0.2]), 4.7);
  assert.equal(behind(2, [1.7, ...Array(10).fill(0.2)]), 3.2);
});

test('where no date is given, half a segment is added for news that come later than these', () => {
  assert.equal(behind(1, [0.2, 0.2], { dated: false }), 2.7);
  assert.equal(behind(2, [0.2, 0.2], { dated: false }), 4.2);
});

test('the same segment in another quality, heard of later, changes nothing', () => {
  const sync = new LiveSync();
  sync.learn(100.2, { segment: 2, date: 100 });
  sync.learn(101.9, { segment: 2, date: 100.1 });
  assert.equal(Number(sync.position(101.9, 100)?.toFixed(2)), 98.6);
});

test('live goes on while a segment is being recorded', () => {
  assert.equal(behind(2, [0.2, 0.2], { after: 1.9 }), 3.2);
});

test('live goes on when nothing new comes, and stays within reach', () => {
  const sync = new LiveSync();
  sync.learn(100, { segment: 2, date: 100 });
  assert.equal(sync.position(160, 100), 157);
  assert.equal(sync.reachable(160, 100), 99);
  assert.equal(sync.reachable(100.5, 100), 97.5);
});

test('a stall widens the margin for two minutes, by no more than a segment', () => {
  assert.equal(behind(2, [0.2], { stalls: 1 }), 3.7);
  assert.equal(behind(2, [0.2], { stalls: 9 }), 5.2);
  const sync = new LiveSync();
  sync.learn(0, { segment: 2, date: 0 });
  sync.stall(0);
  assert.equal(sync.hold(119), 3.5);
  assert.equal(sync.hold(121), 3);
});
