// Where the arrow keys lead in a row of buttons.

import assert from 'node:assert/strict';
import test from 'node:test';
import { neighbourIn } from '../../static/js/chat/roving.js';

test('arrows go round a row, Home and End to its ends, other keys nowhere', () => {
  assert.equal(neighbourIn(3, 0, 'ArrowRight'), 1);
  assert.equal(neighbourIn(3, 2, 'ArrowDown'), 0);
  assert.equal(neighbourIn(3, 0, 'ArrowLeft'), 2);
  assert.equal(neighbourIn(3, 1, 'Home'), 0);
  assert.equal(neighbourIn(3, 1, 'End'), 2);
  assert.equal(neighbourIn(3, 1, 'Enter'), undefined);
  assert.equal(neighbourIn(3, -1, 'ArrowRight'), undefined);
});
