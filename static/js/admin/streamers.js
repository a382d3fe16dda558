// The streamers of the site: who they are, new ones, and what to do about each.

import { serverTime } from '../clock.js';
import { find, made, setText } from '../dom.js';
import { asking, button, copied, labelled, part } from '../desk/parts.js';
import { showMark } from '../mark.js';
import { WORDS } from '../phase.js';
import { t } from '../text.js';
import { setMoment } from '../times.js';
import { counted, dayAndTime } from '../words.js';
import { connecting } from './connect.js';

/**
 * @typedef {import('../desk/desk.js').Desk} Desk
 * @typedef {import('./now.js').Stream} Stream
 * @typedef {{ name: string, ban: { until: number | null, reason: string } | null }} Streamer as `list-streamers` has it
 */

/** Milliseconds between two questions. */
const ASK_MS = 3000;
/** For how long a channel is closed, in seconds. @type {[string, string][]} */
const SPANS = [['', t('channel-forever')], ['86400', t('channel-day')], ['604800', t('channel-week')], ['2592000', t('channel-month')]];

/**
 * Those in whose name a text is, by name. Pure.
 * @template {{ name: string }} Named
 * @param {Named[]} all
 * @param {string} search
 */
export function found(all, search) {
  const wanted = search.trim().toLowerCase();
  return all.filter(({ name }) => name.toLowerCase().includes(wanted)).sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {Desk} desk */
export function showStreamers(desk) {
  const search = made('input', 'field');
  search.type = 'search';
  search.autocomplete = 'off';
  const list = made('ul', 'desk-rows');
  const none = made('p', 'desk-hint');
  /** @type {Map<string, Row>} */
  const rows = new Map();
  /** @type {Stream[]} */
  let streams = [];

  const show = () => {
    const shown = found(streams, search.value);
    for (const [name, row] of rows) if (!streams.some((stream) => stream.name === name) && !row.isBusy()) rows.delete(name);
    const elements = shown.map((stream) => {
      const row = rows.get(stream.name) ?? new Row(desk, stream.name, again);
      rows.set(stream.name, row);
      row.fill(stream);
      return row.element;
    });
    for (const row of [...list.children]) if (!elements.some((element) => element === row)) row.remove();
    elements.forEach((element, nth) => list.children[nth] === element || list.insertBefore(element, list.children[nth] ?? null));
    setText(none, shown.length > 0 ? '' : streams.length === 0 ? t('streamers-none') : t('sanctions-nobody'));
  };
  const closed = made('ul', 'desk-rows');
  /** Those whose channels are closed. @type {Streamer[]} */
  let banned = [];
  const showClosed = () => {
    // a channel opens by itself when its time is over
    banned = banned.filter(({ ban }) => ban !== null && (ban.until === null || ban.until > serverTime()));
    part_.hidden = banned.length === 0;
    if (!closed.contains(document.activeElement)) closed.replaceChildren(...banned.map((streamer) => closedRow(desk, streamer, again)));
  };
  // how many watch is recorded nowhere
  const ask = async () => {
    if (document.hidden || desk.isOver()) return;
    streams = (await desk.api.send('/streams')).streams;
    show();
    showClosed();
  };
  // which channels are closed, only events change
  const askClosed = async () => {
    banned = (await desk.api.send('/streamers')).streamers;
    showClosed();
  };
  const again = () => desk.report(Promise.all([ask(), askClosed()]));
  const part_ = part(t('channel-list'), closed);
  part_.hidden = true;
  search.addEventListener('input', show);
  const fresh = made('div', 'desk-fresh');
  const reveal = (/** @type {{ name: string, key: string }} */ { name, key }) => {
    fresh.replaceChildren(connecting(desk, name, key), button(t('programs-done'), () => fresh.replaceChildren()));
    again();
  };
  desk.body.append(
    part(t('streamers-new'), streamerForm(desk, reveal), fresh),
    part(t('streamers-all'), labelled(t('admin-find-name'), search), none, list),
    part_,
  );
  again();
  setInterval(() => ask().catch(() => {}), ASK_MS);
  desk.onEvent((event) => (event === null || /_streamer$|_streaming$/.test(event.type)) && again());
}

/**
 * A closed channel, and what opens it again.
 * @param {Desk} desk
 * @param {Streamer} streamer
 * @param {() => void} after
 */
function closedRow({ api, report, say, body }, { name, ban }, after) {
  const open = async () => {
    await api.send(`/streamers/${encodeURIComponent(name)}/ban`, { method: 'DELETE' });
    say(t('channel-opened', { name }));
    find('input[type="search"]', body).focus();
    after();
  };
  const act = button(t('channel-open'), () => report(open()));
  act.setAttribute('aria-label', t('channel-open-one', { name }));
  const words = [ban?.until ? t('channel-closed-until', { time: dayAndTime(ban.until) }) : t('channel-closed'), ban?.reason ?? ''].filter((word) => word !== '').join(': ');
  return made('li', 'desk-item', made('div', 'desk-grow', made('b', '', made('bdi', '', name)), made('span', 'desk-about', words)), act);
}

/**
 * The address of the page that a streamer of some name has; null while nothing is written. Pure.
 * @param {string} origin
 * @param {string} name
 */
export function addressOf(origin, name) {
  return name.trim() === '' ? null : `${origin}/${encodeURIComponent(name.trim())}/`;
}

/**
 * Asks for the name of a new streamer.
 * @param {Desk} desk
 * @param {(added: { name: string, key: string }) => void} onAdded
 * @param {{ more?: Node[], before?: () => Promise<void> }} [options] what else is asked, and what is done with it first
 */
export function streamerForm(desk, onAdded, { more = [], before = async () => {} } = {}) {
  const name = made('input', 'field');
  [name.maxLength, name.required, name.autocomplete, name.spellcheck, name.dir] = [20, true, 'off', false, 'auto'];
  const line = labelled(t('account-name'), name, t('streamers-name-hint'));
  const address = made('p', 'desk-hint admin-address');
  address.id = 'streamer-address';
  name.setAttribute('aria-describedby', `${name.getAttribute('aria-describedby') ?? ''} ${address.id}`.trim());
  line.append(address);
  const tell = () => {
    const url = addressOf(location.origin, name.value);
    const isOdd = url?.includes('%') ?? false;
    address.replaceChildren(...(url === null ? [] : [made('code', '', made('bdi', '', url)), ...(isOdd ? [` ${t('streamers-name-odd')}`] : [])]));
  };
  name.addEventListener('input', tell);
  const form = made('form', 'desk-form', line, ...more, made('div', 'desk-row', made('button', 'button', t('desk-add'))));
  form.addEventListener('reset', () => queueMicrotask(tell));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    desk.report(add());
  });
  const add = async () => {
    await before();
    const added = await desk.api.send('/streamers', { method: 'POST', body: { name: name.value.trim() } });
    form.reset();
    desk.say(t('streamers-added', { name: added.name }));
    onAdded(added);
  };
  return form;
}

