// The sections of those who are muted and of those who are banned, whether they are here or not, with what they say against it.

import { Mutes } from '../chat/mutes.js';
import { folded } from '../chat/people.js';
import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { t } from '../text.js';
import { counted, when } from '../words.js';
import { showRows } from './rows.js';

/** Browsers keep no longer time. Milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;
/** More are found by a search. */
const MOST = 500;

/**
 * @typedef {import('./section.js').Section} Section
 * @typedef {import('./section.js').Desk} Desk
 * @typedef {import('../chat/mutes.js').Mute} Sanction
 *
 * @typedef {object} Words
 * @property {string} nobody
 * @property {string} undo
 * @property {(name: string) => string} undoOne the same with a name
 * @property {string} operation lifts one
 * @property {(name: string) => string} undone what is said then
 */

/**
 * Those in whose name or reason a text is. Pure.
 * @param {Sanction[]} all
 * @param {string} search
 */
export function found(all, search) {
  const wanted = folded(search.trim());
  if (wanted === '') return all;
  return all.filter(({ username, here, reason, by }) => [username, ...here, reason, by].some((text) => folded(text).includes(wanted)));
}

/** Those that are not over. Pure. @param {Sanction[]} all @param {number} now Unix seconds */
export function standing(all, now) {
  return all.filter(({ until }) => until === null || until > now);
}

/** Seconds until the next of them is over; null if none ends by itself. Pure. @param {Sanction[]} all @param {number} now Unix seconds */
export function untilNext(all, now) {
  const ends = standing(all, now).flatMap(({ until }) => (until === null ? [] : [until]));
  return ends.length === 0 ? null : ends.reduce((one, other) => Math.min(one, other)) - now;
}

/** What there is to say of one besides the name. Pure. @param {Sanction} sanction @param {number} now Unix seconds */
export function details({ username, time, until, by, reason, scope, by_address, here }, now) {
  const others = here.filter((name) => name !== username);
  const place = here.length === 0 ? t('sanctions-not-here') : others.length > 0 ? t('sanctions-here-as', { names: others.join(', ') }) : t('sanctions-here');
  return [
    t('person-muted-since', { time: when(time, now) }),
    ...(until === null ? [] : [t('sanction-until', { time: when(until, now) })]),
    ...(by === '' ? [] : [t('sanctions-by', { name: by })]),
    ...(scope === 'site' ? [t('sanctions-site')] : []),
    ...(by_address ? [] : [t('sanctions-no-address')]),
    place,
  ].join(', ') + (reason === '' ? '' : `: ${reason}`);
}

