// Who is muted, as those see it who keep order.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Mutes } from '../../static/js/chat/mutes.js';

/**
 * @param {string} id
 * @param {string} username
 * @param {string[]} here
 */
const mute = (id, username, here) => ({ id, username, time: 0, until: null, by: 'mo', reason: '', scope: /** @type {const} */ ('stream'), by_address: true, appeal: null, here });

test('muted people who are present are known by their present name, in each window', () => {
  const mutes = new Mutes();
  mutes.replace([mute('1', 'Bob', ['rob', 'second'])]);
  assert.equal(mutes.of('ROB', true)?.id, '1');
  assert.equal(mutes.of('second', true)?.id, '1');
  assert.equal(mutes.of('bob', true), undefined, 'somebody else took that name since');
  assert.equal(mutes.of('bob', false)?.id, '1', 'what they said before');
});

test('a mute reads otherwise when they leave, and is gone when it is lifted', () => {
  const mutes = new Mutes();
  mutes.set(mute('1', 'bob', ['bob']));
  mutes.set(mute('2', 'bob', ['bob']));
  mutes.set(mute('1', 'bob', []));
  assert.deepEqual(mutes.list().map(({ id }) => id), ['2', '1']);
  assert.equal(mutes.of('bob', true)?.id, '2');
  mutes.lift('2');
  assert.equal(mutes.of('bob', true), undefined);
  assert.equal(mutes.of('bob', false)?.id, '1');
  assert.equal(mutes.size, 1);
  mutes.replace([]);
  assert.equal(mutes.of('bob', false), undefined);
});
