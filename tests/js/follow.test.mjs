import assert from 'node:assert/strict';
import test from 'node:test';
import { stateOf } from '../../static/js/follow.js';

/** @type {Parameters<typeof stateOf>[0]} */
const ABLE = { secure: true, supported: true, permission: 'default', follows: false, following: { announced: true, push_key: 'key', mail: false } };

test('a viewer is told what they can do', () => {
  /** @type {[Partial<typeof ABLE>, string][]} */
  const cases = [
    [{}, 'off'],
    [{ permission: 'granted' }, 'off'],
    [{ permission: 'granted', follows: true }, 'on'],
    [{ permission: 'default', follows: true }, 'off'],
    [{ permission: 'denied' }, 'blocked'],
    [{ permission: 'denied', follows: true }, 'blocked'],
    [{ supported: false }, 'unsupported'],
    [{ secure: false }, 'insecure'],
    [{ following: { announced: false, push_key: 'key', mail: true } }, 'unannounced'],
    [{ supported: false, following: { announced: true, push_key: null, mail: false } }, 'unsupported'],
    [{ secure: false, following: { announced: true, push_key: null, mail: true } }, 'mailed'],
    [{ supported: false, following: { announced: true, push_key: 'key', mail: true } }, 'unsupported'],
    // who follows can end that, whatever the streamer chose since
    [{ permission: 'granted', follows: true, following: { announced: false, push_key: 'key', mail: false } }, 'on'],
  ];
  for (const [facts, state] of cases) assert.equal(stateOf({ ...ABLE, ...facts }), state, JSON.stringify(facts));
});
