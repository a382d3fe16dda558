// Which keys and line breaks are those of input methods.

import assert from 'node:assert/strict';
import test from 'node:test';
import { isLineBreak, isOfInputMethod } from '../../static/js/dom.js';

test('a key belongs to an input method while it composes, and after it in Safari', () => {
  assert.ok(isOfInputMethod({ isComposing: true, keyCode: 13 }));
  assert.ok(isOfInputMethod({ isComposing: false, keyCode: 229 }));
  assert.ok(!isOfInputMethod({ isComposing: false, keyCode: 13 }));
});

test('a line break is typed in some way, not pasted', () => {
  for (const event of [
    { inputType: 'insertLineBreak', data: null },
    { inputType: 'insertParagraph', data: null },
    { inputType: 'insertText', data: '\n' },
    { inputType: 'insertText', data: '\r\n' },
  ]) assert.ok(isLineBreak(event), JSON.stringify(event));
  for (const event of [
    { inputType: 'insertText', data: 'a' },
    { inputType: 'insertText', data: 'a\n' },
    { inputType: 'insertFromPaste', data: '\n' },
    { inputType: 'deleteContentBackward', data: null },
  ]) assert.ok(!isLineBreak(event), JSON.stringify(event));
});
