import assert from 'node:assert/strict';
import test from 'node:test';
import { ago, bitrate, counted, dayAndTime, elapsed, firstLine, hue, initial, timeOfDay, when } from '../../static/js/words.js';

test('a running time reads like a clock', () => {
  for (const [seconds, words] of /** @type {[number, string][]} */ ([
    [0, '0:00'],
    [7.9, '0:07'],
    [750, '12:30'],
    [3723, '1:02:03'],
    [97530, '27:05:30'],
    [-3, '0:00'],
  ])) {
    assert.equal(elapsed(seconds), words);
  }
});

test('a time past is told in its largest unit', () => {
  for (const [seconds, words] of /** @type {[number, string][]} */ ([
    [-5, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [7199, '1 hour ago'],
    [86400, 'yesterday'],
    [3 * 86400 + 5, '3 days ago'],
    [15 * 86400, '2 weeks ago'],
    [400 * 86400, 'last year'],
  ])) {
    assert.equal(ago(seconds), words);
  }
});

test('a time ahead is told in its largest unit too', () => {
  for (const [seconds, words] of /** @type {[number, string][]} */ ([
    [-30, 'just now'],
    [-90, 'in 1 minute'],
    [-7300, 'in 2 hours'],
    [-86400, 'tomorrow'],
  ])) assert.equal(ago(seconds), words);
});

test('large counts are grouped', () => {
  assert.equal(counted(1), '1');
  assert.equal(counted(10234), '10,234');
});

test('bit rates are told in the unit that fits', () => {
  assert.equal(bitrate(2_400_000), '2.4 Mbit/s');
  assert.equal(bitrate(96_000), '96 kbit/s');
});

test('a list shows the first line of a description, or nothing', () => {
  assert.equal(firstLine('one\ntwo'), 'one');
  assert.equal(firstLine(null), '');
});

test('what was said today has a time, and what was said before a day as well', () => {
  const noon = new Date(2025, 4, 9, 12).getTime() / 1000;
  const midnight = new Date(2025, 4, 9).getTime() / 1000;
  assert.equal(when(midnight, noon), timeOfDay(midnight));
  assert.equal(when(midnight - 1, noon), dayAndTime(midnight - 1));
  assert.match(when(midnight - 1, noon), /8/);
});

test('a name has a letter and a colour, as in the templates', () => {
  // the same examples are in src/web/templates.rs
  for (const [name, letter, colour] of /** @type {[string, string, number][]} */ ([
    ['alice', 'A', 0],
    ['zoë', 'Z', 318],
    ['_bob_', 'B', 257],
    ['ßen', 'SS', 104],
    ['e\u0301a', 'E\u0301', 37],
    ['!!', '!', 336],
    ['', '', 0],
  ])) {
    assert.deepEqual([initial(name), hue(name)], [letter, colour], name);
  }
});
