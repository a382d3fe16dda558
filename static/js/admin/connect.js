// What a streamer enters into OBS, and whether it arrives: for a key that was just made.

import { find, made, setText } from '../dom.js';
import { encoderFields } from '../desk/encoder.js';
import { asking, copied } from '../desk/parts.js';
import { HealthPanel } from '../health.js';
import { t } from '../text.js';
import { counted } from '../words.js';

/** Milliseconds between two questions. */
const ASK_MS = 2000;

/**
 * @typedef {import('../desk/desk.js').Desk} Desk
 * @typedef {{ state: import('../phase.js').State, url: string }} Stream as `show-stream` has it
 */

/**
 * What arrives, in one sentence. Pure.
 * @param {import('../phase.js').State | null} state null while the server does not know the streamer yet
 * @param {import('../health-words.js').Health | null} health
 */
export function received(state, health) {
  if (state === null || state === 'offline') return t('setup-waiting');
  if (state === 'reconnecting') return t('setup-gone');
  const { picture = null, sound = null } = health ?? {};
  const facts = [
    picture?.width && picture.height ? `${picture.width}×${picture.height}` : null,
    picture?.frame_rate ? `${counted(Math.round(picture.frame_rate * 10) / 10)} fps` : null,
    picture?.keyframe_seconds ? t('setup-keyframe', { seconds: counted(Math.round(picture.keyframe_seconds * 10) / 10) }) : null,
    health !== null && sound === null ? t('setup-no-sound') : null,
  ].filter((fact) => fact !== null);
  const what = facts.length === 0 ? '' : `: ${facts.join(', ')}`;
  return state === 'starting' ? t('setup-on-its-way', { what }) : t('setup-received', { what });
}

/**
 * The fields with the key, which is shown only here, and the check.
 * @param {Desk} desk
 * @param {string} name of the streamer
 * @param {string | null} key null where it was shown before, and another can be made
 * @param {() => void} [onLive] once the picture is there
 */
export function connecting(desk, name, key, onLive = () => {}) {
  const path = `/streams/${encodeURIComponent(name)}`;
  const line = made('span', '', received(null, null));
  const check = made('p', 'admin-check', made('span', 'dot'), line);
  check.setAttribute('role', 'status');
  const about = made('p', '');
  const keyPlace = made('div', 'admin-connect');
  const element = made('div', 'admin-connect', about, ...encoderFields(desk.page.dataset.server ?? ''), keyPlace, check);
  const showKey = (/** @type {string} */ fresh) => {
    about.replaceChildren(`${t('setup-key-of')} `, made('b', '', made('bdi', '', name)), `. ${t('setup-key-enter')}`);
    keyPlace.replaceChildren(copied(t('site-stream-key'), fresh, { isSecret: true }));
  };
  const rotate = async () => {
    showKey((await desk.api.send(`${path}/key`, { method: 'PUT', body: {} })).key);
    desk.say(t('streamers-key-shown', { name }));
    find('input', keyPlace).focus();
  };
  if (key === null) {
    about.append(`${t('setup-key-was')} `, made('b', '', made('bdi', '', name)), ` ${t('setup-key-lost')}`);
    keyPlace.append(asking(t('now-key-dots'), t('streamers-key-ask', { name }), t('now-key-do'), () => desk.report(rotate())));
  } else showKey(key);
  const health = new HealthPanel({ place: element, connection: { operate: async () => ({ outcome: last }) }, onWarnings() {} });
  /** @type {any} */
  let last = null;
  let wasLive = false;

  const ask = async () => {
    if (document.hidden || desk.isOver()) return;
    // a moment after it was added, the server does not know the streamer yet
    const stream = /** @type {Stream | null} */ (await desk.api.send(path).catch(() => null));
    const state = stream?.state ?? null;
    last = state === null || state === 'offline' ? null : await desk.api.send(`${path}/health`).catch(() => null);
    check.dataset.state = state ?? 'offline';
    setText(line, received(state, last?.health ?? null));
    health.show(last !== null);
    if (state === 'live' && !wasLive) {
      wasLive = true;
      onLive();
    }
  };
  const timer = setInterval(() => (element.isConnected ? void ask() : clearInterval(timer)), ASK_MS);
  void ask();
  if (key !== null) queueMicrotask(() => find('input', element).focus());
  return element;
}
