// Being logged in to chat: joining, coming back after a lost connection or a reload, being refused, being logged out.

import { find } from '../dom.js';
import { recall } from '../prefs.js';
import { t } from '../text.js';
import { REFUSALS, randomColour } from './entry.js';
import { folded } from './people.js';
import { recallHere, rememberHere } from './slots.js';

/**
 * @typedef {import('./connection.js').Identity} Identity
 * @typedef {import('./entry.js').Entry} Entry
 * @typedef {import('./events.js').ServerEvents} ServerEvents
 *
 * @typedef {object} MembershipOptions
 * @property {HTMLElement} pane
 * @property {string} slot names the chat whose identity is remembered
 * @property {import('./connection.js').Connection} connection
 * @property {import('./entry.js').EntryForm} entry
 * @property {import('./feed.js').Feed} feed
 * @property {import('./foot.js').Foot} foot
 * @property {import('./status.js').Status} status
 * @property {(event: ServerEvents['status'], changed: boolean) => void} onStatus what the server says about us; `changed`: we have another
 *   role, or have just joined
 * @property {() => void} onLeft
 * @property {() => void} onLocked
 */

/** `resume` is valid for a day. */
const RENEW_MS = 6 * 60 * 60 * 1000;
/** The server keeps the name of a lost connection for up to 45 s. */
const HELD_MS = 60_000;
const HELD_RETRY_MS = 5000;

/** What to say where one has to wait before joining. */
const NOT_YET = /** @type {Record<string, string>} */ ({
  rate: t('entry-rate'),
  key_throttled: t('entry-key-throttled'),
});

export class Membership {
  /** Another window took our place; we can take it back. @type {Identity | null} */
  #displaced = null;
  /** The login that is not answered yet. @type {Entry | null} */
  #wanted = null;
  /** The page logged in again by itself, and that is not answered yet. */
  #returns = false;
  /** The name of the account that this browser is signed in to; empty for guests. */
  #reserved = '';
  /** Whoever left the chat may want to come back as somebody else. */
  #chooses = false;
  /** A name that is still held is tried again until then, by `performance.now()`; 0 before it was refused. */
  #triesUntil = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;

