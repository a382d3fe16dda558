import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Poll, Refused } from '../../static/js/poll.js';

/** @type {{ status: number, body?: unknown } | Error} what the server answers next */
let server;
let asked = 0;
/** @type {Poll<unknown>[]} */
const polls = [];
/** @type {{ hidden: boolean }} */
let page;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(Math, 'random', () => 0);
  asked = 0;
  page = { hidden: false };
  Object.assign(globalThis, {
    document: page,
    fetch: async () => {
      asked += 1;
      if (server instanceof Error) throw server;
      return new Response(JSON.stringify(server.body), { status: server.status });
    },
  });
});
afterEach(() => {
  for (const poll of polls.splice(0)) poll.rest();
  mock.timers.reset();
  mock.restoreAll();
});

/** A poll at a pace of 2 s, and what it told. */
function polling(options = {}) {
  /** @type {unknown[]} */
  const told = [];
  const poll = new Poll({
    url: '/info',
    every: 2000,
    onAnswer: (answer) => told.push(answer),
    onFailure: (error, failures) => told.push(`${error instanceof Refused ? error.status : error} ${failures}`),
    ...options,
  });
  polls.push(poll);
  return { poll, told };
}

/** Lets answers arrive. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('it asks at its pace', async () => {
  server = { status: 200, body: 1 };
  const { poll, told } = polling();
  poll.now();
  await settled();
  mock.timers.tick(1999);
  assert.equal(asked, 1);
  mock.timers.tick(1);
  await settled();
  assert.deepEqual(told, [1, 1]);
});

test('it tells of failures, asks more and more seldom, and is quick again after an answer', async () => {
  server = new Error('away');
  const { poll, told } = polling();
  poll.now();
  for (const wait of [2000, 3000]) {
    await settled();
    mock.timers.tick(wait - 1);
    const before = asked;
    mock.timers.tick(1);
    assert.equal(asked, before + 1);
  }
  server = { status: 503 };
  await settled();
  server = { status: 200, body: 'back' };
  poll.now();
  await settled();
  assert.deepEqual(told, ['Error: away 1', 'Error: away 2', 'Error: away 3', 'back']);
  mock.timers.tick(2000);
  assert.equal(asked, 5);
});

test('it never asks twice at a time', () => {
  server = { status: 200, body: 1 };
  const { poll } = polling();
  poll.now();
  poll.now();
  assert.equal(asked, 1);
});

test('nobody who looks away is kept up to date, unless that is wanted', () => {
  server = { status: 200, body: 1 };
  page.hidden = true;
  polling().poll.now();
  assert.equal(asked, 0);
  polling({ whileHidden: true }).poll.now();
  assert.equal(asked, 1);
});

test('at rest it neither asks nor tells', async () => {
  server = { status: 200, body: 1 };
  const { poll, told } = polling();
  poll.now();
  poll.rest();
  await settled();
  mock.timers.tick(60_000);
  assert.deepEqual([told, asked], [[], 1]);
  poll.now();
  await settled();
  assert.deepEqual(told, [1]);
});
