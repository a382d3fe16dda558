// The chat pane: puts its parts together. It stands on the stream page, and alone in a window of its own.

import { find, openBelow, setText } from '../dom.js';
import { changeTheme } from '../sheet.js';
import { t } from '../text.js';
import { counted } from '../words.js';
import { Above } from './above.js';
import { Announcer } from './announcer.js';
import { EntryForm } from './entry.js';
import { Feed } from './feed.js';
import { Foot } from './foot.js';
import { LockForm } from './lock.js';
import { Membership } from './membership.js';
import { Moderation } from './moderation.js';
import { OwnSanction } from './own-sanction.js';
import { Pointing } from './pointing.js';
import { Status } from './status.js';
import { Writing } from './writing.js';

/**
 * @typedef {import('./lines.js').Message} Message
 *
 * @typedef {object} ChatOptions
 * @property {HTMLElement} pane
 * @property {import('./connection.js').Connection} connection
 * @property {string} streamer
 * @property {string} url of the stream page
 * @property {(unread: number) => void} onUnread
 * @property {() => void} onLocked the stream asks for a password now; the page has the chat locked then
 * @property {() => void} [onPopout] the chat has a window of its own now
 */

/** A shorter loss of the connection is not worth mentioning. */
const CALM_MS = 1500;

export class Chat {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #calm;
  /** @type {import('./members.js').Members | undefined} */
  members;
  /** What only moderators and the streamer have. @type {Promise<import('../moderation/staff.js').Staff> | undefined} */
  staff;
  /** Whether what is typed opens something for them instead of being sent. @type {((text: string) => boolean) | undefined} */
  takes;

  /** @param {ChatOptions} options */
  constructor(options) {
    this.options = options;
    const { pane, connection, streamer, url, onLocked } = options;
    const announcer = new Announcer(find('#chat-announcer', pane));
    this.status = new Status(find('#chat-status', pane), find('#chat-status-voice', pane));
    this.jumper = find('#chat-jump', pane);
    this.composer = find('#chat-composer', pane);

    const feed = (this.feed = new Feed({
      connection,
      scroller: find('#chat-scroll', pane),
      lines: find('#chat-lines', pane),
      onUnread: (unread, atEnd) => this.#onUnread(unread, atEnd),
      onPeople: () => this.#onPeople(),
      onMessage: (message, toMe) => announcer.hear(heard(message), toMe),
      onOwn: (messages) => this.writing.arrived(messages),
    }));
    const writing = (this.writing = new Writing({
      pane,
      slot: url,
      connection,
      feed,
      status: this.status,
      join: () => this.membership.ask(),
      confirm: (text) => this.moderation.confirm(text) && !this.takes?.(text),
      onUsers: () => void this.#openMembers(),
    }));
    const entry = new EntryForm({
      form: find('#chat-entry', pane),
      streamer,
      enter: (wanted) => this.membership.enter(wanted),
      cancel: () => this.membership.cancel(),
    });
    const own = new OwnSanction({ pane, connection });
    this.lockForm = new LockForm({ form: find('#chat-lock', pane), url, onUnlocked: () => location.reload() });
    this.foot = new Foot({ pane, composer: writing.composer, entry, lock: this.lockForm, onWriter: () => writing.prepare() });
    this.membership = new Membership({
      pane,
      slot: url,
      connection,
      entry,
      feed,
      foot: this.foot,
      status: this.status,
      onStatus: (event, changed) => {
        writing.become(event, changed);
        this.#moderate(event.type !== 'normal');
        if (changed) this.above.become();
      },
      onLeft: () => {
        writing.leave();
        own.left();
        this.#moderate(false);
        this.above.become();
      },
      onLocked,
    });
    this.moderation = new Moderation({
      pane,
      connection,
      feed,
      composer: writing.composer,
      command: (command) => writing.command(command),
      about: (name, home) => void this.staff?.then((staff) => staff.about(name, home)),
      leave: () => (this.members?.isOpen ? this.members : this.foot).focus(),
    });
    this.above = new Above({
      place: find('#chat-above', pane),
      connection,
      feed,
      slot: url,
      hear: (name, text) => announcer.hear({ name, text }, false),
      command: (command) => writing.command(command),
      join: () => this.membership.ask(),
      jump: (id) => this.#jumpTo(id),
    });
    this.#listenToList();
    this.#listenToOptions();
    this.#listenToServer();
    this.foot.show(null);
    this.#onLink(connection.link);
  }

  /** Whether somebody looks at the chat. @param {boolean} seen */
  look(seen) {
    this.feed.list.look(seen);
  }

  /** The stream has a password from now on. Name and draft survive until it is entered. */
  lock() {
    if (this.lockForm.isOpen) return;
    this.feed.become(null);
    this.foot.lock();
    for (const topic of /** @type {const} */ (['muted', 'trouble', 'entry', 'wait', 'left'])) this.status.say(topic, null);
    this.members?.fold();
  }

