// Which links to studio and administration a page shows.

import assert from 'node:assert/strict';
import test from 'node:test';
import { waysFrom } from '../../static/js/ways.js';

const NOWHERE = { studio: null, administration: null };

test('who has been nowhere sees no way', () => {
  assert.deepEqual(waysFrom(NOWHERE), NOWHERE);
  assert.deepEqual(waysFrom(NOWHERE, '/alice/studio/'), NOWHERE);
});

test('the page of a stream leads to its own studio alone', () => {
  assert.deepEqual(waysFrom({ studio: '/bob/studio/', administration: null }, '/alice/studio/'), NOWHERE);
  assert.equal(waysFrom({ studio: '/alice/studio/', administration: null }, '/alice/studio/').studio, '/alice/studio/');
  assert.equal(waysFrom({ studio: '/bob/studio/', administration: null }).studio, '/bob/studio/');
});

test('those with a role and administrators see the way to any studio', () => {
  assert.equal(waysFrom(NOWHERE, '/alice/studio/', true).studio, '/alice/studio/');
  assert.deepEqual(waysFrom({ studio: null, administration: '/admin/' }, '/alice/studio/'), { studio: '/alice/studio/', administration: '/admin/' });
});
