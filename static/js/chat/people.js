// Who is in chat, kept from what the server tells of each coming and going. Pure.

/**
 * @typedef {'normal' | 'moderator' | 'admin'} Role as the server names it; `admin` is the streamer
 *
 * @typedef {object} Person
 * @property {string} username
 * @property {Role} type
 * @property {string} color
 */

/** @type {Record<Role, number>} who stands first in the list */
const RANK = { admin: 0, moderator: 1, normal: 2 };
const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** One spelling for all spellings of a name. @param {string} name */
export function folded(name) {
  return name.normalize('NFKC').toLowerCase();
}

export class People {
  /** @type {Map<string, Person>} */
  #known = new Map();
  /** Who is called what by now, for whoever reads an older message. @type {Map<string, string>} */
  #renamed = new Map();
  /** How many there are, which may be more than are known by name. */
  count = 0;

  /**
   * @param {Person[]} users
   * @param {number} count
   */
  replace(users, count) {
    this.#known = new Map(users.map((person) => [folded(person.username), person]));
    this.count = Math.max(count, users.length);
  }

  /**
   * @param {Person} person
   * @param {{ count: number, users?: Person[] }} now
   */
  joined(person, { count, users }) {
    if (users) this.replace(users, count);
    this.#known.set(folded(person.username), person);
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
    this.count = count;
  }

  /**
   * @param {string} before
   * @param {Person} person as they are now
   */
  renamed(before, person) {
    this.#known.delete(folded(before));
    this.#known.set(folded(person.username), person);
    this.#renamed.delete(folded(person.username));
    if (folded(before) !== folded(person.username)) this.#renamed.set(folded(before), person.username);
  }

  /** @param {Person} person as they are now */
  changed(person) {
    this.#known.set(folded(person.username), person);
  }

  /** Whoever wrote under this name, as they are now; nobody if they left.
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
    return [...this.#known.values()]
      .filter((person) => folded(person.username).includes(wanted))
      .sort((a, b) => RANK[a.type] - RANK[b.type] || byName.compare(a.username, b.username));
  }
}
