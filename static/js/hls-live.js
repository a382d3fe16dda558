// How far behind the camera hls.js plays: by the parts of a low-latency playlist, or by whole segments.

import { serverTime } from './clock.js';
import { LiveSync } from './live-sync.js';
import { recall, remember } from './prefs.js';
import { Steps } from './steps.js';

/** @typedef {import('./player.js').Delay} Delay */
/** @typedef {import('hls.js').LevelDetails} LevelDetails */

/** How many of the newest segments tell how long segments are now. */
const NEWEST = 3;
/** Seconds by which a part may end before the newest one that is listed, and be that. */
const ROUNDED = 0.05;
/**
 * Seconds of what has played that are kept, and by how much hls.js may miss the beginning of a segment: with the usual
 * tolerance it skips short parts.
 */
const TUNED = {
  // the replay buffer outlives the playlist's window
  segments: { backBufferLength: 120, maxFragLookUpTolerance: 0.25 },
  parts: { backBufferLength: 30, maxFragLookUpTolerance: 0.1 },
};
/** Of hls.js, where its own differ. */
export const SETTINGS = {
  ...TUNED.segments,
  // catch-up.js does that, for viewers who are further behind too
  maxLiveSyncPlaybackRate: 1,
  // live-sync.js does that
  liveSyncOnStallIncrease: 0,
};

export class HlsLive {
  #sync = new LiveSync();
  #steps = new Steps();
  /** What the viewer wants of low-latency streams. @type {Delay} */
  #delay = recall('delay') === 'smooth' ? 'smooth' : 'low';
  /** Whether this is one. */
  #hasParts = false;

  /**
   * @param {import('hls.js').default} hls
   * @param {HTMLVideoElement} video
   */
  constructor(hls, video) {
    this.hls = hls;
    this.video = video;
  }

  /** Another source. */
  reset() {
    this.#sync.reset();
    this.#steps.reset(serverTime());
    this.#hasParts = false;
    this.hls.lowLatencyMode = this.#delay === 'low';
    Object.assign(this.hls.config, TUNED.segments);
  }

  /** @param {LevelDetails} details of a playlist that lists something new */
  hear(details) {
    const { hls } = this;
    this.#hasParts = Boolean(details.partList?.length && details.partHoldBack && details.canBlockReload);
    this.#learn(details);
    this.#step(details);
    // where hls.js begins, and where it goes to by itself
    const hold = this.#sync.hold(serverTime());
    if (hls.config.liveSyncDuration !== hold) hls.targetLatency = hold;
  }

  /** @param {import('hls.js').Part} part that has arrived and can be played */
  arrive({ fragment, fragOffset, duration, end }) {
    const begun = fragment.programDateTime;
    const edge = this.hls.latestLevelDetails?.edge ?? 0;
    if (begun !== null && end > edge - ROUNDED) this.#sync.arrive(serverTime(), begun / 1000 + fragOffset + duration);
  }

  /** The picture stands still for want of data. */
  stall() {
    const now = serverTime();
    this.#sync.stall(now);
    this.#steps.stall(now);
  }

  /** @param {Delay} delay */
  choose(delay) {
    this.#delay = delay;
    remember('delay', delay === 'smooth' ? delay : null);
    this.#steps.reset(serverTime());
    const details = this.hls.latestLevelDetails;
    if (details) this.#step(details);
  }

  /** What the viewer chose, or null where there is no choice. */
  get delay() {
    return this.#hasParts ? this.#delay : null;
  }

  /** Length of a segment in seconds, 0 while unknown. */
  get segment() {
    return this.#sync.segment;
  }

  /** Seconds from live playback to the newest part, or 0 where segments are played. */
  get hold() {
    return this.#sync.byParts ? this.#sync.hold(serverTime()) : 0;
  }

  /** As `LiveSync.position`. */
  position() {
    const details = this.hls.latestLevelDetails;
    return details ? this.#sync.position(serverTime(), this.#end(details)) : null;
  }

  /** As `LiveSync.reachable`. */
  reachable() {
    const details = this.hls.latestLevelDetails;
    return details ? this.#sync.reachable(serverTime(), this.#end(details)) : null;
  }

  /** @param {LevelDetails} details */
  #learn(details) {
    const { fragments, fragmentHint, partTarget, partHoldBack } = details;
    const last = fragments.at(-1);
    if (!last) return;
    const segment = Math.max(...fragments.slice(-NEWEST).map(({ duration }) => duration));
    const byParts = this.#hasParts && this.hls.lowLatencyMode;
    const newest = (byParts && fragmentHint) || last;
    const end = byParts ? details.edge : last.end;
    const length = byParts ? end - newest.start : last.duration;
    const begun = newest.programDateTime;
    this.#sync.learn(serverTime(), {
      segment,
      parts: byParts ? { length: partTarget, hold: partHoldBack } : null,
      smooth: this.#hasParts,
      date: begun === null ? null : begun / 1000 + length,
      end,
    });
  }

  /**
   * Plays by parts or by segments, as the viewer and their network want.
   * @param {LevelDetails} details
   */
  #step(details) {
    if (!this.#hasParts) return;
    const { hls, video } = this;
    const now = serverTime();
    const byParts = this.#delay === 'low' && this.#steps.byParts(now, this.#sync.stalls(now));
    Object.assign(hls.config, byParts ? TUNED.parts : TUNED.segments);
    if (byParts === hls.lowLatencyMode) return;
    hls.lowLatencyMode = byParts;
    this.#learn(details);
    const position = this.reachable();
    // with segments it takes longer until there is more
    if (!byParts && position !== null && position < video.currentTime) video.currentTime = position;
  }

  /** Where the newest picture that is listed and played ends. @param {LevelDetails} details */
  #end(details) {
    return details.partList && !this.hls.lowLatencyMode ? details.fragmentEnd : details.edge;
  }
}
