// Who is in chat, kept up to date from the server's events. Pure.

import { t } from '../text.js';
import { badgeOf } from './badges.js';

/**
 * @typedef {'normal' | 'moderator' | 'admin'} Role as the server names it; `admin` is the streamer
 *
 * @typedef {object} Person
 * @property {string} username
 * @property {Role} type
 * @property {string} color
 * @property {string[]} [badges] what they are besides: `vip`, `bot`, `site_moderator` or `site_administrator`
 * @property {boolean | undefined} [account] whether the name is reserved for their account
 */

/** Who stands first in the list. */
const RANK = ['streamer', 'site_administrator', 'site_moderator', 'moderator', 'vip', 'bot', undefined];
/** @param {Person} person */
const rank = ({ type, badges }) => RANK.indexOf(badgeOf(type, badges));
const byName = new Intl.Collator(t('language-tag'), { sensitivity: 'base', numeric: true });

/** One spelling for all spellings of a name. @param {string} name */
export function folded(name) {
  return name.normalize('NFKC').toLowerCase();
}

/** The longest name, in UTF-16: its 20 characters may be emoji of many parts. */
const LONGEST = 64;
/** More mentions than this in one message are ignored. */
const CALLED_MOST = 20;

/**
 * Those of the names that stand behind an `@`, as they are written there. They are looked up, not looked through: a room may
 * have thousands of people.
 * @param {string} text
 * @param {(name: string) => boolean} known whether there is somebody of that folded name
 */
export function called(text, known) {
  const names = [];
  let at = text.indexOf('@');
  for (let calls = 0; at >= 0 && calls < CALLED_MOST; calls++) {
    const rest = text.slice(at + 1, at + 1 + LONGEST);
    for (let end = 1; end <= rest.length; end++) {
      if (known(folded(rest.slice(0, end)))) names.push(rest.slice(0, end));
    }
    at = text.indexOf('@', at + 1);
  }
  return names;
}

export class People {
  /** @type {Map<string, Person>} */
  #known = new Map();
  /** Everybody in the order of the list, until somebody comes, goes or changes. @type {Person[] | null} */
  #ordered = null;
  /** Present names by former ones, for menus on older messages. @type {Map<string, string>} */
  #renamed = new Map();
  /** How many are in chat; more than are known by name in large rooms. */
  count = 0;

  /**
   * @param {Person[]} users
   * @param {number} count
   */
  replace(users, count) {
    this.#ordered = null;
    this.#known = new Map(users.map((person) => [folded(person.username), person]));
    this.count = Math.max(count, users.length);
  }

  /**
   * @param {Person} person
   * @param {{ count: number, users?: Person[] }} now
   */
  joined(person, { count, users }) {
    if (users) this.replace(users, count);
    this.#set(person);
    this.#renamed.delete(folded(person.username));
    this.count = count;
  }

  /**
   * @param {Person} person
   * @param {{ count: number, users?: Person[] }} now
   */
  left(person, { count, users }) {
    if (users) this.replace(users, count);
    this.#known.delete(folded(person.username));
    this.#ordered = null;
    this.count = count;
  }

  /**
   * @param {string} before
   * @param {Person} person as they are now
   */
  renamed(before, person) {
    this.#known.delete(folded(before));
    this.#set(person);
    this.#renamed.delete(folded(person.username));
    if (folded(before) !== folded(person.username)) this.#renamed.set(folded(before), person.username);
  }

  /** @param {Person} person as they are now */
  changed(person) {
    this.#set(person);
  }

  /** Whether somebody of that folded name is here. @param {string} name */
  has(name) {
    return this.#known.has(name);
  }

  /** @param {Person} person */
  #set(person) {
    this.#known.set(folded(person.username), person);
    this.#ordered = null;
  }

  /** The person who wrote under this name, as they are now; nobody if they left.
   * @param {string} name
   * @returns {Person | undefined}
   */
  find(name) {
    let now = name;
    // a name that somebody else took since is theirs
    for (let steps = 0; !this.#known.has(folded(now)) && this.#renamed.has(folded(now)) && steps < 20; steps++) {
      now = this.#renamed.get(folded(now)) ?? now;
    }
    return this.#known.get(folded(now));
  }

  /** Whether everybody is known by name. */
  get complete() {
    return this.#known.size >= this.count;
  }

  /** Those whose name holds `part`: streamer first, then moderators, then by name.
   * @param {string} [part]
   * @returns {Person[]}
   */
  list(part = '') {
    const wanted = folded(part.trim());
    this.#ordered ??= [...this.#known.values()].sort((a, b) => rank(a) - rank(b) || byName.compare(a.username, b.username));
    return wanted === '' ? this.#ordered : this.#ordered.filter((person) => folded(person.username).includes(wanted));
  }
}
