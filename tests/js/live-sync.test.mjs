import assert from 'node:assert/strict';
import test from 'node:test';
import { LiveSync } from '../../static/js/live-sync.js';

/** What a playlist of whole segments says. @param {number} segment @param {number | null} date */
const edge = (segment, date) => ({ segment, date, parts: null, smooth: false, end: date ?? 0 });
/** What one of parts of 0.3 s says, 0.9 s from which the server wants players to be. @param {number} date @param {number} [end] */
const part = (date, end = date) => ({ segment: 2, date, parts: { length: 0.3, hold: 0.9 }, smooth: true, end });
/** @param {number | null} seconds */
const rounded = (seconds) => Number(seconds?.toFixed(2));

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
    sync.learn(now, edge(segment, dated ? end : null));
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
  sync.learn(100.2, edge(2, 100));
  sync.learn(101.9, edge(2, 100.1));
  assert.equal(Number(sync.position(101.9, 100)?.toFixed(2)), 98.6);
});

test('live goes on while a segment is being recorded', () => {
  assert.equal(behind(2, [0.2, 0.2], { after: 1.9 }), 3.2);
});

test('live goes on when nothing new comes, and stays within reach', () => {
  const sync = new LiveSync();
  sync.learn(100, edge(2, 100));
  assert.equal(sync.position(160, 100), 157);
  assert.equal(sync.reachable(160, 100), 99);
  assert.equal(sync.reachable(100.5, 100), 97.5);
});

test('a stall widens the margin for two minutes, by no more than a segment', () => {
  assert.equal(behind(2, [0.2], { stalls: 1 }), 3.7);
  assert.equal(behind(2, [0.2], { stalls: 9 }), 5.2);
  const sync = new LiveSync();
  sync.learn(0, edge(2, 0));
  sync.stall(0);
  assert.equal(sync.hold(119), 3.5);
  assert.equal(sync.hold(121), 3);
});

/** Hears of parts, and has each `late` seconds after the camera was at its end. @param {number[]} late */
function parts(late) {
  const sync = new LiveSync();
  let date = 100;
  for (const seconds of late) {
    date += 0.3;
    sync.learn(date + 0.05, part(date));
    sync.arrive(date + seconds, date);
  }
  return { sync, date, behind: rounded(date - Number(sync.position(date, date))) };
}

test('with parts, live is the way to the viewer and as far behind the newest as the server says', () => {
  const { sync, behind } = parts(Array(20).fill(0.1));
  assert.ok(sync.byParts);
  assert.equal(behind, 1);
});

test('a part in ten that arrives late moves nothing, more of them do', () => {
  const late = (/** @type {number} */ every) => parts(Array.from({ length: 60 }, (_, i) => (i % every === 0 ? 0.5 : 0.1))).behind;
  assert.equal(late(10), 1);
  assert.equal(late(8), 1.4);
});

test('before the first part has arrived, live goes by what is listed', () => {
  const sync = new LiveSync();
  sync.learn(100.2, part(100));
  assert.equal(rounded(sync.position(100.2, 100)), 99.1);
  assert.equal(rounded(sync.reachable(105, 100)), 99.7);
});

test('with parts, a stall costs one of them, and no more than three', () => {
  const { sync, date } = parts([0.1]);
  sync.stall(date);
  assert.equal(rounded(sync.hold(date)), 1.2);
  for (let i = 0; i < 9; i += 1) sync.stall(date);
  assert.equal(rounded(sync.hold(date)), 1.8);
  assert.equal(rounded(sync.hold(date + 121)), 0.9);
});

test('an encoder that paused costs nothing, a network that did does', () => {
  const { sync, date } = parts([0.1, 0.1]);
  sync.stall(date + 1);
  assert.equal(sync.stalls(date + 4), 1);
  sync.learn(date + 4, part(date + 3.9, date + 0.3));
  assert.equal(sync.stalls(date + 4), 0);
  sync.stall(date + 5);
  sync.learn(date + 8, part(date + 7.9, date + 4.3));
  assert.equal(sync.stalls(date + 8), 1);
});

test('who gives up parts is a segment and two seconds behind, free of earlier stalls', () => {
  const { sync, date } = parts(Array(20).fill(0.1));
  for (let i = 0; i < 4; i += 1) sync.stall(date);
  sync.learn(date + 0.1, { ...part(date - 1.8), parts: null });
  assert.equal(sync.hold(date + 0.1), 4);
  // the older edge is no late news
  assert.equal(rounded(date - Number(sync.position(date, date - 1.8))), 4.05);
});
