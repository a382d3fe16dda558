// Reading: turns the server's events into lines of the list.

import { serverTime } from '../clock.js';
import { t } from '../text.js';
import { setTitles } from './badges.js';
import { refreshEmotes } from './content.js';
import { crowdIn, inNewestColours, lineOf } from './lines.js';
import { List } from './list.js';
import { elementOf, markMuted, plainElement, recolour } from './message.js';
import { Mutes } from './mutes.js';
import { People, called, folded } from './people.js';
import { tokenize } from './tokens.js';

/**
 * @typedef {import('./lines.js').Line} Line
 * @typedef {import('./lines.js').Message} Message
 * @typedef {import('./lines.js').Crowd} Crowd
 * @typedef {import('./lines.js').Said} Said
 * @typedef {import('./people.js').Person} Person
 *
 * @typedef {object} FeedOptions
 * @property {import('./connection.js').Connection} connection
 * @property {HTMLElement} scroller
 * @property {HTMLElement} lines
 * @property {(unread: number, atEnd: boolean) => void} onUnread
 * @property {() => void} onPeople somebody joined, left or changed
 * @property {(message: Message, toMe: boolean) => void} onMessage one that is new and somebody else's
 * @property {(messages: Message[]) => void} onOwn messages of our own; several at once from history
 */

/** In larger rooms, joins and leaves are gathered before they are shown. */
const SMALL_ROOM = 50;
const GATHER_MS = 20_000;
/** How many names have their colour remembered; of others, older lines keep theirs. */
const COLOURS_MOST = 4096;

export class Feed {
  people = new People();
  /** Empty unless we are the streamer or a moderator. */
  mutes = new Mutes();
  /** Messages that were the first of newcomers; empty unless we are the streamer or a moderator. @type {Set<number>} */
  firsts = new Set();
  /** @type {Map<string, string>} */
  emotes = new Map();
  /** Who we are in chat. @type {Person | null} */
  me = null;

  /** @type {Crowd | null} */
  #gathered = null;
  /** What each name, folded, is written in on this page. @type {Map<string, string>} */
  #colours = new Map();

