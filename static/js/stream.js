// The stream page: shows the state of the stream and plays it. News come over the chat's connection; without one, the page
// polls.

import { Advice } from './advice.js';
import { Chat } from './chat/chat.js';
import { Connection } from './chat/connection.js';
import { setServerClock } from './clock.js';
import { freshenDescription } from './description.js';
import { find, isEscape, setText } from './dom.js';
import { keepAboveKeyboard } from './keyboard.js';
import { root } from './layout.js';
import { Panel } from './panel.js';
import { announcement, nextPhase, plays, windowTitle, WORDS } from './phase.js';
import { Poll, Refused } from './poll.js';
import { cause } from './problems.js';
import { Theatre } from './theatre.js';
import { setMoment, tick } from './times.js';
import { counted } from './words.js';

/** @typedef {import('./phase.js').Info} Info */

const page = find('#stream');
const stage = find('#stage');
const { url = '/', name = '', site = '', master = '', socket = '' } = page.dataset;
/** Milliseconds between two requests while there is no connection. */
const ASK_MS = 15_000;
/** A shorter loss of the connection is not worth mentioning. */
const AWAY_MS = 4000;

/** @type {import('./phase.js').Phase} */
let phase = /** @type {import('./phase.js').State} */ (page.dataset.state);
/** The broadcast that the player has been given. @type {string | null} */
let playing = null;
/** What viewers miss. @type {import('./problems.js').Problem[]} */
let problems = [];
/** For the streamer. @type {Promise<import('./health.js').HealthPanel> | undefined} */
let health;
/** The last description shown, to see a change. @type {string | undefined} */
let described;
/** Made when there is first something to play. @type {Promise<import('./player.js').Player | null> | undefined} */
let watch;

document.title = windowTitle(phase, name, site);
const theatre = new Theatre(find('#theatre'));
const advice = new Advice(stage);
const pane = find('#chat');
const panel = new Panel(pane, onPanel);
/** Reads along from the start, unless the streamer hides the chat and nobody opened it. */
const reads = panel.isOpen || panel.setting === 'enabled';
const connection = new Connection({ library: socket, streamer: name, watch: true, chat: reads });
const chat = new Chat({
  pane,
  connection,
  streamer: name,
  url,
  onUnread: (unread) => panel.showUnread(unread),
  onLocked,
  onPopout: () => panel.fold(),
});
for (const button of document.querySelectorAll('[data-retry]')) button.addEventListener('click', retry);
find('#about-open').hidden = false;
find('#about-open').addEventListener('click', () => showAbout(!root.hasAttribute('data-about')));
for (const id of ['#about', '#about-open']) find(id).addEventListener('keydown', (event) => isEscape(event) && root.hasAttribute('data-about') && showAbout(false));
keepAboveKeyboard();
tick();

const poll = new Poll({ url: `${url}info`, every: ASK_MS, whileHidden: true, onAnswer: onInfo, onFailure });
poll.later();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let missing;
connection.on('link', (link) => {
  clearTimeout(missing);
  if (link === 'connected') {
    poll.rest();
    seen();
    // a connected page that hears nothing may be locked out
    missing = setTimeout(() => poll.now(), AWAY_MS);
  } else {
    poll.later();
    missing = setTimeout(away, AWAY_MS);
  }
});
connection.on('stream', (info) => {
  clearTimeout(missing);
  onInfo(info, null);
});
for (const event of /** @type {const} */ (['login success', 'status'])) connection.on(event, ({ type }) => onRole(type === 'admin'));
connection.on('error', ({ code }) => {
  if (code === 'locked') onLocked();
  if (code === 'streamer_unknown') poll.now();
});
onPanel(panel.isOpen);
// the page says the state already: no need to wait for the first answer
if (phase !== 'offline') void player();
if (plays(phase)) void play(page.dataset.broadcast || null);

/**
 * @param {Info} info
 * @param {string | null} date
 */
function onInfo(info, date) {
  if (date !== null) setServerClock(Date.parse(date));
  seen();
  const next = nextPhase(phase, info.state);
  if (next !== phase) enter(next);
  hold(phase === 'reconnecting');
  showFacts(info);
  if (info.chat !== panel.setting) onSetting(info.chat);
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
  if (status === 403) onLocked();
  else if (status === 404 && failures > 1) location.reload();
  else away();
}

function away() {
  stage.dataset.away = '';
  hold(true);
}

/** The site is there. */
function seen() {
  delete stage.dataset.away;
  hold(phase === 'reconnecting');
}

/** The stream has a password from now on. */
function onLocked() {
  stage.dataset.failed = 'locked';
  void watch?.then((player) => player?.stop());
  chat.lock();
}

/** @param {boolean} open */
function onPanel(open) {
  chat.look(open && !document.hidden);
  if (open) connection.read(true);
}

/** The streamer changed the setting for chat. @param {string} setting */
function onSetting(setting) {
  panel.lay(setting);
  connection.read(panel.isOpen || setting === 'enabled');
}

/** On phones the description lies over the chat. @param {boolean} open */
function showAbout(open) {
  root.toggleAttribute('data-about', open);
  find('#about-open').setAttribute('aria-expanded', String(open));
  if (!open) find('#about-open').focus();
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
  if (next === 'ended') {
    // an encoder that comes back goes on in the same broadcast
    playing = null;
    void watch?.then((player) => player?.stop());
  }
}

/** @param {Info} info */
function showFacts(info) {
  const onAir = phase !== 'offline' && phase !== 'ended';
  problems = (onAir && info.problems) || [];
  advice.hear(problems);
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

/** Whether this page is the streamer's. @param {boolean} own */
function onRole(own) {
  stage.toggleAttribute('data-own', own);
  if (!own && health === undefined) return;
  health ??= import('./health.js').then(({ HealthPanel }) => {
    return new HealthPanel({ place: find('.about-row'), connection, onWarnings: (warnings) => advice.advise(warnings) });
  });
  void health.then((panel) => panel.show(own));
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

/**
 * @param {import('./player.js').Failure} failure
 * @param {string} message for the console; the page says what to do
 */
function onFailed(failure, message) {
  console.warn('the picture failed:', message);
  stage.dataset.failed = cause(failure, problems);
}

function retry() {
  delete stage.dataset.failed;
  playing = null;
  poll.now();
}
