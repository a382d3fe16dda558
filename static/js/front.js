// The front page keeps itself up to date without jumping: entries stay the elements they are, and only what changed
// in them is written.

import { serverTime, setServerClock } from './clock.js';
import { find, made, setAll, setText } from './dom.js';
import { Finder } from './finder.js';
import { showMark } from './mark.js';
import { plays, WORDS } from './phase.js';
import { Poll } from './poll.js';
import { t } from './text.js';
import { setMoment, tick } from './times.js';
import { showWays } from './ways.js';
import { counted, firstLine } from './words.js';

/**
 * @typedef {object} Stream an entry of `/api/streams`
 * @property {string} name
 * @property {string} url
 * @property {import('./phase.js').State} state
 * @property {number} count
 * @property {string} description empty where there is none
 * @property {string | null} title
 * @property {string[]} tags
 * @property {string | null} language
 * @property {string | null} content_warning
 * @property {{ title: string | null, start: number } | null} next the next planned broadcast
 * @property {boolean} locked
 * @property {number | null} started unix seconds
 * @property {number | null} last_live unix seconds
 * @property {string | null} picture
 * @property {import('./mark.js').PictureFile[]} avatar
 * @property {import('./mark.js').PictureFile[]} offline_picture
 */

const front = find('#front');

/** What starts next: at most so many streams, within so many seconds; the server has the same. */
const NEXT = 6;
const SOON = 14 * 86400;
/** A stream that ended so many seconds ago has ended lately; the server has the same. */
const LATELY = 86400;
/** A stream that has just begun has its picture a moment later. Milliseconds. */
const PICTURE_SOON_MS = 1500;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;

/** Whether the next answer is to another question, so that what is found stands in the server's order. */
let anew = false;

tick();
showWays();
const form = /** @type {HTMLFormElement | null} */ (document.querySelector('#finder'));
const finder = form && new Finder(form, look);
const poll = new Poll({
  url: addressOf(finder?.query ?? ''),
  every: 5000,
  onAnswer: show,
  onFailure: () => {},
});
poll.start();

/** @param {string} query */
function addressOf(query) {
  const address = front.dataset.refresh ?? '';
  return query ? `${address}?${query}` : address;
}

/** Somebody looks for something else. @param {string} query */
function look(query) {
  anew = true;
  poll.options.url = addressOf(query);
  poll.rest();
  poll.now();
}

/**
 * @param {Stream[]} streams
 * @param {string | null} date
 */
function show(streams, date) {
  setServerClock(Date.parse(date ?? ''));
  clearTimeout(soon);
  const awaited = streams.some(({ state, locked, picture, started }) => state === 'live' && !locked && !picture && serverTime() - (started ?? 0) < 60);
  if (awaited) soon = setTimeout(() => poll.now(), PICTURE_SOON_MS);
  if (finder) {
    front.toggleAttribute('data-search', finder.query !== '');
    setText(find('#found'), finder.query ? t('front-found', { count: streams.length }) : '');
  }
  // as on the server: a stream whose encoder is gone for a moment keeps its place
  const lists = { live: showCard, ended: showFace, offline: showFace };
  for (const [name, write] of Object.entries(lists)) {
    const list = find(`[data-list="${name}"] > ul`);
    fill(list, streams.filter((stream) => listOf(stream) === name), find(name === 'live' ? '#card' : '#face'), write);
  }
  fill(find('[data-list="next"] > ul'), nextOf(streams), find('#plan'), showPlan);
  anew = false;
}

/** The streams that start next, by their start. @param {Stream[]} streams */
function nextOf(streams) {
  const soon = streams.filter(({ state, next }) => !plays(state) && next !== null && next.start - serverTime() < SOON);
  return soon.sort((a, b) => (a.next?.start ?? 0) - (b.next?.start ?? 0)).slice(0, NEXT);
}

/** @param {Stream} stream */
function listOf({ state, last_live }) {
  if (plays(state)) return 'live';
  return last_live !== null && serverTime() - last_live < LATELY ? 'ended' : 'offline';
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
    const item = known.get(stream.name) ?? entry(template, stream);
    write(item, stream);
    // later streams go to the end: counts change all the time, and nobody should click on what just moved
    if (anew || !known.has(stream.name)) list.append(item);
  }
}

/**
 * @param {HTMLTemplateElement} template
 * @param {Stream} stream
 */
function entry(template, stream) {
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
  showMark(find('[data-fill="mark"]', item), stream);
  find('[data-fill="locked"]', item).hidden = !stream.locked;
}

/**
 * @param {HTMLElement} item
 * @param {Stream} stream
 */
function showCard(item, stream) {
  showBoth(item, stream);
  setText(find('[data-fill="line"]', item), firstLine(stream.title ?? stream.description));
  find('[data-fill="warning"]', item).hidden = stream.content_warning === null;
  setAll(find('[data-fill="tags"]', item), stream.tags.slice(0, 3), tagMade, setText);
  item.dataset.state = stream.state;
  setText(find('[data-fill="state"]', item), WORDS[stream.state]);
  setText(find('[data-fill="count"]', item), counted(stream.count));
  find('[data-fill="watching"]', item).hidden = stream.state !== 'live';
  setMoment(find('time', item), stream.started);
  showPicture(find('[data-fill="picture"]', item), stream.picture);
}

function tagMade() {
  const tag = made('span', 'tag');
  tag.dir = 'auto';
  return tag;
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
function showPlan(item, stream) {
  showBoth(item, stream);
  setText(find('[data-fill="title"]', item), stream.next?.title ?? '');
  for (const time of item.querySelectorAll('time')) setMoment(time, stream.next?.start ?? null);
}

/**
 * @param {HTMLElement} item
 * @param {Stream} stream
 */
function showFace(item, stream) {
  showBoth(item, stream);
  showPicture(find('[data-fill="picture"]', item), stream.offline_picture[0]?.url ?? null);
  // the server has made links of what looks like one; a text that changes is plain until the next visit
  setText(find('[data-fill="description"]', item), stream.description ?? '');
  setText(find('[data-fill="title"]', item), stream.title ?? '');
  setMoment(find('time', item), stream.last_live);
  find('[data-fill="last_live"]', item).hidden = !stream.last_live;
  find('[data-fill="never"]', item).hidden = Boolean(stream.last_live);
}
