// What is said where a password is refused.

import assert from 'node:assert/strict';
import test from 'node:test';
import { refusal } from '../../static/js/chat/unlock.js';

test('a refused password says what to do', () => {
  assert.match(refusal(403, null), /not the password/);
  assert.equal(refusal(429, '12'), 'Too many wrong passwords. Try again in 12 s.');
  assert.equal(refusal(429, null), 'Too many wrong passwords. Try again later.');
});
