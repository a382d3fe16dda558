// The front page keeps itself up to date without jumping: entries stay the elements they are, and only what changed
// in them is written.

import { find, setText } from './dom.js';
import { Poll } from './poll.js';
import { setMoment, setServerClock, tick } from './times.js';
import { counted, firstLine } from './words.js';

/**
 * @typedef {object} Stream an entry of `/api/streams`
 * @property {string} name
 * @property {string} url
 * @property {boolean} live
 * @property {number} count
 * @property {string | null} description
 * @property {boolean} locked
 * @property {number | null} started unix seconds
 * @property {number | null} last_live unix seconds
 * @property {string | null} picture
 */

/** A new frame is there to be fetched about this often. */
const PICTURE_MS = 15000;
const front = find('#front');

tick();
new Poll({
  url: front.dataset.refresh ?? '',
  every: 5000,
  onAnswer: show,
  onFailure: () => {},
}).start();

/**
 * @param {Stream[]} streams
 * @param {string | null} date
 */
function show(streams, date) {
  setServerClock(date);
  const live = streams.filter((stream) => stream.live);
  const offline = streams.filter((stream) => !stream.live);
  fill(find('.cards'), live, find('#card'), showCard);
  fill(find('.rows'), offline, find('#row'), showRow);
  find('[data-list="live"]').hidden = live.length === 0;
  find('[data-list="offline"]').hidden = offline.length === 0;
  find('[data-list="none"]').hidden = streams.length > 0;
}

/**
 * @param {HTMLElement} list
 * @param {Stream[]} streams
 * @param {HTMLTemplateElement} template
 * @param {(item: HTMLElement, stream: Stream) => void} write
 */
function fill(list, streams, template, write) {
  const names = new Set(streams.map((stream) => stream.name));
  /** @type {Map<string, HTMLElement>} */
  const known = new Map();
  for (const item of /** @type {HTMLElement[]} */ ([...list.children])) {
    if (names.has(item.dataset.name ?? '')) known.set(item.dataset.name ?? '', item);
    else item.remove();
  }
  streams.forEach((stream, at) => {
    const item = known.get(stream.name) ?? made(template, stream);
    write(item, stream);
    // an element that stands right is not moved, so that focus and pictures stay
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
  });
}

/**
 * @param {HTMLTemplateElement} template
 * @param {Stream} stream
 */
function made(template, stream) {
  const item = /** @type {HTMLElement} */ (template.content.cloneNode(true).firstChild);
  item.dataset.name = stream.name;
  find('a', item).setAttribute('href', stream.url);
  return item;
}

/**
 * @param {HTMLElement} item
 * @param {Stream} stream
 */
function showBoth(item, stream) {
  setText(find('[data-fill="name"]', item), stream.name);
  setText(find('[data-fill="description"]', item), firstLine(stream.description));
  find('[data-fill="locked"]', item).hidden = !stream.locked;
}

/**
 * @param {HTMLElement} item
 * @param {Stream} stream
 */
function showCard(item, stream) {
  showBoth(item, stream);
  setText(find('[data-fill="count"]', item), counted(stream.count));
  setMoment(find('time', item), stream.started);
  showPicture(find('[data-fill="picture"]', item), stream.picture);
}

/**
 * The next frame is loaded aside and shown when it is there, so that the card does not blink.
 * @param {HTMLImageElement} image
 * @param {string | null} address
 */
function showPicture(image, address) {
  if (address === null) {
    image.hidden = true;
    return;
  }
  const now = Date.now();
  if (now - Number(image.dataset.asked ?? 0) < PICTURE_MS) return;
  image.dataset.asked = String(now);
  const next = new Image();
  next.onload = () => {
    image.src = next.src;
    image.hidden = false;
  };
  next.src = `${address}${address.includes('?') ? '&' : '?'}t=${Math.floor(now / PICTURE_MS)}`;
}

/**
 * @param {HTMLElement} item
 * @param {Stream} stream
 */
function showRow(item, stream) {
  showBoth(item, stream);
  setMoment(find('time', item), stream.last_live);
  find('[data-fill="last_live"]', item).hidden = !stream.last_live;
}
