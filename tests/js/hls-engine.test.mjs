// How a lost picture is brought back, told by a stand-in for hls.js that only remembers what it was asked to do.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { HlsEngine } from '../../static/js/hls-engine.js';

/** As much of hls.js as the engine touches. */
class FakeHls {
  static Events = { ERROR: 'error', MANIFEST_PARSED: 'manifest', LEVEL_LOADED: 'level', FRAG_BUFFERED: 'frag', BUFFER_CREATED: 'created' };
  static DefaultConfig = { streamController: class {} };
  static ErrorTypes = { NETWORK_ERROR: 'network', MEDIA_ERROR: 'media' };
  static ErrorDetails = {
    BUFFER_APPEND_ERROR: 'append',
    FRAG_LOAD_ERROR: 'segment',
    BUFFER_STALLED_ERROR: 'stalled',
    BUFFER_ADD_CODEC_ERROR: 'add codec',
    BUFFER_INCOMPATIBLE_CODECS_ERROR: 'no codec',
    MANIFEST_INCOMPATIBLE_CODECS_ERROR: 'codecs',
  };

  /** @type {string[]} what it was asked to do, in order */
  asked = [];
  /** @type {object[]} */
  levels = [];
  /** @type {{ edge: number, endSN?: number, fragmentEnd?: number, fragmentHint?: object } | null} */
  latestLevelDetails = null;
  targetLatency = 0;
  config = { liveSyncDuration: 0 };
  lowLatencyMode = true;
  /** @type {Date | null} */
  playingDate = null;
  /** @type {Map<string, (event: string, data: object) => void>} */
  listeners = new Map();

  /** @param {string} event @param {(event: string, data: object) => void} listener */
  on(event, listener) {
    this.listeners.set(event, listener);
  }
  /** @param {string} event @param {object} data */
  tell(event, data) {
    this.listeners.get(event)?.(event, data);
  }
  attachMedia() {}
  /** @param {string} url */
  loadSource(url) {
    this.asked.push(`load ${url}`);
  }
  startLoad(position = -1) {
    this.asked.push(`start ${position}`);
  }
  stopLoad() {
    this.asked.push('stop');
  }
  recoverMediaError() {
    this.asked.push('recover');
  }
}

/** An engine that plays `/a.m3u8`, with its hls.js and what it told the page. */
function playing() {
  /** @type {string[]} */
  const told = [];
  const video = Object.assign(new EventTarget(), { paused: false, currentTime: 0, readyState: 4 });
  const onFailed = (/** @type {string} */ failure) => told.push(`failed: ${failure}`);
  const options = { video, hls: '', worker: '', onFailed, onSource: () => told.push('source') };
  const engine = new HlsEngine(/** @type {any} */ (FakeHls), /** @type {any} */ (options));
  const hls = /** @type {FakeHls} */ (/** @type {unknown} */ (engine.hls));
  engine.load('/a.m3u8');
  hls.asked.length = told.length = 0;
  const fail = (/** @type {string} */ type, more = {}) => hls.tell('error', { type, fatal: true, error: new Error('x'), ...more });
  return { engine, hls, told, video, fail };
}

test('a source that cannot be reached is asked for again with growing pauses, and the picture kept', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { hls, told, fail } = playing();
  hls.levels = [{}];
  for (const most of [1000, 1500, 2250]) {
    fail('network');
    mock.timers.tick(most * 0.7);
    assert.deepEqual(hls.asked, []);
    mock.timers.tick(most * 0.3);
    assert.deepEqual(hls.asked.splice(0), ['start -1']);
  }
  assert.deepEqual(told, []);
  mock.timers.reset();
});

test('a source that never answered is loaded from the beginning', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { hls, fail } = playing();
  fail('network');
  mock.timers.tick(1000);
  assert.deepEqual(hls.asked, ['load /a.m3u8']);
  mock.timers.reset();
});

test('nobody waits out a pause once the source is known to be back', () => {
  const { engine, hls, fail } = playing();
  hls.levels = [{}];
  engine.wake();
  assert.deepEqual(hls.asked, []);
  fail('network');
  engine.wake();
  assert.deepEqual(hls.asked, ['start -1']);
  engine.stop();
});

test('a decoder that stumbles is started again, but not for ever', () => {
  const { hls, told, fail } = playing();
  for (let i = 0; i < 4; i += 1) fail('media');
  assert.deepEqual(hls.asked, ['recover', 'recover', 'recover', 'stop']);
  assert.deepEqual(told, ['source', 'source', 'source', 'failed: picture']);
  fail('media');
  assert.deepEqual(told.length, 4);
});

