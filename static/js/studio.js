// The studio: what all its sections share, and the section that is shown.

import { openDesk } from './desk/desk.js';
import { follow } from './desk/follow.js';
import { find, setText } from './dom.js';
import { WORDS } from './phase.js';
import { setMoment, tick } from './times.js';
import { counted } from './words.js';

/**
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
 * @typedef {object} OfStream what sections are given besides what every desk has
 * @property {string} name of the streamer
 * @property {boolean} owns whether this is the streamer's, and not a moderator's
 * @property {(listener: (stream: Stream) => void) => void} onStream the state of the stream, whenever it was asked for
 *
 * @typedef {import('./desk/desk.js').Desk & OfStream} Studio
 */

/** Milliseconds between two questions about the state. */
const ASK_MS = 2000;

const { section = '', name = '', studio: root = '', owns = '' } = find('#section').dataset;
/** @type {((stream: Stream) => void)[]} */
const watchers = [];

/** @type {Studio} */
const studio = {
  ...openDesk(`/api/v1/streams/${encodeURIComponent(name)}`, root, 'studio'),
  name,
  owns: owns === 'true',
  onStream: (listener) => void watchers.push(listener),
};
const { api } = studio;

async function ask() {
  if (document.hidden || studio.isOver()) return;
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
  else if (section === 'programs') (await import('./studio/programs.js')).showOwnPrograms(studio);
  else if (section === 'broadcasts') (await import('./studio/broadcasts.js')).showBroadcasts(studio);
  else (await import('./studio/now.js')).showNow(studio);
}

tick();
find('.desk-link[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
void show();
void ask();
setInterval(() => void ask(), ASK_MS);
document.addEventListener('visibilitychange', () => void ask());
void follow(api, (event) => {
  studio.tell(event);
  if (event === null || ['start_streaming', 'stop_streaming', 'viewer_count'].includes(event.type)) void ask();
});
