import assert from 'node:assert/strict';
import test from 'node:test';
import { CatchUp, isLive } from '../../static/js/catch-up.js';

/**
 * A viewer who watches for that many seconds, beginning `lag` behind live. Answers how far behind they are then, how often they
 * jumped, and the rates at which it played.
 * @param {{ lag: number, seconds: number, segment?: number, buffer?: number, playing?: (second: number) => boolean,
 *   before?: (second: number, viewer: { catchUp: CatchUp, lag: number }) => void }} options
 */
function watched({ lag, seconds, segment = 1, buffer = 5, playing = () => true, before }) {
  const viewer = { catchUp: new CatchUp(), lag };
  viewer.catchUp.look(-1000, { lag: 0, gain: 0, segment, hold: 0, buffer, playing: true });
  const rates = new Set();
  let jumps = 0;
  for (let second = 0; second < seconds; second += 1) {
    before?.(second, viewer);
    const plays = playing(second);
    const { rate, jump } = viewer.catchUp.look(second * 1000, { lag: viewer.lag, gain: viewer.lag, segment, hold: 0, buffer, playing: plays });
    rates.add(rate);
    if (jump) {
      jumps += 1;
      viewer.lag = 0;
    }
    viewer.lag += 1 - (plays ? rate : 0);
  }
  return { lag: Number(viewer.lag.toFixed(2)), jumps, rates: [...rates].sort() };
}

test('who is where they should be is left alone', () => {
  assert.deepEqual(watched({ lag: 0.3, seconds: 60 }), { lag: 0.3, jumps: 0, rates: [1] });
});

test('who lost a little catches up gently, and then plays at the usual rate', () => {
  const { lag, jumps, rates } = watched({ lag: 4, seconds: 60 });
  assert.ok(lag >= 0 && lag < 0.15, String(lag));
  assert.equal(jumps, 0);
  assert.deepEqual(rates, [1, 1.05, 1.1]);
});

test('who lost the network for 8, 12 or 20 seconds is live at once, by one jump', () => {
  for (const lost of [8, 12, 20]) assert.deepEqual(watched({ lag: lost, seconds: 60 }), { lag: 0, jumps: 1, rates: [1] });
});

test('who has seen nothing yet begins at live', () => {
  const playback = { lag: 3, gain: 3, segment: 1, hold: 0, buffer: 4, playing: true };
  const catchUp = new CatchUp();
  assert.ok(catchUp.look(0, playback).jump);
  assert.ok(!catchUp.look(60_000, playback).jump);
});

test('a jump that did not help is not tried again at once', () => {
  const catchUp = new CatchUp();
  const jumps = Array.from({ length: 25 }, (_, second) => catchUp.look(second * 1000, { lag: 20, gain: 20, segment: 1, hold: 0, buffer: 0, playing: true }).jump);
  assert.equal(jumps.filter(Boolean).length, 3);
});

test('who wants live jumps, however short ago they did', () => {
  const playback = { lag: 3, gain: 3, segment: 1, hold: 0, buffer: 4, playing: true };
  const catchUp = new CatchUp();
  assert.ok(catchUp.look(0, playback).jump);
  catchUp.follow();
  assert.ok(catchUp.look(1000, playback).jump);
});

test('nobody jumps while the network is away, and nobody is called live', () => {
  const playback = { lag: 12, gain: 0.5, segment: 1, hold: 0, buffer: 0, playing: true };
  assert.deepEqual(new CatchUp().look(0, playback), { rate: 1, jump: false });
  assert.ok(!isLive(playback));
});

test('with little in the buffer nobody plays faster', () => {
  assert.deepEqual(watched({ lag: 4, seconds: 60, buffer: 0.9 }).rates, [1]);
});

test('who went back by choice stays there, also after a further loss', () => {
  /** @param {number} second @param {{ catchUp: CatchUp, lag: number }} viewer */
  const before = (second, viewer) => {
    if (second === 5) viewer.catchUp.choose();
    if (second === 5 || second === 20) viewer.lag += 10;
  };
  assert.deepEqual(watched({ lag: 0, seconds: 60, before }), { lag: 20, jumps: 0, rates: [1] });
});

test('who paused goes on where they were', () => {
  const { lag, jumps } = watched({
    lag: 0,
    seconds: 60,
    playing: (second) => second < 5 || second >= 25,
    before: (second, { catchUp }) => second === 5 && catchUp.choose(),
  });
  assert.deepEqual({ lag, jumps }, { lag: 20, jumps: 0 });
});

test('a pause too short to be missed is caught up', () => {
  const { lag } = watched({
    lag: 0,
    seconds: 60,
    playing: (second) => second !== 5,
    before: (second, { catchUp }) => second === 5 && catchUp.choose(),
  });
  assert.ok(lag < 0.15, String(lag));
});

test('who went back and returned to live follows it again', () => {
  /** @param {number} second @param {{ catchUp: CatchUp, lag: number }} viewer */
  const before = (second, viewer) => {
    if (second === 5) viewer.catchUp.choose();
    if (second === 5) viewer.lag = 10;
    if (second === 15) viewer.catchUp.follow();
  };
  assert.deepEqual(watched({ lag: 0, seconds: 60, before }), { lag: 0, jumps: 1, rates: [1] });
});

