// The chat pane: reading, entering, writing, and what one may do with others. It stands on the stream page and alone in a
// window of its own.

import { find, openBelow, setText } from '../dom.js';
import { changeTheme } from '../sheet.js';
import { counted } from '../words.js';
import { Announcer } from './announcer.js';
import { Composer } from './composer.js';
import { EntryForm, REFUSALS } from './entry.js';
import { Feed } from './feed.js';
import { LINK_WORDS } from './link.js';
import { LockForm } from './lock.js';
import { Members } from './members.js';
import { Menu } from './menu.js';
import { spoken } from './message.js';
import { isSpoken, Outbox } from './outbox.js';
import { folded } from './people.js';
import { Pointing } from './pointing.js';
import { recallHere, rememberHere } from './slots.js';
import { Status } from './status.js';
import { Waits } from './waits.js';

/**
 * @typedef {import('./actions.js').Action} Action
 * @typedef {import('./actions.js').Subject} Subject
 * @typedef {import('./lines.js').Message} Message
 * @typedef {import('./people.js').Person} Person
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

/** A moment's loss is nothing to tell of. */
const CALM_MS = 1500;
const TROUBLE_MS = 8000;
/** What takes a name up again is good for a day. */
const RENEW_MS = 6 * 60 * 60 * 1000;
/** A lost connection that nobody closed holds its name for up to 45 s. */
const HELD_MS = 60_000;
const HELD_RETRY_MS = 5000;
const USERS = /^\/(?:users|userlist|names)$/;
const CLEAR = /^\/clear(?:\s|$)/;
const COMMAND_OF = /** @type {Record<string, string>} */ ({ mute: '/mute', mod: '/mod', demod: '/demod' });
/** So much of a message is repeated where its deletion is asked about. */
const ASKED_ABOUT = 120;

/** Why one cannot write yet. */
const WAITING = { rate: 'That was quick. You can write again in', slow: 'Slow mode. You can write again in' };

/** What to do about other warnings, where the server's own words are not enough. */
const WARNINGS = /** @type {Record<string, string>} */ ({
  rate: 'That was quick. Try again in',
  drawing_busy: 'Many drawings wait already. Try again in',
});

/** The same where one may not come in yet. */
const NOT_YET = /** @type {Record<string, string>} */ ({
  rate: 'Too many attempts. You can join in',
  key_throttled: 'Too many wrong keys. Try again in',
});

