// What the studio decides without a page.

import assert from 'node:assert/strict';
import test from 'node:test';
import { called } from '../../static/js/studio/browsers.js';
import { parsed } from '../../static/js/studio/follow.js';

test('events are read from pieces of a stream', () => {
  const event = (/** @type {number} */ id) => `id: ${id}\nevent: join_chat\ndata: {"id":${id},"type":"join_chat"}\n\n`;
  const text = `retry: 2000\n\n${event(1)}:\n\n${event(2)}`;
  const seen = [];
  let rest = '';
  for (const letter of text) {
    const read = parsed(rest + letter);
    seen.push(...read.events);
    rest = read.rest;
  }
  assert.deepEqual(seen.map(({ id }) => id), [1, 2]);
  assert.equal(rest, '');
  assert.deepEqual(parsed(event(3).slice(0, -1)).events, []);
});

test('a browser is called by its name and system', () => {
  assert.equal(called('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), 'Firefox on Linux');
  assert.equal(called('curl/8.0'), 'curl/8.0');
  assert.equal(called(''), 'A program');
});
