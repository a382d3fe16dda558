// What moderators choose for somebody, and what that person reads.

import assert from 'node:assert/strict';
import test from 'node:test';
import { lasting } from '../../static/js/chat/sanction-card.js';
import { actWords, sentence } from '../../static/js/chat/sanction-form.js';
import { details, found, standing, untilNext } from '../../static/js/moderation/sanctions.js';
import { settlementWords } from '../../static/js/moderation/settling.js';

const ban = { id: 'x', username: 'Bob', time: 0, until: null, by: 'mo', reason: 'spam', scope: /** @type {const} */ ('stream'), by_address: true, appeal: null, here: ['rob'] };

test('a choice becomes a command that the server reads as it was meant', () => {
  assert.equal(sentence('/timeout', 'Bo Derek', '10m', ''), '/timeout Bo Derek 10m');
  assert.equal(sentence('/ban', 'bo', '', 'spam'), '/ban bo spam');
  assert.equal(sentence('/ban', 'bo', '', '2 accounts'), '/ban bo (2 accounts)');
  assert.equal(sentence('/ban', 'bo', '1d', '2 accounts'), '/ban bo 1d 2 accounts');
});

test('what ends soon is counted down', () => {
  assert.equal(lasting(null, 1000), 'until a moderator lifts it');
  assert.equal(lasting(1599.2, 1000), 'for 10:00 more');
  assert.equal(lasting(1007, 1000), 'for 0:07 more');
  assert.match(lasting(1000 + 7200, 1000), /^until .*:/);
});

test('moderators find people by names, reasons and who did it', () => {
  const all = [ban, { ...ban, id: 'y', username: 'eve', reason: '', here: [] }];
  const names = (/** @type {string} */ search) => found(all, search).map(({ id }) => id).join('');
  assert.deepEqual(['', 'BO', 'rob', 'Spam', 'mo', 'nobody'].map(names), ['xy', 'x', 'x', 'x', 'xy', '']);
});

test('a row says since when, until when, by whom, where and why', () => {
  assert.match(details(ban, 100), /^since .+, by mo, here as rob: spam$/);
  assert.match(details({ ...ban, until: 4000, scope: 'site', by_address: false, reason: '', here: ['Bob'] }, 100), /, until .+, by mo, on the whole site, not by address, here$/);
});

test('what is over is not shown, and the list knows when the next one is', () => {
  const all = [ban, { ...ban, id: 'y', until: 100 }, { ...ban, id: 'z', until: 250 }];
  const at = (/** @type {number} */ now) => [standing(all, now).map(({ id }) => id).join(''), untilNext(all, now)];
  assert.deepEqual([99, 100, 249.5, 250].map(at), [['xyz', 1], ['xz', 150], ['xz', 0.5], ['x', null]]);
});

test('a button says what it does to a reported message and its author', () => {
  for (const [what, words] of /** @type {const} */ ([
    [{}, 'Dismiss'],
    [{ delete: true }, 'Delete'],
    [{ mute: true }, 'Mute until lifted'],
    [{ delete: true, mute: true, seconds: 600 }, 'Delete and mute for 10 minutes'],
    [{ ban: true, seconds: 86400 }, 'Ban for 1 day'],
  ])) {
    assert.equal(settlementWords(what), words);
  }
});

test('a button says what it does to somebody, and for how long', () => {
  for (const [command, time, words] of /** @type {const} */ ([
    ['/timeout', '10m', 'Time out for 10 minutes'],
    ['/timeout', '', 'Time out for 10 minutes'],
    ['/mute', '', 'Mute until lifted'],
    ['/ban', '1d', 'Ban from the chat for 1 day'],
    ['/ban', 'soon', 'Ban from the chat'],
    ['/kick', '', 'Remove for 30 seconds'],
  ])) {
    assert.equal(actWords(command, time), words);
  }
});
