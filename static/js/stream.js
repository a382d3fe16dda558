// The stream page: shows the state of the stream and plays it, with the chat beside it.

import { Chat } from './chat/chat.js';
import { Connection } from './chat/connection.js';
import { find, isEscape, setText } from './dom.js';
import { keepAboveKeyboard } from './keyboard.js';
import { root } from './layout.js';
import { News } from './news.js';
import { Panel } from './panel.js';
import { windowTitle, WORDS } from './phase.js';
import { recall } from './prefs.js';
import { Stage } from './stage.js';
import { Theatre } from './theatre.js';
import { setMoment, tick } from './times.js';
import { counted } from './words.js';

/** @typedef {import('./phase.js').Info} Info */

const page = find('#stream');
const { url = '/', name = '', site = '', socket = '' } = page.dataset;
let title = find('#bar-title').textContent ?? '';

/** For the streamer. @type {Promise<import('./health.js').HealthPanel> | undefined} */
let health;

const theatre = new Theatre(find('#theatre'));
const stage = new Stage({ page, theatre: () => theatre.toggle(), silently: false, onPhase, onRetry: () => news.ask() });
showTitle();
/** Says what does not arrive as it should; loaded when something does not. @type {Promise<import('./advice.js').Advice> | undefined} */
let advised;
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
find('#about-open').hidden = false;
find('#about-open').addEventListener('click', () => showAbout(!root.hasAttribute('data-about')));
for (const id of ['#about', '#about-open']) find(id).addEventListener('keydown', (event) => isEscape(event) && root.hasAttribute('data-about') && !parts.some(isShown) && showAbout(false));
/** What is filled when it is first opened. */
const parts = Array.from(/** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('details, #follow')));
for (const part of parts) {
  const fill = () => import('./parts.js').then(({ fill }) => fill(part, name));
  // who was faster than this script has opened it already
  if (part.hasAttribute('open') || isShown(part)) void fill();
  else part.addEventListener('toggle', fill, { once: true });
}
keepAboveKeyboard();
tick();
if (recall('administration') ?? recall('studio')) void import('./ways.js').then(({ showWays }) => showWays(`${url}studio/`));

const news = new News({ connection, url, stage, onInfo, onLocked });
for (const event of /** @type {const} */ (['login success', 'status'])) connection.on(event, ({ type }) => onRole(type === 'admin'));
onPanel(panel.isOpen);
// the page says the state already: no need to wait for the first answer
stage.begin();

/** Whether it lies over the page, and goes by Escape. @param {HTMLElement} part */
function isShown(part) {
  return CSS.supports('selector(:popover-open)') && part.matches(':popover-open');
}

/** @param {Info} info */
function onInfo(info) {
  showFacts(info);
  if (info.chat !== panel.setting) onSetting(info.chat);
}

/** The stream has a password from now on. */
function onLocked() {
  stage.lock();
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

/** @param {import('./phase.js').Phase} next */
function onPhase(next) {
  find('#state').dataset.phase = next;
  setText(find('#state [data-word]'), WORDS[next]);
  showTitle();
}

function showTitle() {
  document.title = windowTitle(stage.phase, name, site, title);
}

/** @param {Info} info */
function showFacts(info) {
  const { onAir } = stage;
  if (advised || stage.problems.length) void advice().then((advice) => advice.hear(stage.problems));
  setText(find('#count [data-count]'), counted(info.count));
  find('#count').hidden = stage.phase !== 'live';
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
  title = info.title ?? '';
  showTitle();
  setText(find('#bar-title'), title);
  if (info.about !== page.dataset.revision) void import('./description.js').then(({ freshen }) => freshen(url));
  page.dataset.revision = info.about;
}

function advice() {
  return (advised ??= import('./advice.js').then(({ Advice }) => new Advice(stage.element)));
}

/** Whether this page is the streamer's. @param {boolean} own */
function onRole(own) {
  stage.element.toggleAttribute('data-own', own);
  if (!own && health === undefined) return;
  health ??= import('./health.js').then(({ HealthPanel }) => {
    return new HealthPanel({ place: find('.about-row'), connection, onWarnings: (warnings) => void advice().then((advice) => advice.advise(warnings)) });
  });
  void health.then((panel) => panel.show(own));
}
