// Has this browser told when the stream goes live, by Web Push, or an address of e-mail. Loaded when a viewer opens that part of the
// page; the browser asks for permission only when they press the button.

import { made, setText } from './dom.js';
import { t } from './text.js';

/**
 * @typedef {'off' | 'on' | 'blocked' | 'unsupported' | 'insecure' | 'unannounced' | 'mailed'} State
 * @typedef {{ announced: boolean, push_key: string | null, mail: boolean }} Following
 */

const WORKER = '/sw.js';
/** @type {Record<State, (name: string) => string>} */
const WORDS = {
  off: (name) => t('follow-off', { name }),
  on: (name) => t('follow-on', { name }),
  blocked: () => t('follow-blocked'),
  unsupported: () => t('follow-unsupported'),
  insecure: () => t('follow-insecure'),
  unannounced: (name) => t('follow-unannounced', { name }),
  mailed: (name) => t('follow-mailed', { name }),
};

/** What a viewer can do. Pure. @param {{ secure: boolean, supported: boolean, permission: string, follows: boolean, following: Following }} facts @returns {State} */
export function stateOf({ secure, supported, permission, follows, following }) {
  if (!following.announced && !follows) return 'unannounced';
  if (following.push_key === null && following.mail) return 'mailed';
  if (!secure) return 'insecure';
  if (!supported || following.push_key === null) return 'unsupported';
  if (permission === 'denied') return 'blocked';
  return follows && permission === 'granted' ? 'on' : 'off';
}

/** @param {HTMLElement} place the part of the page that is open now @param {string} streamer */
export async function fillFollow(place, streamer) {
  const api = `/api/v1/streams/${encodeURIComponent(streamer)}`;
  const told = made('p');
  told.role = 'status';
  const button = made('button', 'button');
  button.hidden = true;
  const row = made('div', 'share-row', button);
  place.append(told, row);

  /** @type {Following} */
  let following;
  let follows = false;

  /** @param {string} [problem] */
  const show = (problem) => {
    const supported = 'PushManager' in window && 'serviceWorker' in navigator && 'Notification' in window;
    const permission = supported ? Notification.permission : 'default';
    const state = stateOf({ secure: isSecureContext, supported, permission, follows, following });
    setText(told, problem ?? WORDS[state](streamer));
    setText(button, state === 'on' ? t('follow-stop') : t('stream-follow'));
    button.hidden = state !== 'on' && state !== 'off';
    row.hidden = button.hidden;
  };

  const look = async () => {
    following = await json(await fetch(`${api}/following`));
    const subscription = await (await navigator.serviceWorker?.getRegistration(WORKER))?.pushManager?.getSubscription();
    follows = subscription ? (await json(await fetch(`${api}/push-followers/${await idOf(subscription)}`))).follows : false;
  };

  const start = async () => {
    if ((await Notification.requestPermission()) !== 'granted') return;
    await navigator.serviceWorker.register(WORKER);
    const { pushManager } = await navigator.serviceWorker.ready;
    const { endpoint, keys } = (await subscribed(pushManager, following.push_key ?? '')).toJSON();
    await json(await fetch(`${api}/push-followers`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ endpoint, p256dh: keys?.p256dh, auth: keys?.auth }) }));
    follows = true;
  };

  const stop = async () => {
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.getSubscription();
    if (subscription) await json(await fetch(`${api}/push-followers/${await idOf(subscription)}`, { method: 'DELETE' }));
    follows = false;
  };

  const offerMail = () => {
    // without an answer there is nothing to offer
    if (following?.mail && following.announced) place.append(mailForm(api, streamer));
  };

  /** @param {() => Promise<void>} work */
  const doing = async (work) => {
    button.disabled = true;
    try {
      await work();
      show();
    } catch (error) {
      const why = error instanceof Problem ? error.message : t('follow-no-service');
      following ? show(why) : setText(told, why);
    }
    button.disabled = false;
  };
  button.addEventListener('click', () => {
    void doing(follows && Notification.permission === 'granted' ? stop : start).then(() => button.focus());
  });
  await doing(look);
  offerMail();
}

/**
 * Asks for an address of e-mail. It is told once somebody confirms that there.
 * @param {string} api
 * @param {string} streamer
 */
function mailForm(api, streamer) {
  const address = made('input', 'field');
  [address.type, address.required, address.autocomplete, address.maxLength] = ['email', true, 'email', 254];
  const send = made('button', 'button', t('follow-send-mails'));
  const result = made('p');
  result.role = 'status';
  const form = made('form', '', made('div', 'share-row', made('label', 'share-name', t('follow-by-mail'), address), send), result);
  const ask = async () => {
    send.disabled = true;
    try {
      await json(await fetch(`${api}/mail-followers`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ address: address.value.trim() }) }));
      setText(result, t('follow-look', { name: streamer }));
      form.reset();
    } catch (error) {
      setText(result, error instanceof Problem ? error.message : t('follow-no-answer'));
    }
    send.disabled = false;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void ask();
  });
  return form;
}

/** What the site says when it refuses. */
class Problem extends Error {}

/** @param {Response} response */
async function json(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(answer.detail ?? t('follow-no-answer'));
  return answer;
}

/**
 * The browser's subscription. One that was made with another key of the site is of no use.
 * @param {PushManager} manager
 * @param {string} key
 */
async function subscribed(manager, key) {
  const applicationServerKey = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0));
  const options = { userVisibleOnly: true, applicationServerKey };
  try {
    return await manager.subscribe(options);
  } catch (error) {
    const former = await manager.getSubscription();
    if (!former) throw error;
    await former.unsubscribe();
    return manager.subscribe(options);
  }
}

/** By what the site knows a subscription. @param {PushSubscription} subscription */
async function idOf({ endpoint }) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
