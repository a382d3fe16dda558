// Past broadcasts: a list, and of the chosen one the curves of viewers and chat, as a picture and as a table.

import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { counted, dayAndTime, elapsed, timeOfDay } from '../words.js';
import { csv } from './csv.js';
import { button, part } from '../desk/parts.js';

/**
 * @typedef {import('../studio.js').Studio} Studio
 *
 * @typedef {object} Broadcast as `list-broadcasts` has it
 * @property {number} position
 * @property {string} id
 * @property {number} started
 * @property {number} ended
 * @property {string | null} title when it ended
 * @property {number} peak_viewers
 * @property {number} mean_viewers
 * @property {number} viewer_minutes
 * @property {number} chatters
 * @property {number} messages
 *
 * @typedef {object} Moment of an interval; null where nothing was counted
 * @property {number} time
 * @property {number | null} mean
 * @property {number | null} peak
 * @property {number} messages
 * @property {number} joins
 * @property {number} leaves
 */

const PAGE = 20;

/**
 * The viewers and the chat of a broadcast side by side, oldest first. Pure.
 * @param {{ started: number, ended: number | null, interval: number, points: { time: number, mean: number, peak: number }[] }} viewers
 * @param {{ points: { time: number, messages: number, joins: number, leaves: number }[] }} chat
 * @returns {Moment[]}
 */
export function moments(viewers, chat) {
  /** @type {Map<number, Moment>} */
  const all = new Map();
  const at = (/** @type {number} */ time) => {
    const known = all.get(time) ?? { time, mean: null, peak: null, messages: 0, joins: 0, leaves: 0 };
    all.set(time, known);
    return known;
  };
  for (const { time, mean, peak } of viewers.points) Object.assign(at(time), { mean, peak });
  for (const { time, messages, joins, leaves } of chat.points) Object.assign(at(time), { messages, joins, leaves });
  return [...all.values()].sort((a, b) => a.time - b.time);
}

/** A number of viewers on average, as it is said. Pure. @param {number} mean */
export function average(mean) {
  return counted(Math.round(mean * 10) / 10);
}

/** @param {Studio} studio */
export function showBroadcasts(studio) {
  const list = made('tbody', '');
  const table = made('table', 'studio-table', made('caption', 'unseen', t('past-title')), head([t('past-began'), t('past-lasted'), t('past-peak'), t('past-average'), t('past-chatters'), t('chat-messages'), '']), list);
  const older = button(t('past-older'), () => studio.report(read(true)));
  const empty = made('p', 'desk-hint');
  const chosen = made('div', 'studio-chosen');
  /** @type {Broadcast[]} */
  const all = [];
  /** @type {number | null} */
  let next = null;
  const read = async (/** @type {boolean} */ more) => {
    const page = await studio.api.send(`/broadcasts?limit=${PAGE}${more && next !== null ? `&before=${next}` : ''}`);
    if (!more) all.length = 0;
    all.push(...page.broadcasts.reverse());
    next = page.next;
    list.replaceChildren(...all.map((broadcast) => row(broadcast, () => studio.report(show(studio, broadcast, chosen)))));
    older.hidden = next === null;
    table.hidden = all.length === 0;
    setText(empty, all.length === 0 ? t('past-none') : '');
  };
  const save = button(t('past-csv'), () => saveFile(`${studio.name}-broadcasts.csv`, csv(['began', 'ended', 'title', 'peak_viewers', 'mean_viewers', 'viewer_minutes', 'chatters', 'messages'], all.map((one) => [iso(one.started), iso(one.ended), one.title, one.peak_viewers, one.mean_viewers, one.viewer_minutes, one.chatters, one.messages]))));
  older.hidden = table.hidden = true;
  const scroll = made('div', 'studio-scroll', table);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', t('past-label'));
  studio.body.append(empty, scroll, made('div', 'desk-row', older, save), chosen);
  studio.onEvent((event) => event?.type === 'stop_streaming' && studio.report(read(false)));
  studio.report(read(false).then(() => all[0] && show(studio, all[0], chosen)));
}

/** @param {string[]} words */
function head(words) {
  const cells = words.map((word) => {
    const cell = made('th', '', word === '' ? made('span', 'unseen', t('past-curves')) : word);
    cell.scope = 'col';
    return cell;
  });
  return made('thead', '', made('tr', '', ...cells));
}

/**
 * @param {Broadcast} broadcast
 * @param {() => void} show
 */
function row(broadcast, show) {
  const { started, ended, title, peak_viewers: peak, mean_viewers: mean, chatters, messages } = broadcast;
  const began = made('th', '', dayAndTime(started));
  began.scope = 'row';
  if (title) began.append(made('span', 'desk-about studio-past', made('bdi', '', title)));
  const open = button(t('past-curves'), show);
  open.setAttribute('aria-label', t('past-curves-of', { time: dayAndTime(started) }));
  const cells = [elapsed(ended - started), counted(peak), average(mean), counted(chatters), counted(messages)].map((words) => made('td', 'number', words));
  return made('tr', '', began, ...cells, made('td', '', open));
}

/**
 * @param {Studio} studio
 * @param {Broadcast} broadcast
 * @param {HTMLElement} place
 */
async function show(studio, { id, started, title: subject }, place) {
  const path = `/broadcasts/${encodeURIComponent(id)}`;
  const [viewers, chat] = await Promise.all([studio.api.send(`${path}/viewers`), studio.api.send(`${path}/chat`)]);
  const all = moments(viewers, chat);
  const title = t('past-broadcast-of', { time: dayAndTime(started) });
  const chart = made('div', 'studio-chart');
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', t('past-chart'));
  const body = made('tbody', '');
  body.append(
    ...all.map(({ time, mean, peak, messages, joins, leaves }) => {
      const at = made('th', '', timeOfDay(time));
      at.scope = 'row';
      const cells = [peak === null ? '–' : counted(peak), mean === null ? '–' : average(mean), counted(messages), counted(joins), counted(leaves)];
      return made('tr', '', at, ...cells.map((words) => made('td', 'number', words)));
    }),
  );
  const minutes = viewers.interval / 60;
  const table = made('table', 'studio-table', made('caption', 'unseen', t('past-every', { minutes })), head([t('past-time'), t('past-peak'), t('past-average'), t('chat-messages'), t('past-joins'), t('past-leaves')]), body);
  const scroll = made('div', 'studio-scroll', table);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', t('past-numbers-of'));
  const numbers = made('details', 'desk-more', made('summary', '', t('past-numbers')), scroll);
  const save = button(t('past-csv'), () => saveFile(`${studio.name}-${iso(started)}.csv`, csv(['time', 'peak_viewers', 'mean_viewers', 'messages', 'joins', 'leaves'], all.map((one) => [iso(one.time), one.peak, one.mean, one.messages, one.joins, one.leaves]))));
  const one = part(title, ...(subject ? [made('p', '', made('bdi', '', subject))] : []), ...(all.length === 0 ? [made('p', 'desk-hint', t('past-nothing'))] : [chart, numbers]), made('div', 'desk-row', save));
  place.replaceChildren(one);
  if (all.length === 0) return;
  const { draw } = await import('./chart.js');
  await draw(studio.page, chart, all);
}

/** @param {number} unix seconds */
function iso(unix) {
  return new Date(unix * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * @param {string} name
 * @param {string} text
 */
function saveFile(name, text) {
  const link = made('a', '');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name.replace(/[/\\:*?"<>|]/g, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
