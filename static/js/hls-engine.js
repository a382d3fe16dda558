// Plays through hls.js and Media Source Extensions.

import { serverTime } from './clock.js';
import { LiveSync } from './live-sync.js';
import { pause } from './pace.js';
import { chosenLevel, levelName, RenditionList } from './qualities.js';
import { recall, remember } from './prefs.js';
import { Steps } from './steps.js';

/** @typedef {import('./player.js').Delay} Delay */
/** @typedef {import('./player.js').Engine} Engine */
/** @typedef {import('./player.js').PlayerOptions} PlayerOptions */
/** @typedef {import('hls.js').Fragment} Fragment */
/** @typedef {import('hls.js').LevelDetails} LevelDetails */
/** @typedef {import('hls.js').Part} Part */

const RETRY = { usual: 1000, most: 10000 };
/** Seconds into a segment from which hls.js no longer takes a position for the end of the one before. */
const PAST = 0.3;
/** Of a media element: more than the picture that stands is there. */
const HAVE_FUTURE_DATA = 3;
/** How many of the newest segments tell how long segments are now. */
const NEWEST = 3;
/** Seconds by which a part may end before the newest one that is listed, and be that. */
const ROUNDED = 0.05;
/**
 * Seconds of what has played that are kept, and by how much hls.js may miss the begin of a segment. With the usual tolerance it
 * skips parts as short as that.
 */
const TUNED = {
  // the replay buffer outlives the playlist's window
  segments: { backBufferLength: 120, maxFragLookUpTolerance: 0.25 },
  parts: { backBufferLength: 30, maxFragLookUpTolerance: 0.1 },
};
/** A decoder that fails this often within RECOVERY_SPAN_MS will not be helped by starting it again. */
const RECOVERIES = 3;
const RECOVERY_SPAN_MS = 20000;

/** Settings of hls.js that differ from its own. @param {string} workerPath */
function settings(workerPath) {
  return {
    workerPath,
    // catch-up.js does that, for viewers who are further behind too
    maxLiveSyncPlaybackRate: 1,
    ...TUNED.segments,
    // live-sync.js does that
    liveSyncOnStallIncrease: 0,
    liveDurationInfinity: true,
    capLevelToPlayerSize: true,
    // there are no advertisements here, and their controller would start loading where it sees fit after a new decoder
    enableInterstitialPlayback: false,
    // begin with a middling quality rather than the worst
    abrEwmaDefaultEstimate: 3_000_000,
  };
}

/** @implements {Engine} */
export class HlsEngine {
  /** Which source is meant to play; null after stop. @type {string | null} */
  #url = null;
  /** Failed tries since a segment last arrived. */
  #tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry = undefined;
  /** When the decoder was last started again. @type {number[]} */
  #recoveries = [];
  #sync = new LiveSync();
  /** Kinds of track that the decoder was made for: sound, picture or both. @type {string[]} */
  #tracks = [];
  /** Segments in a row that lack one of these. */
  #lacking = 0;
  /** The first segment of those for which there must be another decoder, once what came before has played. @type {Fragment | null} */
  #changed = null;
  /** Where timestamps or codecs last broke off, as hls.js counts it. */
  #stretch = 0;
  /** What the viewer wants of low-latency streams. @type {Delay} */
  #delay = recall('delay') === 'smooth' ? 'smooth' : 'low';
  /** Whether this is one. */
  #hasParts = false;
  #steps = new Steps();