test('nothing is decided while it is not known where live is, or while the source is away', () => {
  const catchUp = new CatchUp();
  assert.deepEqual(catchUp.look(0, { lag: null, gain: 0, segment: 0, hold: 0, buffer: 9, playing: true }), { rate: 1, jump: false });
  assert.deepEqual(catchUp.look(1000, { lag: 30, gain: 30, segment: 1, hold: 0, buffer: 9, playing: false }), { rate: 1, jump: false });
});

test('long segments come unevenly: a viewer is called live up to half of one, and jumps for more than one', () => {
  assert.ok(isLive({ lag: 4, segment: 8 }));
  assert.ok(!isLive({ lag: 4, segment: 1 }));
  assert.ok(!isLive({ lag: null, segment: 1 }));
  assert.equal(watched({ lag: 9, seconds: 2, segment: 8 }).jumps, 0);
});

/**
 * A viewer of parts of 0.3 s, looked at five times a second, who begins `lag` behind their place 0.9 s from the newest part. `late` says
 * by how much each part is late. Answers where they are then, how often the picture stood still, and each rate that was chosen.
 * @param {{ lag: number, seconds: number, late?: (part: number) => number }} options
 */
function watchedByParts({ lag, seconds, late = () => 0 }) {
  const [part, hold, step] = [0.3, 0.9, 0.02];
  const catchUp = new CatchUp();
  catchUp.look(-1000, { lag: 0, gain: 0, segment: 2, hold, buffer: hold, playing: true });
  const rates = [1];
  let [now, position, end, next, stalls, still, rate, looked, jumps] = [0, -hold - lag, 0, 1, 0, false, 1, 0, 0];
  while (now < seconds) {
    now += step;
    while (next * part + late(next) <= now) {
      end = next * part;
      next += 1;
    }
    position += step * rate;
    if (position > end) {
      position = end;
      stalls += still ? 0 : 1;
      still = true;
    } else still = false;
    if (now - looked < 0.2) continue;
    looked = now;
    const behind = now - hold - position;
    const gain = Math.min(behind, end - part - position);
    const decision = catchUp.look(now * 1000, { lag: behind, gain, segment: 2, hold, buffer: end - position, playing: true });
    rate = decision.rate;
    if (decision.jump) {
      jumps += 1;
      position += gain;
    }
    if (rate !== rates.at(-1)) rates.push(rate);
  }
  return { lag: now - hold - position, stalls, jumps, rates };
}

test('with parts, who is in place is left alone', () => {
  assert.deepEqual(watchedByParts({ lag: 0, seconds: 60 }).rates, [1]);
  assert.deepEqual(watchedByParts({ lag: 0.15, seconds: 60 }).rates, [1]);
  assert.deepEqual(watchedByParts({ lag: -0.15, seconds: 60 }).rates, [1]);
});

test('with parts, who is behind catches up with less than a second in the buffer, and stops there', () => {
  const { lag, stalls, jumps, rates } = watchedByParts({ lag: 1.5, seconds: 60 });
  assert.ok(Math.abs(lag) < 0.06, String(lag));
  assert.deepEqual({ stalls, jumps, rates }, { stalls: 0, jumps: 0, rates: [1, 1.05, 1.02, 1] });
});

test('with parts, who is too close to the newest one falls back', () => {
  const { lag, stalls, rates } = watchedByParts({ lag: -0.4, seconds: 60 });
  assert.ok(Math.abs(lag) < 0.06, String(lag));
  assert.deepEqual({ stalls, rates }, { stalls: 0, rates: [1, 0.95, 0.98, 1] });
});

test('with parts, a buffer that runs short is played more slowly rather than to its end', () => {
  // from the third second on every part is late by more than the buffer forgives in the long run
  const late = (/** @type {number} */ part) => (part < 10 ? 0 : Math.min(0.62, (part - 10) * 0.02));
  const { stalls, rates } = watchedByParts({ lag: 0, seconds: 30, late });
  assert.equal(stalls, 0);
  assert.ok(rates.includes(0.95), String(rates));
});

test('with parts, nobody hurries towards a newest part that does not come in time', () => {
  const { stalls, rates } = watchedByParts({ lag: 0.4, seconds: 120, late: () => 0.6 });
  assert.deepEqual({ stalls, rates }, { stalls: 0, rates: [1, 1.05, 1] });
});

test('with parts, who lost the network for six seconds is live by one jump, and who begins is at once', () => {
  const late = (/** @type {number} */ part) => (part * 0.3 > 10 && part * 0.3 < 16 ? 16 - part * 0.3 : 0);
  const { lag, stalls, jumps } = watchedByParts({ lag: 0, seconds: 40, late });
  assert.deepEqual({ stalls, jumps }, { stalls: 1, jumps: 1 });
  assert.ok(Math.abs(lag) < 0.2, String(lag));
  const begins = { lag: 0.4, gain: 0.4, segment: 2, hold: 0.9, buffer: 1.3, playing: true };
  assert.ok(new CatchUp().look(0, begins).jump);
});

test('with parts, who has nothing to play while more is listed does not wait for it', () => {
  /** @param {number} buffer */
  const jumps = (buffer) => {
    const catchUp = new CatchUp();
    catchUp.look(0, { lag: 0, gain: 0, segment: 2, hold: 0.9, buffer: 0.9, playing: true });
    return catchUp.look(200, { lag: 1.6, gain: 1.6, segment: 2, hold: 0.9, buffer, playing: true }).jump;
  };
  assert.ok(jumps(0.1));
  assert.ok(!jumps(0.3));
});