export class Chat {
  #outbox = new Outbox();
  /** @type {import('./suggest.js').Command[]} */
  #commands = [];
  #waits = new Waits();
  #muted = false;
  /** Typed `/users`: the answer is the list of people, opened. */
  #asksForUsers = false;
  /** Open or not, once there was one. @type {ReturnType<typeof import('./picker.js').openPicker> | undefined} */
  #picker;
  /** Typed `/clear` and was sure of it; until it is answered. */
  #clears = false;
  /** What to log in as, should we want to chat here again. @type {import('./connection.js').Identity | null} */
  #displaced = null;
  /** Who wants in, and has not been answered. @type {import('./entry.js').Entry | null} */
  #wanted = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #calm;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #trouble;
  /** Suggestions while typing; loaded for those who are about to write. @type {Promise<void> | undefined} */
  #typeahead;
  /** The name was taken up again without being asked for, and that is not answered yet. */
  #returns = false;
  /** Until when that is tried again, by `performance.now()`, once it was refused. */
  #triesUntil = 0;
  /** Until who was here before may come in again. @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  /** @param {ChatOptions} options */
  constructor(options) {
    this.options = options;
    const { pane, connection, url } = options;
    this.slot = url;
    this.announcer = new Announcer(find('#chat-announcer', pane));
    this.status = new Status(find('#chat-status', pane), find('#chat-status-voice', pane));
    this.jumper = find('#chat-jump', pane);
    this.invite = find('#chat-invite', pane);
    this.form = /** @type {HTMLFormElement} */ (find('#chat-composer', pane));
    this.options_ = find('#chat-options', pane);

    this.feed = new Feed({
      connection,
      scroller: find('#chat-scroll', pane),
      lines: find('#chat-lines', pane),
      onUnread: (unread, atEnd) => this.#onUnread(unread, atEnd),
      onPeople: () => this.members?.changed(),
      onMessage: (message, toMe) => this.announcer.hear(heard(message), toMe),
      onOwn: (messages) => this.#onOwn(messages),
    });
    this.members = new Members({
      panel: find('#chat-members', pane),
      opener: find('#chat-members-open', pane),
      people: this.feed.people,
      mutes: this.feed.mutes,
      unmute: ({ id }) => this.#command(`/unmute ${id}`),
      ask: () => this.feed.me !== null && connection.send('message', { message: '/users' }),
    });
    this.entry = new EntryForm({
      form: find('#chat-entry', pane),
      streamer: options.streamer,
      enter: (entry) => this.#enter(entry),
      cancel: () => {
        this.#wanted = null;
        this.#giveUpSeat();
        this.#showFoot({ focus: true });
      },
    });
    this.lockForm = new LockForm({ form: find('#chat-lock', pane), url, onUnlocked: () => location.reload() });
    this.composer = new Composer({
      form: this.form,
      slot: this.slot,
      send: (text, reply) => this.#send(text, reply),
      onLength: (left) => this.#onLength(left),
    });
    this.menu = new Menu({
      menu: find('#chat-menu', pane),
      act: (action, subject, detail) => this.#act(action, subject, detail),
      leave: () => (this.members.isOpen ? this.members.focus() : this.#focusFoot()),
    });
    this.#listenToPage();
    this.#listenToServer();
    this.#takeSeat();
    this.#showFoot();
    setInterval(() => this.me !== null && connection.send('status', {}), RENEW_MS);
    this.#onLink(connection.link);
  }

  get me() {
    return this.feed.me;
  }

  /** Whether somebody looks at the chat. @param {boolean} seen */
  look(seen) {
    this.feed.list.look(seen);
  }

  #listenToPage() {
    const { pane, connection, streamer, url } = this.options;
    const { list } = this.feed;
    this.invite.addEventListener('click', () => this.#onInvite());
    this.jumper.addEventListener('click', () => {
      list.jump();
      this.#focusFoot();
    });
    find('#chat-scroll', pane).addEventListener('keydown', (event) => event.key === 'End' && list.jump());
    pane.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('#chat-people .name') : null;
      if (!(button instanceof HTMLElement)) return;
      const name = button.dataset.name ?? '';
      this.#openMenu(name, undefined, { home: () => this.members.elementOf(name), beside: button.getBoundingClientRect() });
    });
    new Pointing({
      scroller: find('#chat-scroll', pane),
      tools: find('#chat-tools', pane),
      messageOf: (element) => {
        const line = list.lineOf(element);
        return line && 'role' in line ? line : undefined;
      },
      allowed: () => ({ reply: this.me !== null, remove: this.me !== null && this.me.type !== 'normal' }),
      open: (message, beside) => this.#openMenu(message.name, message, this.#placeOf(message, beside)),
      isTaken: () => this.menu.wasPressedAway,
      reply: (message) => this.composer.answer(message),
      remove: (message, beside, atOnce) => (atOnce ? this.#delete(message) : this.#askToDelete(message, this.#placeOf(message, beside))),
      jump: (id) => this.#jumpTo(id),
      leave: () => this.#focusFoot(),
    });
    find('#chat-emoji', pane).addEventListener('click', (event) => void this.#pickEmoji(/** @type {HTMLElement} */ (event.currentTarget)));
    find('#chat-draw', pane).addEventListener('click', (event) => void this.#draw(/** @type {HTMLElement} */ (event.currentTarget)));
    openBelow(this.options_, find('[popovertarget="chat-options"]', pane));
    find('#chat-change', pane).addEventListener('click', () => {
      this.options_.hidePopover();
      this.#showEntry();
    });
    find('#chat-leave', pane).addEventListener('click', () => {
      this.options_.hidePopover();
      connection.send('logout', {});
      this.#leave({ focus: true });
    });
    this.options_.querySelector('#chat-popout')?.addEventListener('click', () => {
      this.options_.hidePopover();
      if (open(`${url}chat`, `chat of ${streamer}`, 'popup,width=400,height=720')) this.options.onPopout?.();
    });
    document.addEventListener('visibilitychange', () => list.look(!document.hidden && pane.offsetWidth > 0));
  }

  #listenToServer() {
    const { connection, onLocked, url } = this.options;
    connection.on('link', (link) => this.#onLink(link));
    connection.on('anew', () => {
      this.#outbox.recover();
      if (this.#wanted) connection.login(this.#wanted);
      this.#returns = connection.identity !== null;
    });
    connection.on('history', ({ slow, length }) => {
      this.#waits.slow = slow ?? 0;
      this.composer.limit = length ?? this.composer.limit;
      this.#showWait();
    });
    connection.on('login success', (event) => this.#onEntered(event));
    connection.on('login key required', () => this.#askKey());
    connection.on('error', (event) => this.#onError(event));
    connection.on('warning', (event) => this.#onWarning(event));
    connection.on('server', ({ msg }) => {
      if (msg === 'You are muted!') this.#giveBack();
    });
    connection.on('status', (event) => this.#onStatus(event));
    connection.on('slow', ({ seconds }) => {
      this.#waits.slow = seconds;
      this.#showWait();
    });
    connection.on('userlist', () => {
      if (this.#asksForUsers) this.members.open();
      this.#asksForUsers = false;
    });
    connection.on('commands', ({ commands }) => (this.#commands = commands));
    connection.on('change theme', ({ theme }) => void changeTheme(theme));
    connection.on('recolor', ({ username, color }) => {
      const { identity } = connection;
      if (identity && this.me && folded(username) === folded(this.me.username)) this.#keepSeat({ ...identity, color });
    });
    connection.on('message deleted', ({ id }) => this.composer.forget((answered) => answered === id));
    connection.on('chat cleared', ({ id }) => {
      this.composer.forget((answered) => answered <= id);
      // whoever did it is told so by the server
      if (!this.#clears) this.feed.notice('A moderator has cleared the chat.');
      this.#clears = false;
    });
    connection.on('password set', ({ password }) => {
      // whoever set it need not enter it
      void fetch(`${url}password`, { method: 'POST', body: new URLSearchParams({ streampass: password }), redirect: 'manual' });
    });
    connection.on('password activated', () => this.me?.type !== 'admin' && onLocked());
    connection.on('password deactivated', ({ msg }) => {
      if (this.lockForm.isOpen) location.reload();
      else this.feed.notice(msg);
    });
  }

  // entering and leaving

  /** Takes up the name again that this window had before a reload. */
  #takeSeat() {
    const kept = recallHere(`seat.${this.slot}`);
    if (kept === null) return;
    try {
      this.options.connection.identity = JSON.parse(kept);
    } catch {
      rememberHere(`seat.${this.slot}`, null);
    }
  }

  /** @param {import('./connection.js').Identity | null} identity */
  #keepSeat(identity) {
    this.options.connection.identity = identity;
    rememberHere(`seat.${this.slot}`, identity && JSON.stringify(identity));
  }

  #onInvite() {
    if (this.#displaced === null) {
      this.#showEntry();
      return;
    }
    if (!this.options.connection.login(this.#displaced)) return;
    this.#displaced = null;
  }

  /** @param {import('./entry.js').Entry} entry */
  #enter(entry) {
    const { connection } = this.options;
    if (this.me === null) {
      this.#giveUpSeat();
      this.#wanted = entry;
      if (!connection.login(entry)) this.#sayLink();
      return true;
    }
    const { username, color } = this.me;
    if (connection.link !== 'connected') return false;
    if (entry.color !== color) connection.send('message', { message: `/color ${entry.color}` });
    if (entry.username !== username) connection.send('message', { message: `/name ${entry.username}` });
    this.#showFoot({ focus: true });
    return true;
  }

  /** @param {Person & { resume: string, muted: boolean }} event */
  #onEntered({ username, type, color, resume, muted }) {
    // who came back by themselves keeps the focus where it is
    const asked = this.entry.isOpen && !this.#returns;
    this.#returns = false;
    this.#triesUntil = 0;
    this.#displaced = null;
    this.#wanted = null;
    this.feed.become({ username, type, color });
    this.#commands = [];
    this.#onStatus({ username, type, color, muted, resume });
    this.status.say('entry', null);
    this.#quiet();
    this.#showFoot({ focus: asked || document.activeElement === this.invite });
  }

  #askKey() {
    this.#wanted = null;
    this.#returns = false;
    if (this.me === null) this.#keepSeat(null);
    else this.#leave();
    if (!this.entry.isOpen) this.#showEntry();
    this.entry.needKey();
  }

  #leave({ focus = false } = {}) {
    this.feed.become(null);
    this.#keepSeat(null);
    this.#muted = false;
    this.#commands = [];
    this.#waits.forget();
    for (const topic of /** @type {const} */ (['muted', 'wait', 'left'])) this.status.say(topic, null);
    this.#showFoot({ focus });
  }

  /** @param {{ msg: string, code?: string, wait?: number }} error */
  #onError({ msg, code = '', wait }) {
    this.#wanted = null;
    if (code === 'locked') this.options.onLocked();
    else if (wait !== undefined) this.#onHeldUp(NOT_YET[code] ?? msg, wait);
    else if (code === 'disabled') this.#leave();
    else if (code === 'displaced') {
      this.#displaced = this.options.connection.identity;
      // of the streamer it may have been somebody else
      const words = this.me?.type === 'admin' ? msg : 'You chat in another window now.';
      this.#leave();
      this.#say(words);
    } else if (code === 'already_logged_in') this.#say(msg);
    else if (code === 'not_logged_in') {
      this.#giveBack();
      // who is coming back is not out
      if (this.me === null || this.#returns) return;
      this.#leave();
      this.#say(msg);
    } else if (this.#returns) this.#onRefusedReturn(code, msg);
    else if (this.entry.isOpen) {
      const known = REFUSALS[code];
      this.entry.fail(known?.words ?? msg, known?.field ?? (code.startsWith('key_') ? 'key' : 'name'));
    } else this.#say(msg);
  }

  /**
   * The name could not be taken up again: somebody has it by now, or one's own lost connection still does. What was being
   * written stays, the form asks for another name, and meanwhile the old one is tried again.
   * @param {string} code
   * @param {string} msg
   */
  #onRefusedReturn(code, msg) {
    const { connection } = this.options;
    const { identity } = connection;
    const writing = this.form.contains(document.activeElement);
    const now = performance.now();
    this.#returns = false;
    if (this.#triesUntil === 0) this.#triesUntil = now + HELD_MS;
    const again = code === 'name_taken' && identity !== null && now < this.#triesUntil;
    if (!this.entry.isOpen) {
      this.#leave();
      this.#showEntry({ focus: writing });
      if (identity !== null) this.entry.name.value = identity.username;
    }
    if (!again) this.#triesUntil = 0;
    this.#keepSeat(again ? identity : null);
    const words = again ? 'Your name is taken, perhaps by your lost connection still. Trying again…' : (REFUSALS[code]?.words ?? msg);
    this.entry.fail(words, 'name', { focus: writing });
    if (!again) return;
    this.#again = setTimeout(() => {
      // who is choosing another name is left to it
      if (this.me !== null || connection.identity !== identity || !this.entry.shows(identity.username)) return;
      this.#returns = connection.login(identity);
    }, HELD_RETRY_MS);
  }

  /** The name that was to be taken up again is not wanted any longer. */
  #giveUpSeat() {
    clearTimeout(this.#again);
    this.#triesUntil = 0;
    if (this.me === null) this.#keepSeat(null);
  }

  /**
   * Too early to come in. Who was here before does so by themselves when the time has come.
   * @param {string} text
   * @param {number} wait seconds
   */
  #onHeldUp(text, wait) {
    const { connection } = this.options;
    this.status.say('entry', { text, tone: 'warn', until: performance.now() + wait * 1000 });
    this.entry.fail('');
    const { identity } = connection;
    if (identity === null) return;
    this.#again = setTimeout(() => {
      if ((this.me === null || this.#returns) && connection.identity === identity) connection.login(identity);
    }, wait * 1000);
  }

  /** The stream asks for a password since a moment. Those who enter it go on as who they were, with what they were writing. */
  lock() {
    if (this.lockForm.isOpen) return;
    const focus = find('.chat-foot', this.options.pane).contains(document.activeElement);
    this.feed.become(null);
    this.#showFoot();
    this.invite.hidden = true;
    for (const topic of /** @type {const} */ (['muted', 'trouble', 'entry', 'wait', 'left'])) this.status.say(topic, null);
    this.members.fold();
    this.lockForm.open({ focus });
  }

  // writing

  /**
   * @param {string} text
   * @param {number | undefined} reply
   */
  #send(text, reply) {
    const { connection } = this.options;
    if (this.me === null) {
      this.#showEntry();
      return false;
    }
    if (isSpoken(text) && this.#waits.at(performance.now())) return false;
    const clears = CLEAR.test(text) && this.me.type !== 'normal';
    if (clears && !this.#clears) {
      this.#askToClear();
      return false;
    }
    if (!connection.send('message', { message: text, ...(reply === undefined ? {} : { reply }) })) {
      this.#sayLink();
      return false;
    }
    if (USERS.test(text)) this.#asksForUsers = true;
    this.#outbox.sent(text, connection.last);
    this.#picker?.sheet.close({ focus: false });
    this.#quiet();
    this.feed.list.forgetDivider();
    this.feed.list.jump();
    return true;
  }

  /** @param {string} command */
  #command(command) {
    if (!this.options.connection.send('message', { message: command })) this.#say('There is no connection at the moment.');
  }

  /** @param {Message[]} messages */
  #onOwn(messages) {
    const [only] = messages;
    if (this.#outbox.recovering) this.#giveBack(this.#outbox.settle(messages));
    else if (only) {
      this.#outbox.arrived();
      this.#waits.spoke(performance.now());
      this.#showWait();
    }
  }

  /** Puts what could not be said back into the field. @param {string[]} [texts] */
  #giveBack(texts = [this.#outbox.refused() ?? '']) {
    if (texts.some((text) => text !== '')) this.composer.restore(texts);
  }

  /** @param {{ msg: string, code?: string, wait?: number }} warning */
  #onWarning({ msg, code = '', wait }) {
    if (!this.options.connection.heard) return;
    const text = code.startsWith('drawing') ? undefined : this.#outbox.refused();
    if (text !== undefined && code !== 'duplicate') this.composer.restore([text]);
    const now = performance.now();
    // commands and drawings have limits of their own, which do not keep anybody from writing
    const hinders = code === 'slow' || (code === 'rate' && text !== undefined && isSpoken(text));
    if (hinders && wait !== undefined) {
      this.#waits.refused(code, wait, now);
      this.#quiet();
      this.#showWait();
    } else this.#say(WARNINGS[code] ?? msg, WARNINGS[code] === undefined ? undefined : wait);
  }

  /** For how long one may not write still. */
  #showWait() {
    const wait = this.#waits.at(performance.now());
    this.status.say('wait', wait && { text: WAITING[wait.why], tone: 'warn', until: wait.until });
    this.#hint();
  }

  /**
   * Says what went wrong, for a while.
   * @param {string} text
   * @param {number} [wait] seconds until it is worth trying again, which are counted down
   */
  #say(text, wait) {
    const lasts = wait === undefined ? TROUBLE_MS : wait * 1000;
    this.status.say('trouble', { text, tone: 'danger', ...(wait === undefined ? {} : { until: performance.now() + lasts }) });
    clearTimeout(this.#trouble);
    this.#trouble = setTimeout(() => this.status.say('trouble', null), lasts);
  }

  #quiet() {
    clearTimeout(this.#trouble);
    this.status.say('trouble', null);
  }

  /** @param {number} left */
  #onLength(left) {
    const word = left >= 50 ? null : { text: left < 0 ? `${-left} characters too many` : `${left} characters left` };
    this.status.say('left', word && (left < 0 ? { ...word, tone: 'danger' } : word));
  }

