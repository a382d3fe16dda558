// The studio: what all its sections share, and the section that is shown.

import { find, setText } from './dom.js';
import { WORDS } from './phase.js';
import { Api, Refused } from './studio/api.js';
import { follow } from './studio/follow.js';
import { setMoment, tick } from './times.js';
import { counted } from './words.js';

/**
 * @typedef {import('./studio/follow.js').Recorded} Recorded
 *
 * @typedef {object} Stream as `show-stream` has it
 * @property {boolean} live
 * @property {import('./phase.js').State} state
 * @property {number} viewers
 * @property {number | null} started
 * @property {number | null} last_live
 * @property {string | null} broadcast
 * @property {string} description
 * @property {'enabled' | 'hidden' | 'disabled'} chat
 *
 * @typedef {object} Studio what sections are given
 * @property {Api} api
 * @property {HTMLElement} page tells the stream and its addresses
 * @property {HTMLElement} body where a section puts what it shows
 * @property {string} name of the streamer
 * @property {string} root address of the studio
 * @property {boolean} owns whether this is the streamer's, and not a moderator's
 * @property {(listener: (event: Recorded | null) => void) => void} onEvent what is recorded, as it happens; null when something may have been missed
 * @property {(listener: (stream: Stream) => void) => void} onStream the state of the stream, whenever it was asked for
 * @property {(work: Promise<unknown>) => void} report shows why some work failed
 * @property {(words: string) => void} say for screen readers, where what happened can be seen
 * @property {(stays: boolean) => void} stay whether the page stays although nobody is signed in any more: it shows what must not go
 */

/** Milliseconds between two questions about the state. */
const ASK_MS = 2000;

const page = find('#section');
const { section = '', name = '', studio: root = '' } = page.dataset;
const trouble = find('#trouble');
/** @type {((event: Recorded | null) => void)[]} */
const listeners = [];
/** @type {((stream: Stream) => void)[]} */
const watchers = [];
let stays = false;

const api = new Api(name, () => {
  if (stays) return;
  stays = true;
  // the same address asks to sign in
  location.reload();
});

/** @type {Studio} */
const studio = {
  api,
  page,
  body: find('#body'),
  name,
  root,
  owns: page.dataset.owns === 'true',
  onEvent: (listener) => void listeners.push(listener),
  onStream: (listener) => void watchers.push(listener),
  report,
  say: (words) => setText(find('#voice'), words),
  stay: (stay) => (stays = stay),
};

/** @param {Promise<unknown>} work */
function report(work) {
  trouble.hidden = true;
  work.catch((error) => {
    if (!(error instanceof Refused)) throw error;
    if (error.code === 'sign_in_again') location.href = `${root}sign-in?next=${encodeURIComponent(location.pathname)}`;
    trouble.textContent = error.message;
    trouble.hidden = false;
  });
}

async function ask() {
  if (document.hidden || stays) return;
  const stream = /** @type {Stream | null} */ (await api.send('').catch(() => null));
  if (stream === null) return;
  const state = find('#state');
  state.dataset.phase = stream.state;
  setText(find('[data-word]', state), WORDS[stream.state]);
  setMoment(/** @type {HTMLTimeElement} */ (find('time', state)), stream.state === 'offline' ? null : stream.started);
  setText(find('#count [data-count]'), counted(stream.viewers));
  find('#count').hidden = !stream.live;
  document.title = document.title.replace(/^(● )?/, stream.live ? '● ' : '');
  for (const watcher of watchers) watcher(stream);
}

/** A section is loaded when it is shown. */
async function show() {
  if (section === 'settings') (await import('./studio/settings.js')).showSettings(studio);
  else if (section === 'people') (await import('./studio/people.js')).showPeople(studio);
  else if (section === 'programs') (await import('./studio/programs.js')).showPrograms(studio);
  else if (section === 'broadcasts') (await import('./studio/broadcasts.js')).showBroadcasts(studio);
  else (await import('./studio/now.js')).showNow(studio);
}

tick();
find('.studio-link[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
void show();
void ask();
setInterval(() => void ask(), ASK_MS);
document.addEventListener('visibilitychange', () => void ask());
void follow(api, (event) => {
  for (const listener of listeners) listener(event);
  if (event === null || ['start_streaming', 'stop_streaming', 'viewer_count'].includes(event.type)) void ask();
});