/** One streamer, with what to do about them. */
class Row {
  #mark = made('span', 'mark');
  #page = made('a', '');
  #studio = made('a', 'button-quiet desk-button', t('desk-studio'));
  #state = made('span', '');
  #time = made('time', '');
  #fresh = made('div', 'desk-fresh');
  #end;
  #more;

  /**
   * @param {Desk} desk
   * @param {string} name
   * @param {() => void} after what was done changes the list
   */
  constructor(desk, name, after) {
    const [span, reason] = [made('select', 'field'), made('input', 'field')];
    span.append(...SPANS.map(([seconds, words]) => new Option(words, seconds)));
    [reason.maxLength, reason.autocomplete, reason.dir] = [200, 'off', 'auto'];
    const path = `/streams/${encodeURIComponent(name)}`;
    const { api, report, say } = desk;
    const close = button(t('programs-done'), () => this.#fresh.replaceChildren());
    const rotate = async () => {
      const { key } = await api.send(`${path}/key`, { method: 'PUT', body: {} });
      this.#fresh.replaceChildren(connecting(desk, name, key), close);
      say(t('streamers-key-shown', { name }));
    };
    const invite = async () => {
      const { link } = await api.send(`/streamers/${encodeURIComponent(name)}/login-links`, { method: 'POST', body: {} });
      const line = copied(t('share-link'), location.origin + link);
      const words = made('p', '', `${t('streamers-link-to')} `, made('b', '', made('bdi', '', name)), t('streamers-link-once'));
      this.#fresh.replaceChildren(words, line, close);
      find('input', line).focus();
      say(t('streamers-link-shown', { name }));
    };
    const end = async () => {
      await api.send(`${path}/broadcast`, { method: 'DELETE' });
      say(t('streamers-ended', { name }));
      after();
    };
    const ban = async () => {
      await api.send(`/streamers/${encodeURIComponent(name)}/ban`, { method: 'PUT', body: { reason: reason.value, ...(span.value === '' ? {} : { seconds: Number(span.value) }) } });
      say(t('channel-was-closed', { name }));
      after();
    };
    const remove = async () => {
      await api.send(`/streamers/${encodeURIComponent(name)}`, { method: 'DELETE' });
      this.element.remove();
      say(t('emotes-is-removed', { name }));
      find('input[type="search"]', desk.body).focus();
    };
    const named = (/** @type {HTMLElement} */ asks, /** @type {string} */ label) => {
      asks.querySelector('button')?.setAttribute('aria-label', label);
      return asks;
    };
    this.#end = named(asking(t('now-end-dots'), t('streamers-end-ask', { name }), t('now-end'), () => report(end())), t('streamers-end-one', { name }));
    const ask = asking(t('channel-close-dots'), t('channel-close-ask', { name }), t('channel-close'), () => report(ban()), () => [labelled(t('filter-how-long'), span), labelled(t('channel-why'), reason, t('channel-why-hint'))]);
    const tools = made(
      'div',
      'admin-tools',
      this.#end,
      named(asking(t('now-key-dots'), t('streamers-key-ask', { name }), t('now-key-do'), () => report(rotate())), t('streamers-key-one', { name })),
      named(asking(t('streamers-link-dots'), t('streamers-link-ask', { name }), t('streamers-link-do'), () => report(invite())), t('streamers-link-one', { name })),
      named(ask, t('channel-close-one', { name })),
      named(asking(t('desk-remove-dots'), t('streamers-remove-ask', { name }), t('account-remove-one', { name }), () => report(remove())), t('schedule-remove-one', { name })),
    );
    const summary = made('summary', '', t('people-manage'));
    summary.setAttribute('aria-label', t('people-manage-one', { name }));
    this.#more = made('details', 'desk-more', summary, tools, this.#fresh);
    this.#mark.setAttribute('aria-hidden', 'true');
    this.#page.append(made('bdi', '', name));
    this.#studio.setAttribute('aria-label', t('desk-studio-of', { name }));
    const about = made('span', 'desk-about', this.#state, this.#time);
    this.element = made('li', 'desk-item', this.#mark, made('div', 'desk-grow', made('b', '', this.#page), about), this.#studio, this.#more);
  }

  /** Whether something is shown here that must not go. */
  isBusy() {
    return this.#fresh.children.length > 0;
  }

  /** @param {Stream} stream */
  fill(stream) {
    const { url, live, state, viewers, locked, started, last_live: last } = stream;
    showMark(this.#mark, stream);
    if (this.#page.getAttribute('href') !== url) [this.#page.href, this.#studio.href] = [url, `${url}studio/`];
    const on = state !== 'offline';
    const words = [on ? WORDS[state] : null, live ? t('server-watching', { count: counted(viewers) }) : null, locked ? t('streamers-locked') : null].filter((word) => word !== null);
    const of = on ? started : last;
    setText(this.#state, [...words, ...(of ? [on ? `${t('streamers-for')} ` : `${t('streamers-last-live')} `] : on ? [] : [t('streamers-not-yet')])].join(', '));
    this.#time.dataset.show = on ? 'elapsed' : 'ago';
    setMoment(this.#time, of);
    this.#end.hidden = !on;
  }
}