  /** @param {HTMLElement} button */
  async #pickEmoji(button) {
    const { openPicker } = await import('./picker.js');
    const { composer, feed } = this;
    this.#picker = openPicker(button, { emotes: feed.emotes, field: composer.field, onPick: (picked, how) => composer.insert(picked, how) });
  }

  /** @param {HTMLElement} button */
  async #draw(button) {
    const { openDrawing } = await import('./drawing.js');
    openDrawing(button, { colour: this.me?.color ?? '#000000', onSend: (src) => this.options.connection.send('drawing', { src }) });
  }

  // what the server says about us

  /** @param {import('./link.js').Link} link */
  #onLink(link) {
    clearTimeout(this.#calm);
    clearTimeout(this.#again);
    // those who had to wait before they come in ask again over the new connection
    this.status.say('entry', null);
    if (link === 'connected') this.status.say('link', null);
    else if (link === 'reconnecting' || link === 'connecting') {
      this.#calm = setTimeout(() => this.#sayLink(), CALM_MS);
    } else this.#sayLink();
    this.form.toggleAttribute('data-away', link !== 'connected');
  }

  #sayLink() {
    this.status.say('link', { text: LINK_WORDS[this.options.connection.link], tone: 'warn' });
  }

  /** What we are called and may do, and what takes it up again. @param {Person & { resume: string, muted: boolean }} event */
  #onStatus({ username, type, color, muted, resume }) {
    if (this.me === null) return;
    const promoted = this.me.type !== type;
    this.feed.become({ username, type, color });
    this.#keepSeat({ username, color, resume });
    this.#muted = muted;
    this.status.say('muted', muted ? { text: 'You are muted: you can read, but not write.' } : null);
    this.#waits.become(type);
    this.#showWait();
    if (promoted || this.#commands.length === 0) this.options.connection.send('commands', {});
    setText(find('#chat-as', this.options.pane), `You are ${username}`);
  }

  // the foot of the pane: invitation, entry form or composer

  /** @param {{ focus?: boolean }} [options] */
  #showEntry(options) {
    if (this.lockForm.isOpen) return;
    this.invite.hidden = true;
    this.form.hidden = true;
    this.entry.open(this.me ?? undefined, options);
    this.#loadTypeahead();
  }

  /** @param {{ focus?: boolean }} [options] */
  #showFoot({ focus = false } = {}) {
    const { pane } = this.options;
    const { me } = this;
    this.entry.close();
    this.invite.hidden = me !== null || this.lockForm.isOpen;
    this.form.hidden = me === null;
    setText(find('[data-words]', this.invite), this.#displaced ? 'Chat here instead' : 'Say something…');
    for (const id of ['#chat-change', '#chat-leave']) find(id, pane).hidden = me === null;
    setText(find('#chat-as', pane), me ? `You are ${me.username}` : 'You are reading');
    this.#hint();
    if (focus) this.#focusFoot();
    if (!me) return;
    this.composer.resize();
    this.#loadTypeahead();
  }

  #loadTypeahead() {
    const { field } = this.composer;
    this.#typeahead ??= import('./typeahead.js').then(
      ({ attachTypeahead }) => {
        attachTypeahead(field, {
          emotes: () => this.feed.emotes,
          names: () => this.feed.people.list().flatMap(({ username }) => (username === this.me?.username ? [] : [username])),
          commands: () => this.#commands,
        });
        // what was typed meanwhile
        if (field === document.activeElement && field.value !== '') field.dispatchEvent(new InputEvent('input', { inputType: 'insertText' }));
      },
      // without the network nobody can write; it is tried again when that is back
      () => (this.#typeahead = undefined),
    );
  }

  #focusFoot() {
    (this.me === null ? this.invite : this.composer.field).focus();
  }

  #hint() {
    const { slow } = this.#waits;
    this.composer.field.placeholder = this.#muted ? 'You are muted' : slow > 0 ? `One message every ${slow} s` : 'Say something…';
  }

  // the list

  /**
   * @param {number} unread
   * @param {boolean} atEnd
   */
  #onUnread(unread, atEnd) {
    this.jumper.hidden = atEnd;
    setText(find('[data-words]', this.jumper), unread > 0 ? `${counted(unread)} new` : 'Newest');
    this.options.pane.toggleAttribute('data-empty', this.feed?.list.empty ?? true);
    this.options.onUnread(unread);
  }

  /** @param {number} id */
  #jumpTo(id) {
    const { list } = this.feed;
    const message = this.feed.find(id);
    const element = message && list.elementOf(message);
    if (!element) return;
    element.scrollIntoView({ block: 'center' });
    element.focus({ preventScroll: true });
    element.classList.add('is-pointed-at');
    setTimeout(() => element.classList.remove('is-pointed-at'), 1500);
  }

  /**
   * @param {string} name
   * @param {Message | undefined} message
   * @param {import('./menu.js').Place} place
   */
  #openMenu(name, message, place) {
    const person = this.feed.people.find(name);
    const mute = this.feed.muteOf(name);
    const { me } = this;
    this.menu.open(
      {
        me: me ? { name: me.username, role: me.type } : undefined,
        them: { name: person?.username ?? name, role: person?.type ?? message?.role ?? 'normal' },
        present: person !== undefined,
        ...(mute ? { mute: mute.id } : {}),
        ...(message ? { message } : {}),
      },
      place,
    );
  }

  /**
   * Where a message stands, also after the list has moved on.
   * @param {Message} message
   * @param {DOMRect} [beside]
   */
  #placeOf(message, beside) {
    const home = () => this.feed.list.elementOf(message);
    return { home, beside: beside ?? home()?.getBoundingClientRect() ?? new DOMRect() };
  }

  /**
   * @param {Message} message
   * @param {import('./menu.js').Place} place
   */
  #askToDelete(message, place) {
    const about = spoken(message).slice(0, ASKED_ABOUT);
    this.menu.ask({ title: 'Delete this message for everybody?', about, yes: 'Delete', no: 'Keep' }, place, () => this.#delete(message));
  }

  #askToClear() {
    const { field } = this.composer;
    const question = { title: 'Delete all messages for everybody?', yes: 'Delete all', no: 'Keep' };
    this.menu.ask(question, { home: () => field, beside: field.getBoundingClientRect() }, () => {
      this.#clears = true;
      // it may have become impossible meanwhile
      this.#clears = this.composer.submit();
    });
  }

  /** @param {Message} message */
  #delete(message) {
    this.#command(`/delete ${message.id}`);
  }

  /**
   * @param {Action} action
   * @param {Subject} subject
   * @param {string} [detail]
   */
  #act(action, { them, mute, message }, detail = '') {
    if (action === 'mention') this.composer.insert(`@${them.name} `);
    else if (action === 'reply') this.composer.answer(message);
    else if (action === 'copy') void navigator.clipboard?.writeText(message?.text ?? '');
    else if (action === 'delete') message && this.#askToDelete(message, this.#placeOf(message));
    else if (action === 'unmute') this.#command(`/unmute ${mute}`);
    else if (action === 'rename') this.#command(`/rename ${them.name} ${detail}`);
    else this.#command(`${COMMAND_OF[action]} ${them.name}`);
  }
}

/** @param {Message} message */
function heard({ kind, name, text }) {
  return { name, text: kind === 'drawing' ? 'a drawing' : text };
}