/** @implements {Section} */
class SanctionSection {
  icon = 'silence';
  /** Appeals that nobody has answered. */
  count = 0;
  #search = made('input', 'field');
  /** @type {HTMLElement | null} */
  #place = null;
  /** Ends with the next of them. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Desk} desk
   * @param {string} title
   * @param {Words} words
   * @param {Mutes} list
   */
  constructor(desk, title, words, list) {
    this.desk = desk;
    this.title = title;
    this.words = words;
    this.list = list;
    this.#search.type = 'search';
    this.#search.placeholder = t('sanctions-find');
    this.#search.setAttribute('aria-label', this.#search.placeholder);
    this.#search.addEventListener('input', () => this.#show());
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#place = place;
    place.append(this.#search, made('p', 'moderation-empty'), made('ul', 'moderation-rows'), made('p', 'moderation-more'));
    this.#show();
  }

  close() {
    this.#place = null;
  }

  /** The list is another, or one of it is over: nobody is told of that. */
  update() {
    const [all, now] = [this.list.list(), serverTime()];
    clearTimeout(this.#timer);
    const next = untilNext(all, now);
    if (next !== null) this.#timer = setTimeout(() => this.update(), Math.min(Math.ceil(next * 1000), LONGEST_MS));
    const open = standing(all, now).filter(({ appeal }) => appeal && !appeal.declined).length;
    if (open !== this.count) {
      this.count = open;
      this.desk.changed();
    }
    this.#show();
  }

  #show() {
    if (this.#place === null) return;
    const [, empty, list, more] = /** @type {HTMLElement[]} */ ([...this.#place.children]);
    if (!empty || !list || !more) return;
    const all = standing(this.list.list(), serverTime());
    const shown = found(all, this.#search.value);
    empty.textContent = shown.length === 0 ? (all.length === 0 ? this.words.nobody : t('sanctions-nobody')) : '';
    more.textContent = shown.length > MOST ? t('chat-count-more', { count: counted(shown.length - MOST) }) : '';
    showRows(list, shown.slice(0, MOST).map((sanction) => this.#row(sanction)), this.#place);
  }

  /** @param {Sanction} sanction */
  #row(sanction) {
    const { id, username, scope, appeal } = sanction;
    const about = made('span', 'moderation-about', made('bdi', '', details(sanction, serverTime())));
    const who = made('span', 'moderation-who', made('bdi', '', username), about);
    const buttons = made('span', 'moderation-answers');
    if (appeal) {
      const words = appeal.declined ? t('sanctions-appeal-declined') : t('sanctions-appeal');
      who.append(made('span', 'moderation-about', words, ' ', made('bdi', '', appeal.text)));
    }
    // what an administrator did is theirs to undo
    if (scope === 'stream') {
      if (appeal && !appeal.declined) buttons.append(this.#button(t('sanctions-decline'), t('sanctions-decline-one', { name: username }), () => this.#decline(id, username)));
      buttons.append(this.#button(this.words.undo, this.words.undoOne(username), () => this.#lift(id, username)));
    }
    const row = made('li', 'moderation-row', who, buttons);
    row.dataset.key = id;
    return row;
  }

  /**
   * @param {string} words
   * @param {string} label which also says whom it is about
   * @param {() => Promise<void>} act
   */
  #button(words, label, act) {
    const button = made('button', 'button-quiet moderation-action', words);
    button.type = 'button';
    button.setAttribute('aria-label', label);
    button.addEventListener('click', () => this.desk.report(act()));
    return button;
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  async #lift(id, name) {
    await this.desk.ask(this.words.operation, { user: id });
    this.desk.say(this.words.undone(name));
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  async #decline(id, name) {
    await this.desk.ask('decline-appeal', { user: id });
    this.desk.say(t('sanctions-declined', { name }));
  }
}

export class MutedSection extends SanctionSection {
  /** @param {Desk} desk */
  constructor(desk) {
    super(desk, t('chat-muted'), { nobody: t('sanctions-nobody-muted'), undo: t('chat-do-unmute'), undoOne: (name) => t('sanctions-unmute-one', { name }), operation: 'unmute', undone: (name) => t('sanctions-may-speak', { name }) }, desk.feed.mutes);
    for (const event of /** @type {const} */ (['mutes', 'mute', 'unmute'])) desk.connection.on(event, () => this.update());
    this.update();
  }
}

export class BannedSection extends SanctionSection {
  /** @override */
  icon = 'close';

  /** @param {Desk} desk */
  constructor(desk) {
    super(desk, t('sanctions-banned'), { nobody: t('sanctions-nobody-banned'), undo: t('sanctions-unban'), undoOne: (name) => t('sanctions-unban-one', { name }), operation: 'unban', undone: (name) => t('sanctions-may-chat', { name }) }, new Mutes());
    const { connection } = desk;
    connection.on('ban', (ban) => {
      this.list.set(ban);
      this.update();
    });
    connection.on('unban', ({ id }) => {
      this.list.lift(id);
      this.update();
    });
    // some may have come and gone while the page was away
    connection.on('login success', ({ type }) => type !== 'normal' && desk.report(this.#load()));
    // the panel, which shows what fails, is not there before all sections are
    queueMicrotask(() => desk.report(this.#load()));
  }

  async #load() {
    const { bans } = await this.desk.ask('list-bans');
    this.list.replace(bans.map((/** @type {any} */ { name, ...rest }) => ({ username: name, ...rest })));
    this.update();
  }
}
