// How the server is, and which streams are on.

import { find, made, setAll, setText } from '../dom.js';
import { WORDS } from '../phase.js';
import { t } from '../text.js';
import { setMoment } from '../times.js';
import { counted } from '../words.js';
import { part } from '../desk/parts.js';
import { busy, facts, troubles } from './state-words.js';

/**
 * @typedef {import('../desk/desk.js').Desk} Desk
 * @typedef {{ name: string, url: string, live: boolean, state: import('../phase.js').State, viewers: number, locked: boolean, avatar: import('../mark.js').PictureFile[], started: number | null, last_live: number | null, problems: string[] }} Stream as `list-streams` has it
 */

/** Milliseconds between two questions. */
const ASK_MS = 2000;

/** @param {Desk} desk */
export function showServer(desk) {
  const { api, body } = desk;
  const warnings = made('ul', 'admin-warnings');
  warnings.setAttribute('role', 'alert');
  warnings.hidden = true;
  const numbers = made('dl', 'admin-numbers');
  const list = made('dl', 'facts desk-facts admin-facts');
  const since = made('time', '');
  since.dataset.show = 'elapsed';
  const running = made('p', 'desk-hint', `${t('server-running')} `, since);
  const rows = made('ul', 'desk-rows');
  const nobody = made('p', 'desk-hint', t('server-nobody'));
  body.append(warnings, numbers, part(t('server-on-air'), nobody, rows), part(t('desk-server'), running, list));
  /** @type {import('./state-words.js').Server | null} */
  let before = null;

  const ask = async () => {
    if (document.hidden || desk.isOver()) return;
    const [server, { streams }] = await Promise.all([api.send('/server'), api.send('/streams')]);
    setAll(warnings, troubles(server), () => made('li', ''), setText);
    warnings.hidden = warnings.children.length === 0;
    const shown = /** @type {[string, number][]} */ ([[t('state-live'), server.live], [t('stream-watching'), server.viewers], [t('desk-streamers'), server.streamers]]);
    setAll(numbers, shown, () => made('div', 'admin-number', made('dt', ''), made('dd', 'number')), (line, [name, value]) => {
      setText(find('dt', line), name);
      setText(find('dd', line), counted(value));
    });
    // the first answer tells the share since the start; two answers in one second would tell nothing
    const share = busy(server, before);
    if (before === null || server.uptime > before.uptime || server.started !== before.started) before = server;
    setAll(list, facts(server, share), () => made('div', '', made('dt', ''), made('dd', '')), (line, [name, value]) => {
      setText(find('dt', line), name);
      setText(find('dd', line), value);
    });
    setMoment(since, server.started);
    const on = /** @type {Stream[]} */ (streams).filter(({ state }) => state !== 'offline');
    setAll(rows, on, streamRow, fillRow);
    nobody.hidden = on.length > 0;
  };
  const asked = () => desk.report(ask());
  asked();
  // what fails once is asked again
  setInterval(() => ask().catch(() => {}), ASK_MS);
}

function streamRow() {
  const time = made('time', '');
  time.dataset.show = 'elapsed';
  const state = made('span', 'desk-about', made('span', ''), ' ', time);
  return made('li', 'desk-item', made('div', 'desk-grow', made('a', ''), state), made('span', 'number'), made('a', 'button-quiet desk-button', t('desk-studio')));
}

/** @param {HTMLElement} row @param {Stream} stream */
function fillRow(row, { name, url, live, state, viewers, started, problems }) {
  const [page, studio] = /** @type {NodeListOf<HTMLAnchorElement>} */ (row.querySelectorAll('a'));
  if (!page || !studio) return;
  const title = made('bdi', '', name);
  if (page.textContent !== name) page.replaceChildren(title);
  if (page.getAttribute('href') !== url) page.href = url;
  const room = `${url}studio/`;
  if (studio.getAttribute('href') !== room) studio.href = room;
  studio.setAttribute('aria-label', t('desk-studio-of', { name }));
  const trouble = problems.length === 0 ? '' : `, ${t('server-problems', { count: problems.length })}`;
  setText(find('.desk-about > span', row), `${WORDS[state]}${trouble}`);
  setMoment(/** @type {HTMLTimeElement} */ (find('time', row)), started);
  setText(find('.number', row), live ? t('server-watching', { count: counted(viewers) }) : '');
}
