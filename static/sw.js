// The service worker: shows messages of Web Push, and nothing else. It keeps no files and sees no requests of pages.

/** @typedef {{ streamer: string, title: string, body: string, url: string, picture: string | null, icon: string | null }} News */

const worker = /** @type {any} */ (self);

/** @param {any} event */
function onPush(event) {
  /** @type {News} */
  const news = event.data.json();
  event.waitUntil(show(news));
}

/** @param {News} news */
function show(news) {
  const { streamer, title, body, picture, icon } = news;
  const options = { body, ...(picture !== null && { image: picture }), tag: `live ${streamer}`, renotify: true, icon: icon ?? '/static/icons/icon-192.png', data: news, actions: [{ action: 'watch', title: 'Watch' }, { action: 'stop', title: 'Stop these' }] };
  return worker.registration.showNotification(title, options);
}

/** @param {any} event */
function onClick(event) {
  event.notification.close();
  const { streamer, url } = event.notification.data;
  event.waitUntil(event.action === 'stop' ? stop(streamer) : open(url));
}

/** Shows the page of a stream, where one is open. @param {string} url */
async function open(url) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = pages.find((/** @type {any} */ page) => new URL(page.url).pathname === url);
  return shown ? shown.focus() : worker.clients.openWindow(url);
}

/** Ends the notifications of a stream. @param {string} streamer */
async function stop(streamer) {
  try {
    const subscription = await worker.registration.pushManager.getSubscription();
    if (!subscription) return;
    const response = await fetch(`/api/v1/streams/${encodeURIComponent(streamer)}/push-followers/${await idOf(subscription)}`, { method: 'DELETE' });
    if (!response.ok) throw new Error(String(response.status));
  } catch {
    await worker.registration.showNotification('This could not be stopped', { body: `Try again on the page of ${streamer}.`, tag: `live ${streamer}` });
  }
}

/** By what the site knows a subscription. @param {PushSubscription} subscription */
async function idOf({ endpoint }) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {any} event */
function onChange(event) {
  event.waitUntil(renew(event.oldSubscription, event.newSubscription));
}

/**
 * Tells the site that the browser has another subscription: by the former one it knows what this browser follows.
 * @param {PushSubscription | null} former
 * @param {PushSubscription | null} made by the browser, unless it leaves that to the site
 */
async function renew(former, made) {
  if (!former) return;
  const { endpoint, keys } = (made ?? (await worker.registration.pushManager.subscribe(former.options))).toJSON();
  const body = JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth });
  await fetch(`/api/v1/push-followers/${await idOf(former)}`, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body });
}

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('push', onPush);
worker.addEventListener('notificationclick', onClick);
worker.addEventListener('pushsubscriptionchange', onChange);
