// Everything that is loaded only when there is something to watch: player, controls, sound, keys.

import { find, setText } from './dom.js';
import { listenForKeys } from './keys.js';
import { createPlayer } from './player.js';
import { Sound } from './sound.js';
import { t } from './text.js';
import { bitrate, tenths } from './words.js';

/** The controls wait for the picture, which their scripts would hold up, but no longer than this. Milliseconds. */
const CONTROLS_MS = 1500;

/**
 * @typedef {object} WatchOptions
 * @property {HTMLElement} page
 * @property {() => void} theatre
 * @property {boolean} silently whether it starts without sound
 * @property {(failure: import('./player.js').Failure, message: string) => void} onFailed
 *
 * @typedef {HTMLElement & { fullscreenElement: HTMLElement, keyboardShortcutHandler(event: KeyboardEvent): void }} Controller
 * @typedef {HTMLElement & { value: string, items: (HTMLElement & { value: string, checked: boolean })[] }} Menu
 * @typedef {HTMLElement & { formatRendition(rendition: import('./qualities.js').Rendition): string }} QualityMenu
 */

/**
 * @param {WatchOptions} options
 * @returns {Promise<import('./player.js').Player | null>} null where this browser cannot play the stream at all
 */
export async function createWatch({ page, theatre, silently, onFailed }) {
  const { hls = '', hlsWorker = '', controls = '' } = page.dataset;
  const video = /** @type {HTMLVideoElement} */ (find('video', page));
  const sound = new Sound(video, find('#unmute'), silently);
  // the player must stand before the controls look at the video
  const player = await createPlayer({ video, hls, worker: hlsWorker, onFailed, onSource: () => void sound.begin() });
  if (player === null) return null;
  watchForPicture(video, find('#stage'));
  void furnish(player, { page, theatre, video, controls });
  return player;
}

/**
 * Puts the controls, the keys and what is told of the picture around a player.
 * @param {import('./player.js').Player} player
 * @param {{ page: HTMLElement, theatre: () => void, video: HTMLVideoElement, controls: string }} around
 */
async function furnish(player, { page, theatre, video, controls }) {
  await new Promise((begun) => {
    video.addEventListener('playing', begun, { once: true });
    setTimeout(begun, CONTROLS_MS);
  });
  const { defineControls } = await import('./controls.js');
  await defineControls(controls);

  const controller = /** @type {Controller} */ (find('media-controller', page));
  controller.fullscreenElement = find('#stage');
  controller.addEventListener(
    'mediaseektoliverequest',
    (event) => {
      event.stopImmediatePropagation();
      player.goLive();
    },
    { capture: true },
  );
  controller.addEventListener(
    'mediaseekrequest',
    (event) => {
      event.stopImmediatePropagation();
      player.seek(/** @type {CustomEvent<number>} */ (event).detail);
    },
    { capture: true },
  );
  const menu = /** @type {QualityMenu} */ (find('media-rendition-menu', page));
  menu.formatRendition = (rendition) => rendition.id;
  fillScreenByDoubleClick(controller, video);
  listenForKeys(controller, theatre);
  const delays = /** @type {Menu} */ (find('#delays', page));
  delays.addEventListener('change', () => player.choose(delays.value === 'smooth' ? 'smooth' : 'low'));
  setInterval(() => {
    showFacts(player, video);
    showDelays(player, delays, find('#delay', page));
  }, 1000);
}

/**
 * The clicks of a double click pause the picture and let it go on, which must not depend on how far they are apart.
 * @param {Controller} controller
 * @param {HTMLVideoElement} video
 */
function fillScreenByDoubleClick(controller, video) {
  let paused = false;
  controller.addEventListener('click', ({ detail }) => detail === 1 && (paused = video.paused), { capture: true });
  controller.addEventListener('dblclick', (event) => {
    const on = /** @type {Element} */ (event.composedPath()[0]);
    if (!on.matches('video, media-controller')) return;
    const verb = document.fullscreenElement ? 'exit' : 'enter';
    controller.dispatchEvent(new CustomEvent(`media${verb}fullscreenrequest`, { composed: true, bubbles: true }));
    if (paused) video.pause();
    else void video.play().catch(() => {});
  });
}

/**
 * Marks the stage while what plays has no picture.
 * @param {HTMLVideoElement} video
 * @param {HTMLElement} stage
 */
function watchForPicture(video, stage) {
  const look = () => {
    // between two decoders nothing is known
    if (video.readyState > 0) stage.toggleAttribute('data-sound-only', video.videoWidth === 0);
  };
  for (const event of ['loadedmetadata', 'resize', 'playing']) video.addEventListener(event, look);
}

/**
 * Offers a choice of the delay where the stream has one.
 * @param {import('./player.js').Player} player
 * @param {Menu} menu
 * @param {HTMLElement} button that opens it
 */
function showDelays({ delay }, menu, button) {
  if (button.hidden === (delay === null)) return;
  button.hidden = delay === null;
  if (delay === null) menu.hidden = true;
  for (const item of menu.items) item.checked = item.value === delay;
}

/**
 * @param {import('./player.js').Player} player
 * @param {HTMLVideoElement} video
 */
function showFacts(player, video) {
  const { latency, level, isLive } = player;
  setText(find('#behind'), latency === null || isLive ? '' : `−${Math.max(1, Math.round(latency))} s`);
  const facts = document.querySelector('#facts');
  if (!facts) return;
  setText(find('[data-fact="behind"] dd', facts), latency === null ? '–' : t('stage-seconds', { seconds: tenths(latency) }));
  const size = video.videoHeight ? `${video.videoWidth} × ${video.videoHeight}` : t('stage-only-sound');
  const parts = [size];
  if (level?.fps) parts.push(`${Math.round(level.fps)} fps`);
  if (level?.bitrate) parts.push(bitrate(level.bitrate));
  setText(find('[data-fact="picture"] dd', facts), video.readyState > 0 ? parts.join(', ') : '–');
}
