// The log: what was recorded in all streams and of the site, the newest first, with a search.

import { serverTime } from '../clock.js';
import { button, labelled, part } from '../desk/parts.js';
import { made, setAll, setText } from '../dom.js';
import { t } from '../text.js';
import { when } from '../words.js';
import { EVENTS, eventName } from './event-words.js';

/** @typedef {{ id: number, time: number, streamer: string | null, type: string, data: Record<string, unknown> }} Entry as `list-site-events` has it */

/** Entries of one page. */
const PAGE = 50;
/** Longest value that is shown, in characters. */
const VALUE_MAX = 200;
/** Milliseconds between two questions about the server's log. */
const LINES_MS = 3000;
/** Milliseconds within which entries are shown together. */
const TOGETHER_MS = 500;

/**
 * What is known of an entry besides its type, in one line. Pure.
 * @param {Record<string, unknown>} data
 */
export function details(data) {
  const shown = (/** @type {unknown} */ value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
  };
  const told = Object.entries(data).filter(([, value]) => value !== null && value !== '');
  return told.map(([name, value]) => `${name.replaceAll('_', ' ')}: ${shown(value)}`).join(' · ');
}

/**
 * The query for a page of what a form asks for. Pure.
 * @param {{ streamer: string, type: string, since: string, until: string, site: boolean }} wanted days as `2026-01-31`
 * @param {number | null} before
 */
export function queryOf({ streamer, type, since, until, site }, before) {
  const day = (/** @type {string} */ text, /** @type {number} */ more) => {
    const date = new Date(`${text}T00:00`);
    date.setDate(date.getDate() + more);
    return Number.isNaN(date.getTime()) ? null : String(date.getTime() / 1000);
  };
  const all = {
    limit: String(PAGE),
    streamer: site ? '' : streamer.trim() || null,
    type: type || null,
    since: since === '' ? null : day(since, 0),
    until: until === '' ? null : day(until, 1),
    before: before === null ? null : String(before),
  };
  const given = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return `/events?${new URLSearchParams(given)}`;
}

/** @param {import('../desk/desk.js').Desk} desk */
export function showLog(desk) {
  const { api, body, report } = desk;
  const streamer = text();
  const type = made('select', 'field');
  const kinds = Object.entries(EVENTS).sort(([, a], [, b]) => a.localeCompare(b));
  type.append(new Option(t('log-type-all'), ''), ...kinds.map(([kind, words]) => new Option(words, kind)));
  const [since, until] = [day(), day()];
  const site = made('input', 'desk-check');
  site.type = 'checkbox';
  const ofSite = labelled(t('log-of-site'), site);
  ofSite.classList.add('desk-line-check');
  const fields = made('div', 'admin-filter', labelled(t('chat-streamer'), streamer), labelled(t('log-type'), type), labelled(t('log-from'), since), labelled(t('log-to'), until), ofSite);
  const form = made('form', 'desk-form admin-search', fields, made('div', 'desk-row', made('button', 'button', t('log-search'))));
  form.setAttribute('role', 'search');
  const list = made('ol', 'desk-rows');
  const none = made('p', 'desk-hint');
  const older = button(t('log-older-do'), () => report(ask(true)));
  older.hidden = true;
  body.append(serverLog(desk), form, part(t('log-recorded'), none, list, older));
  /** The `before` of the next page. @type {number | null} */
  let next = null;
  /** Counts the questions: only the last answer is shown. */
  let asked = 0;

  const ask = async (/** @type {boolean} */ further) => {
    const question = ++asked;
    const wanted = { streamer: streamer.value, type: type.value, since: since.value, until: until.value, site: site.checked };
    /** @type {{ events: Entry[], next: number | null }} */
    const page = await api.send(queryOf(wanted, further ? next : null));
    if (question !== asked) return;
    if (!further) list.replaceChildren();
    list.append(...page.events.reverse().map(row));
    next = page.next;
    older.hidden = next === null;
    setText(none, list.children.length === 0 ? t('log-none') : '');
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    report(ask(false));
  });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;
  desk.onEvent((event) => {
    // whoever reads on is not taken back to the top
    if (event === null || list.children.length > PAGE || list.contains(document.activeElement)) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      report(ask(false));
    }, TOGETHER_MS);
  });
  report(ask(false));
}

/** The last lines of the server's log, while somebody looks at them. @param {import('../desk/desk.js').Desk} desk */
function serverLog(desk) {
  const lines = made('ol', 'admin-lines');
  lines.tabIndex = 0;
  lines.setAttribute('aria-label', t('log-server-lines'));
  const place = made('details', 'desk-more', made('summary', '', t('log-server')), lines);
  const ask = async () => {
    if (!place.open || document.hidden || desk.isOver()) return;
    const { lines: all } = await desk.api.send('/server/log');
    // whoever has scrolled up reads
    const follows = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
    setAll(lines, all, () => made('li', ''), (line, words) => setText(line, words));
    if (follows) lines.scrollTop = lines.scrollHeight;
  };
  place.addEventListener('toggle', () => desk.report(ask()));
  setInterval(() => ask().catch(() => {}), LINES_MS);
  return place;
}

/** @param {Entry} entry */
function row({ time, streamer, type, data }) {
  const about = made('span', 'desk-about', when(time, serverTime()), ' · ', made('bdi', '', streamer ?? t('log-the-site')));
  const known = details(data);
  const more = known === '' ? [] : [made('span', 'desk-about', made('bdi', '', known))];
  return made('li', 'desk-item', made('div', 'desk-grow', made('b', '', eventName(type)), ' ', about, ...more));
}

function text() {
  const field = made('input', 'field');
  [field.autocomplete, field.spellcheck, field.dir] = ['off', false, 'auto'];
  return field;
}

function day() {
  const field = made('input', 'field');
  field.type = 'date';
  return field;
}
