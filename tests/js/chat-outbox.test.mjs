import assert from 'node:assert/strict';
import test from 'node:test';
import { Outbox } from '../../static/js/chat/outbox.js';

test('what the others have read does not come back', () => {
  const outbox = new Outbox();
  outbox.sent('one', 10);
  outbox.sent('two', 10);
  outbox.arrived();
  outbox.arrived();
  assert.deepEqual(outbox.settle([]), []);
});

test('after a loss only what did not arrive comes back, in order', () => {
  const outbox = new Outbox();
  for (const text of ['one', 'two', 'three']) outbox.sent(text, 10);
  assert.deepEqual(outbox.settle([{ id: 11 }]), ['two', 'three']);
  assert.deepEqual(outbox.settle([]), [], 'and it comes back once');
});

test('what is not known to have arrived comes back to those who leave', () => {
  const outbox = new Outbox();
  for (const text of ['one', 'two']) outbox.sent(text, 10);
  outbox.arrived();
  assert.deepEqual(outbox.drop(), ['two']);
  assert.deepEqual(outbox.settle([]), []);
});

test('older messages of our own prove nothing', () => {
  const outbox = new Outbox();
  outbox.sent('one', 10);
  assert.deepEqual(outbox.settle([{ id: 9 }, { id: 10 }]), ['one']);
});

test('what was refused is handed back for another try', () => {
  const outbox = new Outbox();
  outbox.sent('too fast', 10);
  outbox.sent('next', 10);
  assert.equal(outbox.refused(), 'too fast');
  outbox.arrived();
  assert.equal(outbox.refused(), undefined);
});

test('a command that was refused comes back too, unless something else was typed since', () => {
  const outbox = new Outbox();
  outbox.sent('/color red', 10);
  assert.equal(outbox.refused(), '/color red');
  outbox.sent('/color red', 10);
  outbox.sent('hello', 10);
  outbox.arrived();
  assert.equal(outbox.refused(), undefined);
});

test('commands are followed only where they speak', () => {
  const outbox = new Outbox();
  for (const text of ['/help', '/me waves', '/color red', '/say /help', '/mean it']) outbox.sent(text, 10);
  assert.deepEqual(outbox.settle([]), ['/me waves', '/say /help']);
});
