// The stream page: asks how the stream is, shows it, and plays it.

import { freshenDescription } from './description.js';
import { find, setText } from './dom.js';
import { Panel } from './panel.js';
import { announcement, nextPhase, plays, windowTitle, WORDS } from './phase.js';
import { Poll, Refused } from './poll.js';
import { Theatre } from './theatre.js';
import { setMoment, setServerClock, tick } from './times.js';
import { leaveOnHide, visitName } from './viewer.js';
import { counted } from './words.js';

/** @typedef {import('./phase.js').Info} Info */

const page = find('#stream');
const stage = find('#stage');
const { url = '/', name = '', site = '', master = '' } = page.dataset;

/** @type {import('./phase.js').Phase} */
let phase = /** @type {import('./phase.js').State} */ (page.dataset.state);
/** The broadcast that the player has been given. @type {string | null} */
let playing = null;
/** The last description shown, to see a change. @type {string | null | undefined} */
let described;
/** Made when there is first something to play. @type {Promise<import('./player.js').Player | null> | undefined} */
let watch;

document.title = windowTitle(phase, name, site);
const theatre = new Theatre(find('#theatre'));
const panel = document.querySelector('#panel');
if (panel instanceof HTMLElement) new Panel(panel);
find('#retry').addEventListener('click', retry);
tick();

const viewer = visitName();
const poll = new Poll({
  url: `${url}info?viewer=${viewer}`,
  every: 2000,
  whileHidden: true,
  onAnswer: onInfo,
  onFailure,
});
poll.start();
leaveOnHide(url, viewer);
// the server's own words about the state are in the page already: no need to wait for the first answer
if (phase !== 'offline') void player();
if (plays(phase)) void play(page.dataset.broadcast || null);

/**
 * @param {Info} info
 * @param {string | null} date
 */
function onInfo(info, date) {
  setServerClock(date);
  delete stage.dataset.away;
  const next = nextPhase(phase, info.state);
  if (next !== phase) enter(next);
  hold(phase === 'reconnecting');
  showFacts(info);
  if (info.state === 'starting') void player();
  if (plays(phase)) void play(info.broadcast);
}

/**
 * @param {unknown} error
 * @param {number} failures
 */
function onFailure(error, failures) {
  // locked since, or gone: the page itself says so, with the form to go on. A server that has just started may not know
  // its streamers yet, so one must be gone for a while
  const status = error instanceof Refused ? error.status : 0;
  if (status === 403 || (status === 404 && failures > 3)) location.reload();
  // one lost answer is nothing to tell of
  if (failures < 2) return;
  stage.dataset.away = '';
  hold(true);
}

/** @param {boolean} away */
function hold(away) {
  void watch?.then((player) => player?.hold(away));
}

/** @param {import('./phase.js').Phase} next */
function enter(next) {
  phase = next;
  stage.dataset.phase = next;
  delete stage.dataset.failed;
  find('#state').dataset.phase = next;
  setText(find('#state [data-word]'), WORDS[next]);
  setText(find('#announce'), announcement(next, name));
  document.title = windowTitle(next, name, site);
  if (next === 'ended') void watch?.then((player) => player?.stop());
}

/** @param {Info} info */
function showFacts(info) {
  const onAir = phase !== 'offline' && phase !== 'ended';
  setText(find('#count [data-count]'), counted(info.count));
  find('#count').hidden = phase !== 'live';
  for (const time of document.querySelectorAll('time[data-of="started"]')) {
    setMoment(/** @type {HTMLTimeElement} */ (time), onAir ? info.started : null);
  }
  if (info.last_live !== undefined) {
    for (const time of document.querySelectorAll('time[data-of="last_live"]')) {
      setMoment(/** @type {HTMLTimeElement} */ (time), info.last_live);
    }
    for (const line of document.querySelectorAll('[data-needs="last_live"]')) {
      /** @type {HTMLElement} */ (line).hidden = !info.last_live;
    }
  }
  if (described !== undefined && info.description !== described) void freshenDescription(find('#description'), url);
  described = info.description;
}

function player() {
  watch ??= import('./watch.js')
    .then(({ createWatch }) => createWatch({ page, theatre: () => theatre.toggle(), onFailed }))
    .then((made) => {
      if (made === null) stage.dataset.failed = 'unsupported';
      return made;
    });
  return watch;
}

/**
 * Gives the player its source, once for each broadcast.
 * @param {string | null} broadcast
 */
async function play(broadcast) {
  if (broadcast === playing) return;
  playing = broadcast;
  (await player())?.load(master);
}

/** @param {string} message for whoever looks into the console; the page says what to do */
function onFailed(message) {
  console.warn('the picture failed:', message);
  stage.dataset.failed = 'picture';
}

function retry() {
  delete stage.dataset.failed;
  playing = null;
  poll.now();
}