  #onPeople() {
    setText(find('#chat-members-open [data-count]', this.options.pane), counted(this.feed.people.count));
    this.members?.changed();
  }

  /** Shows the list of people, which is loaded for those who look at it. */
  async #openMembers() {
    const { pane, connection } = this.options;
    const { feed } = this;
    const { Members } = await import('./members.js');
    this.members ??= new Members({
      panel: find('#chat-members', pane),
      opener: find('#chat-members-open', pane),
      people: feed.people,
      mutes: feed.mutes,
      ask: () => feed.me !== null && connection.send('message', { message: '/users' }),
    });
    this.members.open();
  }

  /** Whether the page is a moderator's or the streamer's now. @param {boolean} moderates */
  #moderate(moderates) {
    if (!moderates && this.staff === undefined) return;
    const { pane, connection, url } = this.options;
    this.staff ??= import('../moderation/staff.js').then(({ Staff }) => new Staff({ pane, connection, url, feed: this.feed, menu: (name, button) => this.#openMenu(name, button), leave: () => this.foot.focus() }));
    this.staff.then(
      (staff) => {
        staff.show(moderates);
        this.takes = (/** @type {string} */ text) => staff.takes(text);
      },
      // without a network; the server says again who we are when that is back
      () => (this.staff = undefined),
    );
  }

  /**
   * @param {string} name
   * @param {HTMLElement} button
   * @param {() => HTMLElement | undefined} [home] where the button stands later
   */
  #openMenu(name, button, home = () => button) {
    this.moderation.open(name, undefined, { home, beside: button.getBoundingClientRect() });
  }

  #listenToList() {
    const { pane } = this.options;
    const { feed, foot, moderation, writing } = this;
    const { list } = feed;
    this.jumper.addEventListener('click', () => {
      list.jump();
      foot.focus();
    });
    find('#chat-scroll', pane).addEventListener('keydown', (event) => event.key === 'End' && list.jump());
    find('#chat-members-open', pane).addEventListener('click', () => (this.members?.isOpen ? this.members.close() : void this.#openMembers()));
    pane.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('#chat-people .name') : null;
      if (!(button instanceof HTMLElement)) return;
      const name = button.dataset.name ?? '';
      this.#openMenu(name, button, () => this.members?.elementOf(name));
    });
    new Pointing({
      scroller: find('#chat-scroll', pane),
      tools: find('#chat-tools', pane),
      messageOf: (element) => {
        const line = list.lineOf(element);
        return line && 'role' in line ? line : undefined;
      },
      allowed: () => ({ reply: feed.me !== null, remove: feed.me !== null && feed.me.type !== 'normal' }),
      open: (message, beside, onName) => moderation.openOn(message, beside, onName),
      isTaken: () => moderation.wasPressedAway,
      reply: (message) => writing.composer.answer(message),
      remove: (message, beside, atOnce) => (atOnce ? moderation.delete(message) : moderation.askToDelete(message, beside)),
      jump: (id) => this.#jumpTo(id),
      leave: () => foot.focus(),
    });
    document.addEventListener('visibilitychange', () => list.look(!document.hidden && pane.offsetWidth > 0));
  }

  /** The menu about oneself and the pane. */
  #listenToOptions() {
    const { pane, streamer, url, onPopout } = this.options;
    const menu = find('#chat-options', pane);
    openBelow(menu, find('[popovertarget="chat-options"]', pane));
    /** @type {Record<string, () => void>} */
    const actions = {
      'chat-change': () => this.membership.ask(),
      'chat-leave': () => this.membership.logout(),
      'chat-popout': () => open(`${url}chat`, `chat of ${streamer}`, 'popup,width=400,height=720') && onPopout?.(),
    };
    menu.addEventListener('click', (event) => {
      const action = actions[event.target instanceof Element ? (event.target.closest('button')?.id ?? '') : ''];
      if (!action) return;
      menu.hidePopover();
      action();
    });
  }

  #listenToServer() {
    const { connection, onLocked, url } = this.options;
    connection.on('link', (link) => this.#onLink(link));
    connection.on('change theme', ({ theme }) => void changeTheme(theme));
    connection.on('password set', ({ password }) => {
      // the one who set it need not enter it
      void fetch(`${url}password`, { method: 'POST', body: new URLSearchParams({ streampass: password }), redirect: 'manual' });
    });
    connection.on('password activated', () => this.feed.me?.type !== 'admin' && onLocked());
    connection.on('password deactivated', ({ msg }) => {
      if (this.lockForm.isOpen) location.reload();
      else this.feed.notice(msg);
    });
  }

  /** @param {import('./link.js').Link} link */
  #onLink(link) {
    clearTimeout(this.#calm);
    if (link === 'reconnecting' || link === 'connecting') this.#calm = setTimeout(() => this.status.sayLink(link), CALM_MS);
    else this.status.sayLink(link);
    this.composer.toggleAttribute('data-away', link !== 'connected');
  }

  /**
   * @param {number} unread
   * @param {boolean} atEnd
   */
  #onUnread(unread, atEnd) {
    this.jumper.hidden = atEnd;
    setText(find('[data-words]', this.jumper), unread > 0 ? t('chat-new', { count: counted(unread) }) : t('chat-newest'));
    this.options.pane.toggleAttribute('data-empty', this.feed?.list.empty ?? true);
    this.options.onUnread(unread);
  }

  /** @param {number} id */
  #jumpTo(id) {
    const message = this.feed.find(id);
    const element = message && this.feed.list.elementOf(message);
    if (!element) return;
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
    element.classList.add('is-pointed-at');
    setTimeout(() => element.classList.remove('is-pointed-at'), 1500);
  }
}

/** @param {Message} message */
function heard({ kind, name, text }) {
  return { name: kind === 'announcement' ? t('chat-announcement-by', { name }) : name, text: kind === 'drawing' ? t('chat-a-drawing') : text };
}
