import assert from 'node:assert/strict';
import test from 'node:test';
import { crowdIn, crowdWords, goesOn, inNewestColours, lineOf } from '../../static/js/chat/lines.js';

/** @typedef {import('../../static/js/chat/lines.js').Message} Message */

/** @param {Partial<Message>} [more] @returns {Message} */
const message = (more) => ({ kind: 'message', id: 1, time: 1000, name: 'ana', role: 'normal', color: '#112233', text: 'hello', ...more });

test('each kind of event becomes its line', () => {
  const who = /** @type {const} */ ({ username: 'ana', type: 'normal', color: '#112233' });
  assert.deepEqual(lineOf('message received', { ...who, message: 'hello', id: 1, time: 1000 }), message());
  assert.deepEqual(lineOf('action received', { ...who, message: 'waves', id: 2, time: 5, reply: 1 }), message({ kind: 'action', id: 2, time: 5, text: 'waves', reply: 1 }));
  assert.deepEqual(lineOf('drawing received', { ...who, src: 'data:', id: 3, time: 6 }), message({ kind: 'drawing', id: 3, time: 6, text: 'data:' }));
  assert.deepEqual(lineOf('server', { msg: 'soon', id: 4, time: 7 }), { kind: 'notice', id: 4, time: 7, text: 'soon' });
});

test('what one person says within forty seconds belongs together', () => {
  assert.ok(goesOn(message(), message({ time: 1040 })));
  assert.ok(goesOn(message(), message({ kind: 'drawing' })));
  assert.ok(!goesOn(message(), message({ time: 1041 })));
  assert.ok(!goesOn(undefined, message()));
  assert.ok(!goesOn({ kind: 'notice', time: 1000, text: '' }, message()));
});

test('another person, role or colour, an action or an answer needs the name again', () => {
  for (const change of /** @type {Partial<Message>[]} */ ([{ name: 'bo' }, { role: 'admin' }, { color: '#000000' }, { kind: 'action' }, { reply: 7 }])) {
    assert.ok(!goesOn(message(), message(change)), JSON.stringify(change));
  }
  assert.ok(!goesOn(message({ kind: 'action' }), message()));
});

/** @param {['joined' | 'left', string][]} steps */
function crowd(steps) {
  /** @type {import('../../static/js/chat/lines.js').Crowd} */
  const all = { kind: 'crowd', time: 0, joined: [], left: [] };
  for (const [what, name] of steps) crowdIn(all, what, name);
  return crowdWords(all);
}

test('comings and goings are told in one line', () => {
  assert.equal(crowd([['joined', 'ana']]), 'ana joined');
  assert.equal(crowd([['joined', 'ana'], ['joined', 'bo']]), 'ana and bo joined');
  assert.equal(crowd([['joined', 'ana'], ['joined', 'bo'], ['joined', 'cy']]), 'ana, bo and cy joined');
  assert.equal(crowd(['ana', 'bo', 'cy', 'di'].map((name) => ['joined', name])), 'ana, bo and 2 others joined');
  assert.equal(crowd([['joined', 'ana'], ['left', 'bo']]), 'ana joined; bo left');
});

test('who comes and goes again is not told of at all', () => {
  assert.equal(crowd([['joined', 'ana'], ['left', 'Ana']]), '');
  assert.equal(crowd([['left', 'ana'], ['joined', 'ana'], ['joined', 'bo'], ['joined', 'bo']]), 'bo joined');
});

test('a name has one colour, its newest, however it is spelled', () => {
  const lines = [message({ color: '#d64545' }), message({ name: 'bo' }), message({ name: 'Ana', color: '#3a7bd5' })];
  /** @type {import('../../static/js/chat/lines.js').Change} */
  const change = { kind: 'change', time: 0, before: 'ana', name: 'ana', color: '#d64545' };
  assert.deepEqual([...inNewestColours([change, ...lines])], [['ana', '#3a7bd5'], ['bo', '#112233']]);
  assert.deepEqual(lines.map(({ color }) => color), ['#3a7bd5', '#112233', '#3a7bd5']);
  assert.equal(change.color, '#d64545', 'what was told stays told');
});