  /** @param {MembershipOptions} options */
  constructor(options) {
    this.options = options;
    const { pane, connection, status } = options;
    find('#chat-invite', pane).addEventListener('click', () => this.#onInvite());
    connection.on('link', () => {
      // the new connection logs in by itself
      clearTimeout(this.#retry);
      status.say('entry', null);
    });
    connection.on('open', () => {
      if (this.#wanted) connection.login(this.#wanted);
      this.#returns = connection.identity !== null;
    });
    connection.on('account', ({ username = '' }) => {
      this.#reserved = username;
      const link = pane.querySelector('#chat-account');
      if (link) link.textContent = username ? t('chat-account', { name: username }) : t('site-sign-in');
    });
    connection.on('login success', (event) => this.#onJoined(event));
    connection.on('login key required', () => this.#onKeyRequired());
    connection.on('status', (event) => this.#onStatus(event));
    connection.on('error', (error) => this.#onError(error));
    connection.on('recolor', ({ username, color }) => {
      const { identity } = connection;
      if (identity && this.me && folded(username) === folded(this.me.username)) this.#keep({ ...identity, color });
    });
    setInterval(() => this.me !== null && connection.send('status', {}), RENEW_MS);
    this.#restore();
  }

  get me() {
    return this.options.feed.me;
  }

  /** Takes the name up again that this window had before a reload. */
  #restore() {
    const { connection, slot } = this.options;
    const kept = recallHere(`seat.${slot}`);
    if (kept === null) return;
    try {
      connection.identity = JSON.parse(kept);
    } catch {
      rememberHere(`seat.${slot}`, null);
    }
  }

  /** @param {Identity | null} identity */
  #keep(identity) {
    const { connection, slot } = this.options;
    connection.identity = identity;
    rememberHere(`seat.${slot}`, identity && JSON.stringify(identity));
  }

  #onInvite() {
    const { connection } = this.options;
    if (this.#displaced === null) {
      if (this.#reserved === '' || this.#chooses) this.ask();
      else this.enter({ username: this.#reserved, color: recall('color') ?? randomColour() });
    } else if (connection.login(this.#displaced)) this.#displaced = null;
  }

  /** Asks for a name and a colour. @param {{ focus?: boolean }} [options] */
  ask(options) {
    this.options.foot.showEntry(this.me, options);
  }

  /**
   * Joins, or changes the name and the colour.
   * @param {Entry} entry
   * @returns {boolean} false where there is no connection now
   */
  enter(entry) {
    const { connection, foot, status } = this.options;
    if (this.me === null) {
      this.#stopReturning();
      this.#wanted = entry;
      if (!connection.login(entry)) status.sayLink(connection.link);
      return true;
    }
    const { username, color } = this.me;
    if (connection.link !== 'connected') return false;
    if (entry.color !== color) connection.send('message', { message: `/color ${entry.color}` });
    if (entry.username !== username) connection.send('message', { message: `/name ${entry.username}` });
    foot.show(this.me, { focus: true });
    return true;
  }

  /** Neither joins nor changes anything. */
  cancel() {
    this.#wanted = null;
    this.#stopReturning();
    this.#showFoot({ focus: true });
  }

  logout() {
    this.#chooses = true;
    this.options.connection.send('logout', {});
    this.leave({ focus: true });
  }

  leave({ focus = false } = {}) {
    const { feed, onLeft } = this.options;
    feed.become(null);
    this.#keep(null);
    onLeft();
    this.#showFoot({ focus });
  }

  /** @param {ServerEvents['login success']} event */
  #onJoined(event) {
    const { entry, feed, foot, status } = this.options;
    // a page that came back by itself leaves the focus where it is
    const asked = entry.isOpen && !this.#returns;
    this.#returns = false;
    this.#triesUntil = 0;
    this.#displaced = null;
    this.#wanted = null;
    feed.become(personOf(event));
    this.#take(event, true);
    status.say('entry', null);
    status.quiet();
    this.#showFoot({ focus: asked || document.activeElement === foot.invite });
  }

  /** @param {ServerEvents['status']} event */
  #onStatus(event) {
    if (this.me !== null) this.#take(event, this.me.type !== event.type || this.me.badges?.join() !== event.badges?.join());
  }

  /**
   * @param {ServerEvents['status']} event
   * @param {boolean} changed
   */
  #take(event, changed) {
    const { feed, foot, onStatus } = this.options;
    const { username, color, resume } = event;
    feed.become(personOf(event));
    this.#keep({ username, color, resume });
    onStatus(event, changed);
    foot.nameMember(feed.me);
  }

  #onKeyRequired() {
    const { entry } = this.options;
    this.#wanted = null;
    this.#returns = false;
    if (this.me === null) this.#keep(null);
    else this.leave();
    if (!entry.isOpen) this.ask();
    entry.needKey();
  }

  /** @param {ServerEvents['error']} error */
  #onError({ msg, code, wait }) {
    const { connection, entry, status, onLocked } = this.options;
    this.#wanted = null;
    if (code === 'locked') onLocked();
    else if (code === 'banned' || code === 'kicked') {
      // a card says why
      this.#returns = false;
      this.leave();
    } else if (wait !== undefined) this.#onTooEarly(NOT_YET[code] ?? msg, wait);
    else if (code === 'disabled') this.leave();
    else if (code === 'displaced') {
      this.#displaced = connection.identity;
      // a streamer may have been displaced by somebody else with the key
      const text = this.me?.type === 'admin' ? msg : t('chat-other-window');
      this.leave();
      status.fail(text);
    } else if (code === 'name_reserved' && this.me !== null) {
      this.leave();
      status.fail(msg);
    } else if (code === 'already_logged_in') status.fail(msg);
    else if (code === 'not_logged_in') {
      // while the page logs in again it is not logged out
      if (this.me === null || this.#returns) return;
      this.leave();
      status.fail(msg);
    } else if (this.#returns) this.#onReturnRefused(code, msg);
    else if (entry.isOpen) {
      const known = REFUSALS[code];
      entry.fail(known?.words ?? msg, known?.field ?? (code.startsWith('key_') ? 'key' : 'name'));
    } else status.fail(msg);
  }

  /**
   * The name could not be taken up again: somebody else has it by now, or our own lost connection still does. The draft stays,
   * the form asks for another name, and meanwhile the old one is tried again.
   * @param {string} code
   * @param {string} msg
   */
  #onReturnRefused(code, msg) {
    const { connection, entry, foot } = this.options;
    const { identity } = connection;
    const { isWriting } = foot;
    const now = performance.now();
    this.#returns = false;
    if (this.#triesUntil === 0) this.#triesUntil = now + HELD_MS;
    const again = code === 'name_taken' && identity !== null && now < this.#triesUntil;
    if (!entry.isOpen) {
      this.leave();
      this.ask({ focus: isWriting });
      if (identity !== null) entry.name.value = identity.username;
    }
    if (!again) this.#triesUntil = 0;
    this.#keep(again ? identity : null);
    const words = again ? t('entry-name-lingers') : (REFUSALS[code]?.words ?? msg);
    entry.fail(words, 'name', { focus: isWriting });
    if (!again) return;
    this.#retry = setTimeout(() => {
      // unless somebody is choosing another name
      if (this.me !== null || connection.identity !== identity || !entry.shows(identity.username)) return;
      this.#returns = connection.login(identity);
    }, HELD_RETRY_MS);
  }

  /** The name that was to be taken up again is no longer wanted. */
  #stopReturning() {
    clearTimeout(this.#retry);
    this.#triesUntil = 0;
    if (this.me === null) this.#keep(null);
  }

  /**
   * Too early to join. A page that was logged in before logs in again when the wait is over.
   * @param {string} text
   * @param {number} wait seconds
   */
  #onTooEarly(text, wait) {
    const { connection, entry, status } = this.options;
    status.say('entry', { text, tone: 'warn', until: performance.now() + wait * 1000 });
    entry.fail('');
    const { identity } = connection;
    if (identity === null) return;
    this.#retry = setTimeout(() => {
      if ((this.me === null || this.#returns) && connection.identity === identity) connection.login(identity);
    }, wait * 1000);
  }

  /** @param {{ focus: boolean }} options */
  #showFoot({ focus }) {
    const invitation = this.#displaced ? { invitation: t('chat-here-instead') } : {};
    this.options.foot.show(this.me, { focus, ...invitation });
  }
}

/** @param {ServerEvents['status']} event */
function personOf({ username, type, color, badges, account }) {
  return { username, type, color, account, ...(badges ? { badges } : {}) };
}
