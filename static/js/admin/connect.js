// What a streamer enters into OBS, and whether it arrives: for a key that was just made.

import { find, made, setText } from '../dom.js';
import { encoderFields } from '../desk/encoder.js';
import { copied } from '../desk/parts.js';
import { HealthPanel } from '../health.js';

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
  if (state === null || state === 'offline') return 'Waiting for the stream. Press Start Streaming in OBS.';
  if (state === 'reconnecting') return 'The encoder is gone for a moment. It may come back.';
  const { picture = null, sound = null } = health ?? {};
  const facts = [
    picture?.width && picture.height ? `${picture.width}×${picture.height}` : null,
    picture?.frame_rate ? `${Math.round(picture.frame_rate * 10) / 10} fps` : null,
    picture?.keyframe_seconds ? `a keyframe every ${Math.round(picture.keyframe_seconds * 10) / 10} s` : null,
    health !== null && sound === null ? 'no sound' : null,
  ].filter((fact) => fact !== null);
  const what = facts.length === 0 ? '' : `: ${facts.join(', ')}`;
  return state === 'starting' ? `Your encoder is connected, the picture is on its way${what}.` : `We receive your stream${what}.`;
}

/**
 * The fields with the key, which is shown only here, and the check.
 * @param {Desk} desk
 * @param {string} name of the streamer
 * @param {string} key
 * @param {() => void} [onLive] once the picture is there
 */
export function connecting(desk, name, key, onLive = () => {}) {
  const path = `/streams/${encodeURIComponent(name)}`;
  const line = made('span', '', received(null, null));
  const check = made('p', 'admin-check', made('span', 'dot'), line);
  check.setAttribute('role', 'status');
  const shown = made('p', '', 'This is the stream key of ', made('b', '', made('bdi', '', name)), '. Enter it into OBS: it is shown only now.');
  const element = made('div', 'admin-connect', shown, ...encoderFields(desk.page.dataset.server ?? ''), copied('Stream key', key), check);
  const health = new HealthPanel({ place: element, connection: { operate: async () => ({ outcome: last }) }, onWarnings() {} });
  health.panel.open = true;
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
  queueMicrotask(() => find('input', element).focus());
  return element;
}
