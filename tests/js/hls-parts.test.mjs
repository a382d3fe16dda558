import assert from 'node:assert/strict';
import test from 'node:test';
import { streamController } from '../../static/js/hls-parts.js';

/**
 * What hls.js is told of segment 7, which it holds for `state`, while these of its parts are loaded.
 * @param {boolean[]} loaded
 */
function told(loaded, { state = 'OK', lowLatencyMode = true } = {}) {
  const part = (/** @type {number} */ sn, /** @type {boolean} */ loaded) => ({ fragment: { sn }, loaded, gap: false });
  const partList = [part(6, true), ...loaded.map((one) => part(7, one)), part(8, false)];
  const tracker = { getState: () => state };
  const Controller = streamController(/** @type {any} */ ({ DefaultConfig: { streamController: class {} } }));
  new Controller(/** @type {any} */ ({ lowLatencyMode, latestLevelDetails: { partList } }), /** @type {any} */ (tracker), /** @type {any} */ (null));
  return /** @type {any} */ (tracker).getState({ sn: 7 });
}

test('a segment whose last part is missing is not loaded', () => {
  assert.equal(told([true, true, false]), 'PARTIAL');
  assert.equal(told([false, true, false]), 'PARTIAL');
});

test('it is with all of its parts, and without any where it was loaded as a whole', () => {
  assert.equal(told([true, true, true]), 'OK');
  assert.equal(told([false, false, false]), 'OK');
  assert.equal(told([]), 'OK');
});

test('nothing changes where segments are played, or none is there', () => {
  assert.equal(told([true, false], { lowLatencyMode: false }), 'OK');
  assert.equal(told([true, false], { state: 'NOT_LOADED' }), 'NOT_LOADED');
});

test('behind a segment that the buffer holds comes the next one, though an early part was not loaded', () => {
  /** Finds the segment that a position is in. */
  class Finder {
    /** @param {number} position */
    getNextFragment(position) {
      const start = 2 * Math.floor(position / 2);
      return { start, end: start + 2 };
    }
  }
  const Controller = streamController(/** @type {any} */ ({ DefaultConfig: { streamController: Finder } }));
  const controller = new Controller(/** @type {any} */ ({}), /** @type {any} */ ({ getState: () => 'OK' }), /** @type {any} */ (null));
  const start = (/** @type {number} */ position, partList = [{}]) => controller.getNextFragment(position, /** @type {any} */ ({ partList }))?.start;
  assert.equal(start(51.999999), 52);
  assert.equal(start(51.9), 50);
  assert.equal(start(52), 52);
});