test('a picture that comes after a second of sound alone gets a decoder of its own, once the sound has played', () => {
  const { hls, told, video, fail } = playing();
  hls.tell('created', { tracks: { audio: {} } });
  for (let i = 0; i < 5; i += 1) fail('media', { details: 'append', sourceBufferName: 'video', frag: { start: 1, duration: 2 } });
  assert.deepEqual(hls.asked, []);
  video.dispatchEvent(new Event('waiting'));
  assert.deepEqual(hls.asked, ['recover', 'start 1.3']);
  assert.deepEqual(told, ['source']);
});

test('errors that hls.js mends by itself are left to it', () => {
  const { hls, told, fail } = playing();
  hls.tell('created', { tracks: { audio: {}, video: {} } });
  fail('media', { fatal: false, details: 'append', sourceBufferName: 'video' });
  fail('network', { fatal: false });
  assert.deepEqual([...hls.asked, ...told], []);
});

test('a paused viewer stays paused through all of that', () => {
  const { engine, told, video, fail } = playing();
  video.paused = true;
  fail('media');
  engine.reload();
  assert.deepEqual(told, []);
});

test('a nudge goes forward to live, never back', () => {
  const { engine, hls, video } = playing();
  hls.tell('level', { details: { advanced: true, fragments: [{ duration: 1, programDateTime: null }] } });
  hls.latestLevelDetails = { edge: 32 };
  video.currentTime = 20;
  engine.nudge();
  assert.ok(Math.abs(video.currentTime - 29.5) < 0.1, String(video.currentTime));
  hls.latestLevelDetails = { edge: 12 };
  engine.nudge();
  assert.ok(Math.abs(video.currentTime - 29.5) < 0.1, String(video.currentTime));
});

test('an old segment that is listed and gone is passed over where the viewer waits for it', () => {
  const { hls, video, fail } = playing();
  hls.latestLevelDetails = { edge: 50, endSN: 5 };
  const gone = (/** @type {number} */ sn, code = 404) =>
    fail('network', { fatal: false, details: 'segment', frag: { sn, start: sn * 10, end: sn * 10 + 10 }, response: { code } });
  video.currentTime = 10;
  gone(1);
  assert.equal(video.currentTime, 20.3);
  gone(1);
  gone(2, 503);
  assert.equal(video.currentTime, 20.3);
  video.currentTime = 50;
  gone(5);
  assert.equal(video.currentTime, 50);
});

test('the delay is that behind the camera, and unknown where nothing tells', () => {
  const { engine, hls } = playing();
  assert.equal(engine.latency(), null);
  hls.playingDate = new Date(Date.now() - 4100);
  assert.ok(Math.abs(Number(engine.latency()) - 4.1) < 0.1);
});

/** A segment as hls.js describes it. @param {number} start @param {number} cc @param {string[]} kinds */
function segment(start, cc, ...kinds) {
  const stream = (/** @type {string} */ kind) => (kinds.includes(kind) ? {} : null);
  return { frag: { start, duration: 2, cc, elementaryStreams: { audio: stream('audio'), video: stream('video'), audiovideo: null } } };
}

test('an encoder that returns with sound alone gets a decoder of its own, once the rest has played', () => {
  const { hls, told, video } = playing();
  hls.tell('created', { tracks: { audio: {}, video: {} } });
  hls.tell('frag', segment(0, 0, 'audio', 'video'));
  hls.tell('frag', segment(2, 1, 'audio'));
  video.currentTime = 1;
  video.dispatchEvent(new Event('timeupdate'));
  assert.deepEqual(hls.asked, []);
  video.currentTime = 1.9;
  video.dispatchEvent(new Event('timeupdate'));
  assert.deepEqual(hls.asked, ['recover', 'start 2.3']);
  assert.deepEqual(told, ['source']);
});

test('so does a stream that loses its sound without a mark in the playlist', () => {
  const { hls, video } = playing();
  hls.tell('created', { tracks: { audio: {}, video: {} } });
  hls.tell('frag', segment(0, 0, 'audio', 'video'));
  hls.tell('frag', segment(2, 0, 'video'));
  video.dispatchEvent(new Event('waiting'));
  assert.deepEqual(hls.asked, []);
  hls.tell('frag', segment(4, 0, 'video'));
  video.dispatchEvent(new Event('waiting'));
  assert.deepEqual(hls.asked, ['recover', 'start 4.3']);
});

test('a picture that stands already is not waited for', () => {
  const { hls, video } = playing();
  video.readyState = 2;
  hls.tell('created', { tracks: { audio: {}, video: {} } });
  hls.tell('frag', segment(0, 1, 'audio', 'video'));
  hls.tell('frag', segment(2, 0, 'audio'));
  assert.deepEqual(hls.asked, ['recover', 'start 2.3']);
});

test('a single torn segment does not cost the decoder', () => {
  const { hls, video } = playing();
  hls.tell('created', { tracks: { audio: {}, video: {} } });
  for (const at of [0, 4, 8]) {
    hls.tell('frag', segment(at, 0, 'audio', 'video'));
    hls.tell('frag', segment(at + 2, 0, 'audio'));
    video.dispatchEvent(new Event('waiting'));
  }
  assert.deepEqual(hls.asked, []);
});

