// The player around the browser's own HLS, told by a stand-in for its video element.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { NativeEngine } from '../../static/js/native-engine.js';
import { Player } from '../../static/js/player.js';

class FakeVideo extends EventTarget {
  paused = false;
  ended = false;
  src = '';
  currentTime = 0;
  playbackRate = 1;
  /** Seconds that the browser says can be reached. */
  end = 0;
  /** @type {number} milliseconds since 1970 at the media's time 0 */
  began = Number.NaN;

  get seekable() {
    return { length: this.end > 0 ? 1 : 0, start: () => 30, end: () => this.end };
  }
  get buffered() {
    return { length: 1, start: () => 90, end: () => 103 };
  }
  getStartDate() {
    return new Date(this.began);
  }
  pause() {
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }
  async play() {
    this.paused = false;
  }
}

/** A page with nothing else on it. */
const page = Object.assign(new EventTarget(), { hidden: false });
Object.assign(globalThis, { document: page });

/** A player that plays live at 100 s. */
function playing() {
  const video = new FakeVideo();
  const options = { video, hls: '', worker: '', onFailed: () => {}, onSource: () => {} };
  const player = new Player(/** @type {any} */ (options), new NativeEngine(/** @type {any} */ (options)));
  player.load('/a.m3u8');
  video.end = 103;
  video.currentTime = 100;
  video.dispatchEvent(new Event('playing'));
  second();
  return { player, video };
}

const second = () => mock.timers.tick(1000);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
});

test('a viewer who lost the network is brought back to live', () => {
  const { player, video } = playing();
  assert.ok(player.isLive);
  video.end = 115;
  second();
  assert.equal(video.currentTime, 112);
});

test('a viewer who lost little plays a little faster, and at the usual rate once there', () => {
  const { player, video } = playing();
  video.end = 106;
  second();
  assert.equal(video.playbackRate, 1.1);
  assert.ok(!player.isLive);
  video.currentTime = 103;
  second();
  assert.equal(video.playbackRate, 1);
  assert.ok(player.isLive);
});

test('a viewer who paused, or went back, is left there until they want live', () => {
  const { player, video } = playing();
  video.pause();
  video.end = 130;
  void video.play();
  second();
  assert.equal(video.currentTime, 100);
  player.seek(60);
  second();
  assert.equal(video.currentTime, 60);
  player.goLive();
  assert.equal(video.currentTime, 127);
});

test('a pause that the browser made in a hidden tab is not a choice', () => {
  const { video } = playing();
  page.hidden = true;
  video.pause();
  video.end = 130;
  page.hidden = false;
  void video.play();
  page.dispatchEvent(new Event('visibilitychange'));
  assert.equal(video.currentTime, 127);
});

test('where a new decoder begins is not for the player to say', () => {
  const { video } = playing();
  video.dispatchEvent(new Event('emptied'));
  video.currentTime = 0;
  second();
  assert.equal(video.currentTime, 0);
});

test('nobody is taken past live, and a rate that the viewer set stays', () => {
  const { player, video } = playing();
  video.playbackRate = 1.25;
  player.seek(500);
  assert.equal(video.currentTime, 100);
  second();
  assert.equal(video.playbackRate, 1.25);
});

test('nobody goes back to what is no longer there', () => {
  const { player, video } = playing();
  player.seek(0);
  assert.equal(video.currentTime, 30);
  video.end = 0;
  player.seek(95);
  assert.equal(video.currentTime, 95);
});

test('the delay behind the camera is told where the playlist has dates', () => {
  const { player, video } = playing();
  assert.equal(player.latency, null);
  video.began = Date.now() - 104_500;
  assert.ok(Math.abs(Number(player.latency) - 4.5) < 0.1);
});

test('the controls read the same', () => {
  const { player, video } = playing();
  const edge = () => /** @type {any} */ (video).liveEdgeStart;
  assert.ok(video.currentTime >= edge());
  player.seek(60);
  assert.ok(video.currentTime < edge());
});

/** A player of a stream's parts, 0.9 s behind the newest at 100 s, and where live is by now. */
function playingParts() {
  const video = Object.assign(new FakeVideo(), { currentTime: 100 });
  const live = { position: 100 };
  const engine = {
    active: true,
    segment: 2,
    hold: 0.9,
    delay: 'low',
    lag: () => live.position - video.currentTime,
    livePosition: () => live.position,
    earliest: () => 0,
    choose: () => (live.position += 3),
  };
  const player = new Player(/** @type {any} */ ({ video }), /** @type {any} */ (engine));
  video.dispatchEvent(new Event('playing'));
  mock.timers.tick(200);
  return { player, video, live };
}

test('where less than a second is in the buffer, it is looked at several times a second', () => {
  const { video, live } = playingParts();
  live.position = 100.4;
  mock.timers.tick(200);
  assert.equal(video.playbackRate, 1.05);
});

test('who chooses another delay goes there at once', () => {
  const { player, video } = playingParts();
  player.choose('low');
  mock.timers.tick(200);
  assert.equal(video.currentTime, 103);
});

test('who went back stays there with another delay', () => {
  const { player, video } = playingParts();
  player.seek(60);
  player.choose('low');
  mock.timers.tick(20_000);
  assert.equal(video.currentTime, 60);
});
