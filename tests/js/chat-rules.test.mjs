// The small pure rules of the chat pane: what may be done with whom, how the connection stands, what is said below the
// composer and to screen readers.

import assert from 'node:assert/strict';
import test from 'node:test';
import { actionsFor } from '../../static/js/chat/actions.js';
import { announced } from '../../static/js/chat/announcer.js';
import { nextLink } from '../../static/js/chat/link.js';
import { shown } from '../../static/js/chat/status.js';

/** @typedef {import('../../static/js/chat/actions.js').Subject} Subject */

const said = /** @type {const} */ ({ kind: 'message', id: 7, time: 0, name: 'bo', role: 'normal', color: '#000000', text: 'hello' });

/** @param {Partial<Subject>} about */
const actions = (about) => actionsFor({ me: { name: 'me', role: 'normal' }, them: { name: 'bo', role: 'normal' }, present: true, message: said, ...about }).join(' ');

test('everybody may mention, answer and report, and readers may copy', () => {
  assert.equal(actions({}), 'mention reply copy report');
  assert.equal(actions({ me: undefined }), 'copy');
  assert.equal(actions({ them: { name: 'me', role: 'normal' } }), 'reply copy');
  assert.equal(actionsFor({ me: { name: 'me', role: 'normal' }, them: { name: 'bo', role: 'normal' }, present: true }).join(' '), 'mention');
});

test('moderators keep order among viewers, the streamer among all', () => {
  const moderator = /** @type {const} */ ({ name: 'me', role: 'moderator' });
  const streamer = /** @type {const} */ ({ name: 'me', role: 'admin' });
  const other = /** @type {const} */ ({ name: 'mo', role: 'moderator' });
  assert.equal(actions({ me: moderator }), 'mention reply copy about mute timeout hour sanction rename pin delete');
  assert.equal(actions({ me: moderator, them: other }), 'mention reply copy about pin delete');
  assert.equal(actions({ me: moderator, them: { name: 'alice', role: 'admin' } }), 'mention reply copy about pin delete');
  assert.equal(actions({ me: streamer }), 'mention reply copy about mute timeout hour sanction rename mod vip pin delete');
  assert.equal(actions({ me: streamer, them: other }), 'mention reply copy about mute timeout hour sanction rename demod pin delete');
});

test('one may mute somebody, or let them speak again, but never both', () => {
  const moderator = /** @type {const} */ ({ name: 'me', role: 'moderator' });
  assert.equal(actions({ me: moderator, mute: 'id' }), 'mention reply copy about unmute sanction rename pin delete');
  assert.equal(actions({ me: moderator, mute: 'id', present: false }), 'mention reply copy about unmute sanction pin delete');
  assert.equal(actions({ me: moderator, mute: 'id', them: { name: 'mo', role: 'moderator' } }), 'mention reply copy about pin delete');
});

test('what has the focus when a menu opens changes nothing for anybody', () => {
  for (const role of /** @type {const} */ (['normal', 'moderator', 'admin'])) {
    for (const them of [{ name: 'bo', role }, { name: 'me', role }]) {
      for (const present of [true, false]) {
        for (const message of [said, undefined]) {
          const [first] = actionsFor({ me: { name: 'me', role: 'admin' }, them, present, ...(message ? { message } : {}) });
          assert.ok(first === undefined || ['mention', 'reply', 'copy', 'about'].includes(first), first);
        }
      }
    }
  }
});

test('for people who left, only what concerns the message or outlasts their stay is offered', () => {
  const streamer = /** @type {const} */ ({ name: 'me', role: 'admin' });
  assert.equal(actions({ me: streamer, present: false }), 'mention reply copy about sanction pin delete');
  assert.equal(actions({ me: streamer, them: { name: 'mo', role: 'moderator' }, present: false }), 'mention reply copy about sanction demod pin delete');
});

test('a loss that was announced stays what it was announced as', () => {
  assert.equal(nextLink('connected', 'lost'), 'reconnecting');
  assert.equal(nextLink(nextLink('connected', 'restarting'), 'lost'), 'restarting');
  assert.equal(nextLink(nextLink('connected', 'network gone'), 'lost'), 'offline');
  assert.equal(nextLink('offline', 'network back'), 'reconnecting');
  assert.equal(nextLink('connected', 'network back'), 'connected');
  assert.equal(nextLink('connecting', 'lost'), 'connecting');
  assert.equal(nextLink('restarting', 'connected'), 'connected');
});

test('a connection is silent until something is heard, and only if nobody knows better', () => {
  assert.equal(nextLink('connected', 'silent'), 'silent');
  assert.equal(nextLink('offline', 'silent'), 'offline');
  assert.equal(nextLink('silent', 'heard'), 'connected');
  assert.equal(nextLink('silent', 'lost'), 'reconnecting');
  assert.equal(nextLink('offline', 'heard'), 'offline', 'what was on its way before');
});

test('below the composer stands the most pressing thing alone', () => {
  /** @type {Parameters<typeof shown>[0]} */
  const words = new Map([
    ['left', { text: '12 characters left' }],
    ['wait', { text: 'Again in', until: 5000 }],
    ['link', { text: 'Reconnecting', until: 2000 }],
  ]);
  assert.equal(shown(words, 500).text, 'Reconnecting 2 s');
  assert.deepEqual(shown(words, 2000), { text: 'Again in 3 s', tone: '', counting: true });
  assert.equal(shown(words, 5000).text, '12 characters left');
  assert.equal(shown(new Map(), 0).text, '');
});

test('that one is muted is not hidden by a countdown', () => {
  /** @type {Parameters<typeof shown>[0]} */
  const words = new Map([
    ['wait', { text: 'Again in', until: 5000 }],
    ['trouble', { text: 'That did not work', until: 5000 }],
  ]);
  assert.equal(shown(words, 0).text, 'That did not work 5 s');
  assert.equal(shown(new Map([...words, ['muted', { text: 'You are muted' }]]), 0).text, 'You are muted');
});

test('a few messages are read out, many are counted, and who is spoken to hears it', () => {
  const ana = { name: 'ana', text: 'hello' };
  const bo = { name: 'bo', text: 'hi' };
  assert.equal(announced([], [ana, bo]), 'ana: hello. bo: hi');
  assert.equal(announced([], [ana, ana, bo]), '3 new messages, the last one from bo');
  assert.equal(announced([bo], [ana]), 'bo to you: hi. ana: hello');
});