test('a format that the browser has no decoder for is told at once', () => {
  const { hls, told, fail } = playing();
  fail('media', { fatal: false, details: 'add codec' });
  assert.deepEqual(hls.asked, ['stop']);
  assert.deepEqual(told, ['failed: format']);
});

/**
 * A low-latency playlist whose parts end at `edge` and whose last whole segment does at 100 s, heard of at once.
 * @param {number} edge
 */
function lowLatency(edge) {
  const begun = Date.now() - (edge - 100) * 1000;
  const hint = { start: 100, programDateTime: begun };
  const last = { start: 98, end: 100, duration: 2, programDateTime: begun - 2000 };
  const details = { advanced: true, edge, fragmentEnd: 100, fragments: [last], fragmentHint: hint, partList: [{}], partTarget: 0.3, partHoldBack: 0.9, canBlockReload: true };
  return { details, part: { fragment: hint, fragOffset: edge - 100.3, duration: 0.3, end: edge } };
}

/** Such a stream, played by its parts. */
function playingParts() {
  const all = playing();
  const hears = (/** @type {number} */ edge) => {
    const { details } = lowLatency(edge);
    all.hls.latestLevelDetails = details;
    all.hls.tell('level', { details });
  };
  hears(100.3);
  return { ...all, hears };
}

/** Somewhere to remember the viewer's choice. @param {Record<string, string>} [stored] */
function storage(stored = {}) {
  const localStorage = {
    getItem: (/** @type {string} */ key) => stored[key] ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => (stored[key] = value),
    removeItem: (/** @type {string} */ key) => delete stored[key],
  };
  Object.assign(globalThis, { localStorage });
  return stored;
}

test('a low-latency stream is played as far from its newest part as the server says, once that has arrived', () => {
  const { engine, hls, video } = playingParts();
  assert.equal(engine.hold, 0.9);
  assert.equal(hls.targetLatency, 0.9);
  const { details, part } = lowLatency(100.6);
  hls.latestLevelDetails = details;
  hls.tell('level', { details });
  video.currentTime = 99.7;
  assert.ok(Math.abs(Number(engine.lag())) < 0.05, String(engine.lag()));
  // a fifth of a second after it could be
  part.fragment = { ...part.fragment, programDateTime: part.fragment.programDateTime - 200 };
  hls.tell('frag', { ...segment(100, 0, 'audio', 'video'), part });
  video.currentTime = 99.5;
  assert.ok(Math.abs(Number(engine.lag())) < 0.05, String(engine.lag()));
});

test('where the picture stands still again and again, whole segments are played, from further behind', () => {
  const { engine, hls, video, hears, fail } = playingParts();
  video.currentTime = 99.5;
  for (let i = 0; i < 3; i += 1) fail('media', { fatal: false, details: 'stalled' });
  hears(100.9);
  assert.ok(hls.lowLatencyMode);
  assert.ok(Math.abs(engine.hold - 1.8) < 0.01);
  fail('media', { fatal: false, details: 'stalled' });
  hears(101.8);
  assert.ok(!hls.lowLatencyMode);
  assert.equal(engine.hold, 0);
  assert.equal(hls.targetLatency, 4);
  assert.ok(video.currentTime < 98, String(video.currentTime));
});

test('with parts, another decoder begins where the first segment of the new tracks does', () => {
  const { hls, video, fail } = playingParts();
  const { details } = lowLatency(100.3);
  hls.latestLevelDetails = { ...details, fragmentHint: { ...details.fragmentHint, duration: 0, initSegment: { url: '/init1.mp4' } } };
  hls.tell('created', { tracks: { audio: {} } });
  fail('media', { details: 'append', sourceBufferName: 'audiovideo', frag: { sn: 'initSegment', url: '/init1.mp4', start: 98, duration: 0 } });
  video.dispatchEvent(new Event('waiting'));
  assert.deepEqual(hls.asked, ['recover', 'start 100.3']);
});

test('the choice is the viewer’s where there is one, and remembered', () => {
  const stored = storage();
  assert.equal(playing().engine.delay, null);
  const { engine, hls, video } = playingParts();
  assert.equal(engine.delay, 'low');
  video.currentTime = 90;
  engine.choose('smooth');
  assert.ok(!hls.lowLatencyMode);
  // who is further behind anyway stays there
  assert.equal(video.currentTime, 90);
  assert.deepEqual(stored, { 'pystreaming.delay': 'smooth' });
  const next = playingParts();
  assert.equal(next.engine.delay, 'smooth');
  assert.equal(next.engine.hold, 0);
  next.engine.choose('low');
  assert.ok(next.hls.lowLatencyMode);
  assert.equal(next.engine.hold, 0.9);
  assert.deepEqual(stored, {});
  Reflect.deleteProperty(globalThis, 'localStorage');
});