  /** @param {FeedOptions} options */
  constructor(options) {
    this.options = options;
    const { connection, scroller, lines, onUnread } = options;
    this.list = new List({ scroller, lines, onChange: onUnread, make: (line, before) => this.#elementOf(line, before) });
    connection.on('history', (history) => this.#onHistory(history));
    for (const event of /** @type {const} */ (['message received', 'action received', 'drawing received', 'server'])) {
      connection.on(event, (said) => this.#onSaid(event, said));
    }
    connection.on('connected', (event) => this.#onPresence('joined', event));
    connection.on('disconnected', (event) => this.#onPresence('left', event));
    connection.on('rename', (event) => this.#onRename(event));
    connection.on('recolor', (event) => this.#onRecolour(event));
    connection.on('role', (person) => {
      this.people.changed(person);
      options.onPeople();
    });
    connection.on('people', ({ count }) => {
      this.people.count = count;
      options.onPeople();
    });
    connection.on('userlist', ({ users, count }) => {
      this.people.replace(users, count);
      options.onPeople();
    });
    connection.on('message deleted', ({ id }) => this.list.remove((line) => 'id' in line && line.id === id));
    connection.on('chat cleared', ({ id }) => this.list.remove((line) => !('id' in line) || (line.id ?? 0) <= id));
    connection.on('titles', ({ titles }) => this.#onTitles(titles));
    connection.on('mutes', ({ mutes }) => this.#onMutes(() => this.mutes.replace(mutes)));
    connection.on('mute', (mute) => this.#onMutes(() => this.mutes.set(mute)));
    connection.on('unmute', ({ id }) => this.#onMutes(() => this.mutes.lift(id)));
    connection.on('first messages', ({ ids }) => {
      for (const id of ids) {
        this.firsts.add(id);
        const line = this.find(id);
        if (line) this.list.touch(line);
      }
    });
    connection.on('add emote', ({ key, uri }) => this.#onEmote(key, uri));
    connection.on('remove emote', ({ key }) => this.#onEmote(key, null));
  }

  /** What can be drawn in a text. @param {string} text */
  words(text) {
    // who left, or is not known to a mere reader, may have spoken on this page
    const names = called(text, (name) => this.people.has(name) || this.#colours.has(name));
    return { emotes: this.emotes, names, self: this.me?.username ?? null };
  }

  /** Whether a message speaks to us. @param {Message} message */
  toMe(message) {
    if (this.me === null || this.#isMe(message.name)) return false;
    if (message.reply !== undefined && this.#isMe(this.find(message.reply)?.name)) return true;
    if (message.kind === 'drawing') return false;
    return tokenize(message.text, { self: this.me.username }).some((token) => token.kind === 'mention' && token.self);
  }

  /**
   * A message that is still on the page.
   * @param {number} id
   */
  find(id) {
    const found = this.list.find((line) => 'id' in line && line.id === id);
    return found !== undefined && 'name' in found && found.kind !== 'change' ? found : undefined;
  }

  /**
   * A line that cannot be drawn is shown as plain text, and takes no other with it.
   * @param {Line} line
   * @param {Line | undefined} before
   */
  #elementOf(line, before) {
    try {
      return elementOf(line, before, this);
    } catch (error) {
      reportError(error);
      return plainElement(line);
    }
  }

  /** A line that only this reader gets. @param {string} text */
  notice(text) {
    this.list.add({ kind: 'notice', time: serverTime(), text }, false);
  }

  /** @param {string | undefined} name */
  #isMe(name) {
    return this.me !== null && name !== undefined && folded(name) === folded(this.me.username);
  }

  /**
   * Who we are in chat, or nobody: messages that speak to us look otherwise now.
   * @param {Person | null} me
   */
  become(me) {
    const renamed = this.me?.username !== me?.username;
    this.me = me;
    if (renamed) this.list.touchAll();
    if (me === null || me.type === 'normal') this.forgetMutes();
  }

  /** @param {Record<string, string>} titles of roles */
  #onTitles(titles) {
    if (!setTitles(titles)) return;
    this.list.touchAll();
    this.options.onPeople();
  }

  /** The server sends them again if we may know them. */
  forgetMutes() {
    if (this.mutes.size > 0) this.#onMutes(() => this.mutes.replace([]));
  }

  /** The mute of the person who wrote under a name. @param {string} name */
  muteOf(name) {
    const person = this.people.find(name);
    return this.mutes.of(person?.username ?? name, person !== undefined);
  }

  /** @param {() => void} change */
  #onMutes(change) {
    change();
    this.#markMuted();
    this.options.onPeople();
  }

  /** Marks the names of those who are muted, and nobody else's. */
  #markMuted() {
    for (const [line, element] of this.list.lines()) {
      if (element && 'role' in line) markMuted(element, this.muteOf(line.name) !== undefined);
    }
  }

  /** @param {import('./events.js').History} history */
  #onHistory({ messages, resumed, lost_after, deleted, emotes, count, titles = {} }) {
    const { connection, onOwn, onPeople } = this.options;
    this.emotes = new Map(Object.entries(emotes));
    this.#onTitles(titles);
    const known = resumed ? connection.last : 0;
    const lines = messages.filter(({ id }) => id > known).map((said) => lineOf(said.event, said));
    for (const [who, color] of inNewestColours(lines)) this.#recolour(who, color);
    connection.last = Math.max(lost_after ?? connection.last, ...messages.map(({ id }) => id));
    const lost = lost_after === undefined ? 0 : this.#countAfter(lost_after);
    if (resumed) {
      const gone = new Set(deleted);
      if (gone.size > 0) this.list.remove((line) => 'id' in line && gone.has(line.id ?? 0));
      // also readers who never looked away see where they were cut off
      /** @type {Line | undefined} */
      const missed = lines.find((line) => !('name' in line && this.#isMe(line.name)));
      if (missed && this.list.unread === 0) missed.first = true;
      for (const line of lines) this.list.add(line, true);
    } else this.list.replace(lines);
    if (lost > 0) this.notice(t('chat-lost', { count: lost }));
    this.people.count = count;
    onPeople();
    onOwn(/** @type {Message[]} */ (lines.filter((line) => 'name' in line && this.#isMe(line.name))));
  }

  /** How many messages are shown that came after that one. @param {number} id */
  #countAfter(id) {
    return [...this.list.lines()].filter(([line]) => 'id' in line && (line.id ?? 0) > id).length;
  }

  /**
   * @param {string} event
   * @param {Said} said
   */
  #onSaid(event, said) {
    const { connection, onMessage, onOwn } = this.options;
    // the message itself is shown as waiting
    if (said.code === 'held') return;
    if (said.id !== undefined) {
      if (said.id <= connection.last) return;
      connection.last = said.id;
    }
    const line = lineOf(event, said.time === undefined ? { ...said, time: serverTime() } : said);
    if (line.kind === 'notice') {
      this.list.add(line, line.id !== undefined);
      onMessage({ kind: 'message', id: line.id ?? 0, time: line.time, name: t('chat-notice'), role: 'normal', color: '', text: line.text }, false);
      return;
    }
    const own = this.#isMe(line.name);
    this.#recolour(folded(line.name), line.color);
    this.list.add(line, !own);
    if (own) onOwn([line]);
    else onMessage(line, this.toMe(line));
  }

  /**
   * @param {'joined' | 'left'} what
   * @param {Person & { count: number, users?: Person[] }} event
   */
  #onPresence(what, { username, type, color, badges, ...now }) {
    this.people[what]({ username, type, color, ...(badges ? { badges } : {}) }, now);
    if (this.mutes.size > 0) this.#markMuted();
    this.options.onPeople();
    if (this.#isMe(username)) return;
    if (now.count <= SMALL_ROOM) {
      this.#tellCrowd({ joined: [], left: [], [what]: [username] });
      return;
    }
    if (this.#gathered === null) {
      this.#gathered = { kind: 'crowd', time: 0, joined: [], left: [] };
      setTimeout(() => {
        if (this.#gathered) this.#tellCrowd(this.#gathered);
        this.#gathered = null;
      }, GATHER_MS);
    }
    crowdIn(this.#gathered, what, username);
  }

  /** @param {{ joined: string[], left: string[] }} news */
  #tellCrowd({ joined, left }) {
    const { list } = this;
    const before = list.last;
    /** @type {Crowd} */
    const crowd = before?.kind === 'crowd' ? before : { kind: 'crowd', time: serverTime(), joined: [], left: [] };
    for (const name of joined) crowdIn(crowd, 'joined', name);
    for (const name of left) crowdIn(crowd, 'left', name);
    const nobody = crowd.joined.length + crowd.left.length === 0;
    if (crowd === before) {
      if (nobody) list.remove((line) => line === crowd);
      else list.touch(crowd);
    } else if (!nobody) list.add(crowd, false);
  }

  /** @param {import('./events.js').ServerEvents['rename']} event */
  #onRename({ oldname, newname, type, color, badges, account, users }) {
    const person = { username: newname, type, color, account, ...(badges ? { badges } : {}) };
    if (this.#isMe(oldname)) this.become(person);
    if (users) this.people.replace(users, this.people.count);
    this.people.renamed(oldname, person);
    if (this.mutes.size > 0) this.#markMuted();
    this.options.onPeople();
    this.list.add({ kind: 'change', time: serverTime(), before: oldname, name: newname, color }, false);
  }

  /** @param {Person} person */
  #onRecolour(person) {
    const { username, color } = person;
    if (this.#isMe(username)) this.become(person);
    this.people.changed(person);
    this.options.onPeople();
    this.#recolour(folded(username), color);
    this.list.add({ kind: 'change', time: serverTime(), before: username, name: username, color }, false);
  }

  /**
   * A name has one colour on the page: a new colour applies to everything its owner said.
   * @param {string} who folded
   * @param {string} color
   */
  #recolour(who, color) {
    const before = this.#colours.get(who);
    if (before === color) return;
    if (this.#colours.size >= COLOURS_MOST) this.#colours.clear();
    this.#colours.set(who, color);
    if (before === undefined) return;
    for (const [line, element] of this.list.lines()) {
      if (!('role' in line) || folded(line.name) !== who) continue;
      line.color = color;
      if (element) recolour(element, color);
    }
  }

  /**
   * @param {string} key
   * @param {string | null} uri
   */
  #onEmote(key, uri) {
    if (uri === null) this.emotes.delete(key);
    else this.emotes.set(key, uri);
    refreshEmotes(this.options.lines, this.emotes);
  }
}
