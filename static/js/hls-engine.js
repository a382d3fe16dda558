// Plays through hls.js and Media Source Extensions.

import { liveSlack, targetLatency } from './live-sync.js';
import { pause } from './pace.js';
import { chosenLevel, levelName, RenditionList } from './qualities.js';
import { recall, remember } from './prefs.js';

/** @typedef {import('./player.js').Engine} Engine */
/** @typedef {import('./player.js').PlayerOptions} PlayerOptions */

const RETRY = { usual: 1000, most: 10000 };
/** A decoder that fails this often within RECOVERY_SPAN_MS will not be helped by starting it again. */
const RECOVERIES = 3;
const RECOVERY_SPAN_MS = 20000;

/** Settings of hls.js that differ from its own. @param {string} workerPath */
function settings(workerPath) {
  return {
    workerPath,
    // a viewer who fell behind by a stall catches up at a pace that ears forgive
    maxLiveSyncPlaybackRate: 1.1,
    // the replay buffer outlives the playlist's window
    backBufferLength: 120,
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
  /** The playlist's target duration in seconds. */
  #segment = 0;
  /** Kinds of track that the decoder was made for: sound, picture or both. @type {string[]} */
  #tracks = [];

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
    hls.on(Events.ERROR, (_, data) => this.#onError(data));
    hls.on(Events.MANIFEST_PARSED, () => this.#onManifest());
    hls.on(Events.LEVEL_LOADED, (_, { details }) => this.#onPlaylist(details.targetduration));
    hls.on(Events.BUFFER_CREATED, (_, { tracks }) => (this.#tracks = Object.keys(tracks)));
    hls.on(Events.FRAG_BUFFERED, () => (this.#tries = 0));
    this.renditions.addEventListener('change', () => this.#onChoice());

    // what media-chrome asks a media element for beyond the standard
    Object.defineProperties(options.video, {
      videoRenditions: { value: this.renditions },
      liveEdgeStart: { get: () => this.#liveEdgeStart() },
    });
    hls.attachMedia(options.video);
  }

  get active() {
    return this.#url !== null;
  }

  /** @param {string} url */
  load(url) {
    this.#url = url;
    this.#recoveries = [];
    this.#tries = 0;
    this.#open(url);
    this.options.onSource();
  }

  /** Begins anew with the same source, and plays on unless the viewer had paused. */
  reload() {
    if (this.#url === null) return;
    const paused = this.options.video.paused;
    this.#open(this.#url);
    if (!paused) this.options.onSource();
  }

  /** @param {string} url */
  #open(url) {
    clearTimeout(this.#retry);
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
    return this.hls.liveSyncPosition;
  }

  latency() {
    return this.#segment > 0 && this.hls.latency > 0 ? this.hls.latency : null;
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

  /** @param {number} segment */
  #onPlaylist(segment) {
    if (segment === this.#segment) return;
    this.#segment = segment;
    this.hls.targetLatency = targetLatency(segment);
  }

  #onChoice() {
    const { hls, renditions } = this;
    const index = renditions.selectedIndex;
    if (index === (hls.autoLevelEnabled ? -1 : hls.loadLevel)) return;
    hls.nextLevel = index;
    const level = hls.levels[index];
    remember('quality', level ? levelName(level) : null);
  }

  #liveEdgeStart() {
    const position = this.livePosition();
    return position === null ? Number.NaN : position - liveSlack(this.#segment);
  }

  /** @param {import('hls.js').ErrorData} data */
  #onError(data) {
    if (this.#url === null) return;
    if (this.#isNewTrack(data) && this.#mayRecover()) this.#restartDecoder(data.frag);
    else if (!data.fatal) return;
    else if (data.type === this.ErrorTypes.NETWORK_ERROR) this.#retryLater();
    else if (data.type === this.ErrorTypes.MEDIA_ERROR && this.#mayRecover()) this.#restartDecoder();
    else this.#fail(data.error.message);
  }

  /** @param {string} message */
  #fail(message) {
    this.stop();
    this.options.onFailed(message);
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
   * @param {import('hls.js').Fragment} [segment]
   */
  #restartDecoder(segment) {
    const { paused } = this.options.video;
    this.#tracks = [];
    this.hls.recoverMediaError();
    // not the very start of it, which could be taken for the end of the one before
    if (segment) this.hls.startLoad(segment.start + Math.min(0.5, segment.duration / 2));
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

  /** Where the playlists were read once, asking for them again keeps the picture; else all begins anew. */
  #resume() {
    clearTimeout(this.#retry);
    if (this.hls.levels.length > 0) this.hls.startLoad();
    else this.reload();
  }
}