  /**
   * @param {typeof import('hls.js').default} Engine
   * @param {PlayerOptions} options
   */
  constructor(Engine, options) {
    const { Events, ErrorTypes, ErrorDetails } = Engine;
    this.options = options;
    this.ErrorTypes = ErrorTypes;
    this.ErrorDetails = ErrorDetails;
    this.renditions = new RenditionList();
    const hls = new Engine(settings(options.worker));
    this.hls = hls;
    hls.lowLatencyMode = this.#delay === 'low';
    hls.on(Events.ERROR, (_, data) => this.#onError(data));
    hls.on(Events.MANIFEST_PARSED, () => this.#onManifest());
    hls.on(Events.LEVEL_LOADED, (_, { details }) => details.advanced && this.#onPlaylist(details));
    hls.on(Events.BUFFER_CREATED, (_, { tracks }) => (this.#tracks = Object.keys(tracks)));
    hls.on(Events.FRAG_BUFFERED, (_, { frag, part }) => {
      if (part) this.#onPart(part);
      this.#onSegment(frag);
    });
    this.renditions.addEventListener('change', () => this.#onChoice());

    const { video } = options;
    // what media-chrome asks a media element for beyond the standard
    Object.defineProperty(video, 'videoRenditions', { value: this.renditions });
    for (const event of ['timeupdate', 'waiting']) video.addEventListener(event, () => this.#changeDecoder(event === 'waiting'));
    hls.attachMedia(video);
  }

  get active() {
    return this.#url !== null;
  }

  /** @param {string} url */
  load(url) {
    this.#url = url;
    this.#recoveries = [];
    this.#tries = 0;
    this.#sync.reset();
    this.#hasParts = false;
    this.#steps.reset(serverTime());
    this.hls.lowLatencyMode = this.#delay === 'low';
    this.#open(url);
    this.options.onSource();
  }

  /** Loads the same source again, and plays on unless the viewer had paused. */
  reload() {
    if (this.#url === null) return;
    const paused = this.options.video.paused;
    this.#open(this.#url);
    if (!paused) this.options.onSource();
  }

  /** @param {string} url */
  #open(url) {
    clearTimeout(this.#retry);
    this.#tracks = [];
    this.#changed = null;
    this.hls.loadSource(url);
  }

  stop() {
    this.#url = null;
    clearTimeout(this.#retry);
    this.hls.stopLoad();
  }

  wake() {
    if (this.#tries === 0) return;
    this.#resume();
  }

  nudge() {
    const { video } = this.options;
    this.hls.startLoad();
    const position = this.livePosition();
    if (position !== null && position > video.currentTime) video.currentTime = position;
  }

  livePosition() {
    const details = this.hls.latestLevelDetails;
    return details ? this.#sync.reachable(serverTime(), this.#end(details)) : null;
  }

  earliest() {
    // the oldest segment leaves the playlist next, perhaps before it has arrived
    const [, second] = this.hls.latestLevelDetails?.fragments ?? [];
    return second?.start ?? null;
  }

  lag() {
    const details = this.hls.latestLevelDetails;
    const position = details && this.#sync.position(serverTime(), this.#end(details));
    return position === null ? null : position - this.options.video.currentTime;
  }

  latency() {
    const { playingDate } = this.hls;
    return playingDate ? serverTime() - playingDate.getTime() / 1000 : null;
  }

  get segment() {
    return this.#sync.segment;
  }

  get hold() {
    return this.#sync.byParts ? this.#sync.hold(serverTime()) : 0;
  }

  get delay() {
    return this.#hasParts ? this.#delay : null;
  }

  /** @param {Delay} delay */
  choose(delay) {
    this.#delay = delay;
    remember('delay', delay === 'smooth' ? delay : null);
    this.#steps.reset(serverTime());
    const details = this.hls.latestLevelDetails;
    if (details) this.#step(details);
  }

  level() {
    const level = this.hls.levels[this.hls.currentLevel];
    return level ? { name: levelName(level), bitrate: level.averageBitrate || level.bitrate, fps: level.frameRate } : null;
  }

  #onManifest() {
    const { hls, renditions } = this;
    const chosen = chosenLevel(hls.levels, recall('quality'));
    renditions.replace(hls.levels, chosen);
    hls.loadLevel = chosen;
  }

  /** @param {LevelDetails} details of a playlist that lists something new */
  #onPlaylist(details) {
    this.#hasParts = Boolean(details.partList?.length && details.partHoldBack && details.canBlockReload);
    this.#learn(details);
    if (this.#hasParts) this.#step(details);
    // where hls.js begins, and where it goes to by itself
    const hold = this.#sync.hold(serverTime());
    if (this.hls.config.liveSyncDuration !== hold) this.hls.targetLatency = hold;
  }

  /** @param {LevelDetails} details */
  #learn(details) {
    const { fragments, fragmentHint, partTarget, partHoldBack } = details;
    const last = fragments.at(-1);
    if (!last) return;
    const now = serverTime();
    const segment = Math.max(...fragments.slice(-NEWEST).map(({ duration }) => duration));
    const byParts = this.#hasParts && this.hls.lowLatencyMode;
    const parts = byParts ? { length: partTarget, hold: partHoldBack } : null;
    const newest = (byParts && fragmentHint) || last;
    const begun = newest.programDateTime;
    const end = byParts ? details.edge : last.end;
    const length = byParts ? end - newest.start : last.duration;
    this.#sync.learn(now, { segment, parts, smooth: this.#hasParts, date: begun === null ? null : begun / 1000 + length, end });
  }

  /**
   * Plays by parts or by segments, as the viewer and their network want.
   * @param {LevelDetails} details
   */
  #step(details) {
    const { hls } = this;
    const now = serverTime();
    const byParts = this.#delay === 'low' && this.#steps.byParts(now, this.#sync.stalls(now));
    Object.assign(hls.config, byParts ? TUNED.parts : TUNED.segments);
    if (byParts === hls.lowLatencyMode) return;
    hls.lowLatencyMode = byParts;
    this.#learn(details);
    const { video } = this.options;
    const position = this.livePosition();
    // with segments it takes longer until there is more
    if (!byParts && position !== null && position < video.currentTime) video.currentTime = position;
  }

  /** Where the newest picture that is listed and played ends. @param {LevelDetails} details */
  #end(details) {
    return details.partList && !this.hls.lowLatencyMode ? details.fragmentEnd : details.edge;
  }

  /** @param {Part} part that has arrived and can be played */
  #onPart({ fragment, fragOffset, duration, end }) {
    const begun = fragment.programDateTime;
    const edge = this.hls.latestLevelDetails?.edge ?? 0;
    if (begun !== null && end > edge - ROUNDED) this.#sync.arrive(serverTime(), begun / 1000 + fragOffset + duration);
  }

  /** @param {Fragment} segment that has arrived and can be played */
  #onSegment(segment) {
    this.#tries = 0;
    const kinds = Object.entries(segment.elementaryStreams).flatMap(([kind, stream]) => (stream ? [kind] : []));
    const lacks = kinds.length > 0 && this.#tracks.some((track) => !kinds.includes(track));
    this.#lacking = lacks ? this.#lacking + 1 : 0;
    // one alone may be the last of an encoder that went in the middle of it
    if (lacks && (segment.cc !== this.#stretch || this.#lacking > 1)) this.#change(segment);
    if (!lacks) this.#stretch = segment.cc;
  }

  /**
   * From this segment on there are other tracks. A decoder has no place for one that is new, and waits for ever for one that
   * has ended: it is replaced once it has played what it has.
   * @param {Fragment} segment
   */
  #change(segment) {
    this.#changed ??= segment;
    // nothing tells of a picture that stands already
    if (this.options.video.readyState < HAVE_FUTURE_DATA) this.#changeDecoder(true);
  }

  /** @param {boolean} waiting whether there is nothing to play now */
  #changeDecoder(waiting) {
    const segment = this.#changed;
    if (segment === null || this.#url === null || this.options.video.paused) return;
    if (!waiting && this.options.video.currentTime < segment.start - 0.25) return;
    this.#changed = null;
    if (this.#mayRecover()) this.#restartDecoder(segment);
  }

  #onChoice() {
    const { hls, renditions } = this;
    const index = renditions.selectedIndex;
    if (index === (hls.autoLevelEnabled ? -1 : hls.loadLevel)) return;
    hls.nextLevel = index;
    const level = hls.levels[index];
    remember('quality', level ? levelName(level) : null);
  }

  /** @param {import('hls.js').ErrorData} data */
  #onError(data) {
    if (this.#url === null) return;
    if (data.details === this.ErrorDetails.BUFFER_STALLED_ERROR) this.#onStall();
    if (this.#isGone(data)) this.#skip(data.frag);
    if (this.#isUnplayable(data)) this.#fail('format', data.error.message);
    else if (data.frag && this.#isNewTrack(data)) this.#change(data.frag);
    else if (!data.fatal) return;
    else if (data.type === this.ErrorTypes.NETWORK_ERROR) this.#retryLater();
    else if (data.type === this.ErrorTypes.MEDIA_ERROR && this.#mayRecover()) this.#restartDecoder();
    else this.#fail('picture', data.error.message);
  }

  #onStall() {
    const now = serverTime();
    this.#sync.stall(now);
    this.#steps.stall(now);
  }

  /**
   * @param {import('./player.js').Failure} failure
   * @param {string} message
   */
  #fail(failure, message) {
    this.stop();
    this.options.onFailed(failure, message);
  }

  /** Whether this browser has no decoder for what the stream is made of. @param {import('hls.js').ErrorData} data */
  #isUnplayable({ details }) {
    const { MANIFEST_INCOMPATIBLE_CODECS_ERROR, BUFFER_INCOMPATIBLE_CODECS_ERROR, BUFFER_ADD_CODEC_ERROR } = this.ErrorDetails;
    return [MANIFEST_INCOMPATIBLE_CODECS_ERROR, BUFFER_INCOMPATIBLE_CODECS_ERROR, BUFFER_ADD_CODEC_ERROR].includes(details);
  }

  /**
   * Whether a segment is listed and no longer there, as the oldest ones may be. It will not come back, though others follow.
   * @param {import('hls.js').ErrorData} data
   */
  #isGone({ details, frag, response }) {
    const { latestLevelDetails } = this.hls;
    const gone = details === this.ErrorDetails.FRAG_LOAD_ERROR && (response?.code === 404 || response?.code === 410);
    return gone && frag !== undefined && latestLevelDetails !== null && Number(frag.sn) < latestLevelDetails.endSN;
  }

  /** Goes on behind a segment, if it is what the viewer waits for. @param {Fragment | undefined} segment */
  #skip(segment) {
    const { video } = this.options;
    if (segment && segment.start <= video.currentTime + 0.1 && video.currentTime < segment.end) video.currentTime = segment.end + PAST;
  }

  /**
   * Whether a segment has a track that those before it had not. Encoders begin with a second of sound alone; a decoder
   * that was made for that has no place for the picture.
   * @param {import('hls.js').ErrorData} data
   */
  #isNewTrack({ details, sourceBufferName }) {
    if (details !== this.ErrorDetails.BUFFER_APPEND_ERROR || !sourceBufferName) return false;
    return this.#tracks.length > 0 && !this.#tracks.includes(sourceBufferName);
  }

  /**
   * Makes a new decoder, and goes on where it was or with a segment. Playing has to be asked for again then.
   * @param {Fragment} [segment]
   */
  #restartDecoder(segment) {
    const { paused } = this.options.video;
    this.#tracks = [];
    this.#changed = null;
    this.#lacking = 0;
    this.hls.recoverMediaError();
    if (segment) this.hls.startLoad(segment.start + Math.min(PAST, segment.duration / 2));
    if (!paused) this.options.onSource();
  }

  #mayRecover() {
    const now = performance.now();
    this.#recoveries = [...this.#recoveries.filter((at) => now - at < RECOVERY_SPAN_MS), now];
    return this.#recoveries.length <= RECOVERIES;
  }

  #retryLater() {
    this.#tries += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#resume(), pause(this.#tries, RETRY));
  }

  /** Where the playlists were read once, loading them again keeps the picture; otherwise the source is loaded again. */
  #resume() {
    clearTimeout(this.#retry);
    if (this.hls.levels.length > 0) this.hls.startLoad();
    else this.reload();
  }
}
