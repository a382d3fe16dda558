import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { runInNewContext } from 'node:vm';

const CODE = readFileSync(new URL('../../static/sw.js', import.meta.url), 'utf8');

/** @param {string} endpoint */
const subscription = (endpoint) => ({ endpoint, options: { of: endpoint }, toJSON: () => ({ endpoint, keys: { p256dh: 'key', auth: 'secret' } }) });

test('the site learns of a subscription that the browser renewed, or makes anew', async () => {
  /** @type {Record<string, (event: any) => void>} */
  const on = {};
  /** @type {any[]} */
  const asked = [];
  const pushManager = {
    /** @param {{ of: string }} options */
    subscribe: async ({ of }) => subscription(`${of}/again`),
  };
  const self = { registration: { pushManager }, addEventListener: (/** @type {string} */ name, /** @type {any} */ act) => (on[name] = act) };
  const fetch = async (/** @type {string} */ url, /** @type {any} */ { method, body }) => asked.push([method, url, JSON.parse(body)]);
  runInNewContext(CODE, { self, fetch, crypto: webcrypto, TextEncoder });
  const former = subscription('https://push.example/old');
  const id = createHash('sha256').update(former.endpoint).digest('hex');
  for (const [made, endpoint] of [[subscription('https://push.example/new'), 'https://push.example/new'], [null, 'https://push.example/old/again']]) {
    /** @type {any} */
    let work;
    on.pushsubscriptionchange?.({ oldSubscription: former, newSubscription: made, waitUntil: (/** @type {any} */ promise) => (work = promise) });
    await work;
    assert.deepEqual(asked.pop(), ['PUT', `/api/v1/push-followers/${id}`, { endpoint, p256dh: 'key', auth: 'secret' }]);
  }
  on.pushsubscriptionchange?.({ oldSubscription: null, newSubscription: former, waitUntil: () => {} });
  assert.equal(asked.length, 0, 'by nothing it could be known');
});
