import assert from 'node:assert/strict';
import test from 'node:test';
import { Outbox, isFresh } from '../../static/js/chat/outbox.js';

/** @param {string} text */
const said = (text) => ({ text, reply: undefined, at: 0, since: 10 });
/** @param {{ text: string }[]} sent */
const texts = (sent) => sent.map(({ text }) => text);

test('what the others have read does not come back', () => {
  const outbox = new Outbox();
  outbox.sent(said('one'));
  outbox.sent(said('two'));
  outbox.arrived();
  outbox.arrived();
  assert.deepEqual(texts(outbox.settle([])), []);
});

test('after a loss only what did not arrive comes back, in order', () => {
  const outbox = new Outbox();
  for (const text of ['one', 'two', 'three']) outbox.sent(said(text));
  assert.deepEqual(texts(outbox.settle([{ id: 11 }])), ['two', 'three']);
  assert.deepEqual(texts(outbox.settle([])), [], 'and it comes back once');
});

test('older messages of our own prove nothing', () => {
  const outbox = new Outbox();
  outbox.sent(said('one'));
  assert.deepEqual(texts(outbox.settle([{ id: 9 }, { id: 10 }])), ['one']);
});

test('what was refused is handed back for another try', () => {
  const outbox = new Outbox();
  outbox.sent(said('too fast'));
  outbox.sent(said('next'));
  assert.equal(outbox.refused(), 'too fast');
  outbox.arrived();
  assert.equal(outbox.refused(), undefined);
});

test('a command that was refused comes back too, unless something else was typed since', () => {
  const outbox = new Outbox();
  outbox.sent(said('/color red'));
  assert.equal(outbox.refused(), '/color red');
  outbox.sent(said('/color red'));
  outbox.sent(said('hello'));
  outbox.arrived();
  assert.equal(outbox.refused(), undefined);
});

test('commands are followed only where they speak', () => {
  const outbox = new Outbox();
  for (const text of ['/help', '/me waves', '/color red', '/say /help', '/mean it']) outbox.sent(said(text));
  assert.deepEqual(texts(outbox.settle([])), ['/me waves', '/say /help']);
});

test('what was lost comes back with all that it was sent with', () => {
  const outbox = new Outbox();
  const answer = { text: 'yes', reply: 7, at: 1234, since: 10 };
  outbox.sent(answer);
  assert.deepEqual(outbox.settle([]), [answer]);
});

test('what was entered long ago is not sent by itself', () => {
  assert.ok(isFresh(1000, 11_000));
  assert.ok(!isFresh(1000, 11_001));
});
