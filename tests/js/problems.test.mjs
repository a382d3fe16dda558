import assert from 'node:assert/strict';
import test from 'node:test';
import { forStreamer, forViewers } from '../../static/js/problems.js';

test('of a stream that is in order nothing is said', () => {
  assert.equal(forViewers({ problems: [], segment: 1 }), '');
  assert.deepEqual(forStreamer({ problems: [], segment: 2.1 }), []);
});

test('viewers hear that it is not their device; sound alone has its own picture', () => {
  assert.match(forViewers({ problems: ['no_sound'], segment: 1 }), /no sound/);
  assert.equal(forViewers({ problems: ['no_picture'], segment: 1 }), '');
  assert.match(forViewers({ problems: ['no_picture', 'tracks_apart'], segment: 1 }), /do not fit/);
});

test('the streamer hears what to set', () => {
  assert.match(forStreamer({ problems: ['no_picture'], segment: 1 })[0] ?? '', /H\.264/);
  assert.match(forStreamer({ problems: ['no_sound'], segment: 1 })[0] ?? '', /AAC/);
  assert.match(forStreamer({ problems: [], segment: 8.33 })[0] ?? '', /8 seconds apart/);
});

test('a problem that this page does not know yet is passed over', () => {
  const problems = /** @type {any} */ (['too_loud']);
  assert.equal(forViewers({ problems, segment: 1 }), '');
  assert.deepEqual(forStreamer({ problems, segment: 1 }), []);
});
