// The chat as a layer over a picture, for OBS: nothing but what people say. `?seconds=20` has each message fade after that
// time; without it they stay until others push them out.

import { Above } from './chat/above.js';
import { Connection } from './chat/connection.js';
import { Feed } from './chat/feed.js';
import { find } from './dom.js';

const FADE_MS = 400;

const { name = '', socket = '' } = find('#overlay').dataset;
const lines = find('#chat-lines');
const seconds = Number(new URLSearchParams(location.search).get('seconds'));

const connection = new Connection({ library: socket, streamer: name, watch: false, chat: true });
const nothing = () => {};
const feed = new Feed({
  connection,
  scroller: find('#chat-scroll'),
  lines,
  onUnread: nothing,
  onPeople: nothing,
  onMessage: nothing,
  onOwn: nothing,
});
const { list } = feed;
new Above({ place: find('#chat-above'), connection, feed, slot: 'overlay', hear: nothing });

if (seconds > 0) {
  // what was said before has had its time
  connection.on('history', ({ resumed }) => resumed || list.replace([]));
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node instanceof HTMLElement) setTimeout(() => fade(node), seconds * 1000);
    }
  }).observe(lines, { childList: true });
}

/** @param {HTMLElement} element */
function fade(element) {
  element.classList.add('is-gone');
  setTimeout(() => {
    const line = list.lineOf(element);
    if (line) list.remove((other) => other === line);
  }, FADE_MS);
}
