// Plays through hls.js and Media Source Extensions.

import { serverTime } from './clock.js';
import { HlsLive, SETTINGS } from './hls-live.js';
import { streamController } from './hls-parts.js';
import { pause } from './pace.js';
import { chosenLevel, levelName, RenditionList } from './qualities.js';
import { recall, remember } from './prefs.js';

/** @typedef {import('./player.js').Engine} Engine */
/** @typedef {import('./player.js').PlayerOptions} PlayerOptions */
/** @typedef {import('hls.js').Fragment} Fragment */

const RETRY = { usual: 1000, most: 10000 };
/** Seconds into a segment from which hls.js no longer takes a position for the end of the one before. */
const PAST = 0.3;
/** Of a media element: more than the picture that stands is there. */
const HAVE_FUTURE_DATA = 3;
/** A decoder that fails this often within RECOVERY_SPAN_MS will not be helped by starting it again. */
const RECOVERIES = 3;
const RECOVERY_SPAN_MS = 20000;

/**
 * Settings of hls.js that differ from its own.
 * @param {typeof import('hls.js').default} Engine
 * @param {string} workerPath
 */
function settings(Engine, workerPath) {
  return {
    workerPath,
    streamController: streamController(Engine),
    ...SETTINGS,
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
  /** Kinds of track that the decoder was made for: sound, picture or both. @type {string[]} */
  #tracks = [];
  /** Segments in a row that lack one of these. */
  #lacking = 0;
  /** The first segment of those for which there must be another decoder, once what came before has played. @type {Fragment | null} */
  #changed = null;
  /** Where timestamps or codecs last broke off, as hls.js counts it. */
  #stretch = 0;

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
    const hls = new Engine(settings(Engine, options.worker));
    this.hls = hls;
    this.live = new HlsLive(hls, options.video);
    hls.on(Events.ERROR, (_, data) => this.#onError(data));
    hls.on(Events.MANIFEST_PARSED, () => this.#onManifest());
    hls.on(Events.LEVEL_LOADED, (_, { details }) => details.advanced && this.live.hear(details));
    hls.on(Events.BUFFER_CREATED, (_, { tracks }) => (this.#tracks = Object.keys(tracks)));
    hls.on(Events.FRAG_BUFFERED, (_, { frag, part }) => {
      if (part) this.live.arrive(part);
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
    this.live.reset();
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
    return this.live.reachable();
  }

  earliest() {
    // the oldest segment leaves the playlist next, perhaps before it has arrived
    const [, second] = this.hls.latestLevelDetails?.fragments ?? [];
    return second?.start ?? null;
  }

  lag() {
    const position = this.live.position();
    return position === null ? null : position - this.options.video.currentTime;
  }

  latency() {
    const { playingDate } = this.hls;
    return playingDate ? serverTime() - playingDate.getTime() / 1000 : null;
  }

  get segment() {
    return this.live.segment;
  }

  get hold() {
    return this.live.hold;
  }

  get delay() {
    return this.live.delay;
  }

  /** @param {import('./player.js').Delay} delay */
  choose(delay) {
    this.live.choose(delay);
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
    if (data.details === this.ErrorDetails.BUFFER_STALLED_ERROR) this.live.stall();
    if (this.#isGone(data)) this.#skip(data.frag);
    if (this.#isUnplayable(data)) this.#fail('format', data.error.message);
    else if (data.frag && this.#isNewTrack(data)) this.#change(this.#firstOf(data.frag));
    else if (!data.fatal) return;
    else if (data.type === this.ErrorTypes.NETWORK_ERROR) this.#retryLater();
    else if (data.type === this.ErrorTypes.MEDIA_ERROR && this.#mayRecover()) this.#restartDecoder();
    else this.#fail('picture', data.error.message);
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

  /** The first segment that is decoded with that initialization, whose own position is of no use; or a segment itself. @param {Fragment} segment */
  #firstOf(segment) {
    if (segment.sn !== 'initSegment') return segment;
    const { fragments = [], fragmentHint } = this.hls.latestLevelDetails ?? {};
    return [...fragments, fragmentHint].find((one) => one?.initSegment?.url === segment.url) ?? segment;
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
    // one whose parts are still to come has no length yet
    if (segment) this.hls.startLoad(segment.start + Math.min(PAST, segment.duration / 2 || PAST));
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
