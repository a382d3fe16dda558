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
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(subscription.endpoint));
    const id = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const response = await fetch(`/api/v1/streams/${encodeURIComponent(streamer)}/push-followers/${id}`, { method: 'DELETE' });
    if (!response.ok) throw new Error(String(response.status));
  } catch {
    await worker.registration.showNotification('This could not be stopped', { body: `Try again on the page of ${streamer}.`, tag: `live ${streamer}` });
  }
}

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('push', onPush);
worker.addEventListener('notificationclick', onClick);
