// The front page keeps itself up to date without jumping: entries stay the elements they are, and only what changed
// in them is written.

import { setServerClock } from './clock.js';
import { find, setText } from './dom.js';
import { plays, WORDS } from './phase.js';
import { Poll } from './poll.js';
import { setMoment, tick } from './times.js';
import { counted, firstLine } from './words.js';

/**
 * @typedef {object} Stream an entry of `/api/streams`
 * @property {string} name
 * @property {string} url
 * @property {import('./phase.js').State} state
 * @property {number} count
 * @property {string | null} description
 * @property {boolean} locked
 * @property {number | null} started unix seconds
 * @property {number | null} last_live unix seconds
 * @property {string | null} picture
 */

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
  setServerClock(Date.parse(date ?? ''));
  // as in the template: a stream whose encoder is gone for a moment keeps its place
  fill(find('.cards'), streams.filter((stream) => plays(stream.state)), find('#card'), showCard);
  fill(find('.rows'), streams.filter((stream) => !plays(stream.state)), find('#row'), showRow);
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
  for (const stream of streams) {
    const item = known.get(stream.name) ?? made(template, stream);
    write(item, stream);
    // whoever comes later stands at the end: counts change all the time, and nobody should click on what just moved
    if (!known.has(stream.name)) list.append(item);
  }
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
  item.dataset.state = stream.state;
  setText(find('[data-fill="state"]', item), WORDS[stream.state]);
  setText(find('[data-fill="count"]', item), counted(stream.count));
  find('[data-fill="watching"]', item).hidden = stream.state !== 'live';
  setMoment(find('time', item), stream.started);
  showPicture(find('[data-fill="picture"]', item), stream.picture);
}

/**
 * The next frame is loaded aside and shown when it is there, so that the card does not blink.
 * @param {HTMLImageElement} image
 * @param {string | null} address
 */
function showPicture(image, address) {
  if (address === null) image.hidden = true;
  if (address === null || address === image.getAttribute('src')) return;
  const next = new Image();
  next.onload = () => {
    image.src = address;
    image.hidden = false;
  };
  next.src = address;
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
