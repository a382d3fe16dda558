import assert from 'node:assert/strict';
import test from 'node:test';
import { cause, forViewers } from '../../static/js/problems.js';

test('of a stream that is in order nothing is said', () => {
  assert.equal(forViewers([]), '');
});

test('viewers hear that it is not their device; sound alone has its own picture', () => {
  assert.match(forViewers(['no_sound']), /no sound/);
  assert.equal(forViewers(['no_picture']), '');
  assert.match(forViewers(['no_picture', 'tracks_apart']), /do not fit/);
});

test('a decoder that stumbles over what few can decode lacks the format', () => {
  assert.equal(cause('picture', ['unplayable']), 'format');
  assert.equal(cause('picture', ['no_sound']), 'picture');
  assert.equal(forViewers(['unplayable']), '', 'whoever can see it need not know');
});

test('a problem that this page does not know yet is passed over', () => {
  assert.equal(forViewers(/** @type {any} */ (['too_loud'])), '');
});
