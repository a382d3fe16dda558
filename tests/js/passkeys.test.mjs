import assert from 'node:assert/strict';
import test from 'node:test';
import { failure } from '../../static/js/passkeys.js';

test('what a browser refuses is told in the language of the page', () => {
  const english = 'The operation either timed out or was not allowed.';
  for (const [name, words] of /** @type {[string, RegExp][]} */ ([
    ['NotAllowedError', /^$/],
    ['AbortError', /^$/],
    ['InvalidStateError', /already/],
    ['SecurityError', /address/],
    ['NotSupportedError', /cannot keep/],
    ['ConstraintError', /cannot keep/],
    ['UnknownError', /Try again/],
    ['TypeError', /Try again/],
  ])) {
    const said = failure(Object.assign(new Error(english), { name }));
    assert.match(said, words, name);
    assert.notEqual(said, english);
  }
  assert.equal(failure(new Error('This passkey belongs to no account here.')), 'This passkey belongs to no account here.');
});
