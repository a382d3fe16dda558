// An emote: a small picture in the text. For readers who asked for less motion its first frame is laid over it, and
// lifted while the pointer is on it.

import { urlOf } from '../dom.js';

/** Twice the largest size on the page, for dense screens. */
const FRAME_MOST = 112;

const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');
lessMotion.addEventListener('change', () => {
  if (!lessMotion.matches) return;
  for (const image of document.querySelectorAll('.emote > img')) freeze(/** @type {HTMLImageElement} */ (image));
});

/**
 * @param {string} alias with its colons
 * @param {string} uri
 * @returns {Node}
 */
export function emoteImage(alias, uri) {
  if (!isPicture(uri)) return document.createTextNode(alias);
  const span = document.createElement('span');
  span.className = 'emote';
  span.dataset.alias = alias;
  span.dataset.uri = uri;
  const image = document.createElement('img');
  image.alt = alias;
  image.title = alias;
  image.loading = 'lazy';
  image.decoding = 'async';
  image.draggable = false;
  image.addEventListener('load', () => lessMotion.matches && freeze(image));
  // it may come back when the emote is changed
  image.addEventListener('error', () => span.replaceWith(alias));
  image.src = uri;
  span.append(image);
  return span;
}

/** @param {string} uri */
function isPicture(uri) {
  const url = urlOf(uri, location.href);
  return url !== null && (/^https?:$/.test(url.protocol) || /^data:image\//i.test(uri));
}

/** @param {HTMLImageElement} image */
function freeze(image) {
  const { naturalWidth, naturalHeight } = image;
  if (naturalWidth === 0 || image.nextSibling) return;
  const scale = Math.min(1, FRAME_MOST / naturalHeight);
  const canvas = document.createElement('canvas');
  canvas.className = 'emote-frame';
  canvas.width = Math.max(1, Math.round(naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(naturalHeight * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.after(canvas);
}
