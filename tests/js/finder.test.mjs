// What the search of the front page asks for.

import assert from 'node:assert/strict';
import test from 'node:test';
import { queryOf } from '../../static/js/finder.js';

test('a search is a query of what is filled in', () => {
  assert.equal(queryOf([['q', ' zoë & co '], ['language', ''], ['tag', 'c++']]), 'q=zo%C3%AB+%26+co&tag=c%2B%2B');
  assert.equal(queryOf([['q', '  '], ['tag', '']]), '');
});
