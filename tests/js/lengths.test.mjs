// Lengths of time, as moderators type and read them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { LENGTHS, secondsOf, spelled } from '../../static/js/lengths.js';

test('lengths are read as the server reads them', () => {
  for (const [text, seconds] of /** @type {[string, number | undefined][]} */ ([
    ['90', 90],
    [' 10M ', 600],
    ['1d12h', 129600],
    ['52w', 31449600],
    ['4', undefined],
    ['366d', undefined],
    ['', undefined],
    ['10 m', undefined],
    ['m', undefined],
    ['1h30', undefined],
    ['9'.repeat(400), undefined],
  ])) {
    assert.equal(secondsOf(text), seconds, text);
  }
});

test('lengths are said in words', () => {
  assert.deepEqual(LENGTHS.map(spelled), ['1 minute', '10 minutes', '1 hour', '1 day', '7 days']);
  assert.deepEqual([5400, 61, 86405, 0].map(spelled), ['1 hour 30 minutes', '1 minute 1 second', '1 day', '0 seconds']);
});
