import assert from 'node:assert/strict';
import test from 'node:test';
import { stateOf } from '../../static/js/follow.js';

const ABLE = { secure: true, supported: true, permission: 'default', follows: false, following: { announced: true, push_key: 'key' } };

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
    [{ following: { announced: false, push_key: 'key' } }, 'unannounced'],
    // who follows can end that, whatever the streamer chose since
    [{ permission: 'granted', follows: true, following: { announced: false, push_key: 'key' } }, 'on'],
  ];
  for (const [facts, state] of cases) assert.equal(stateOf({ ...ABLE, ...facts }), state, JSON.stringify(facts));
});
