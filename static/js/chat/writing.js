// Writing: from the composer to the server, and back into the composer whatever was refused or lost. What is entered while the page
// reconnects is sent once it is back. Slow mode, mutes and limits are shown below the composer.

import { find } from '../dom.js';
import { t } from '../text.js';
import { Composer } from './composer.js';
import { isSpoken, Outbox } from './outbox.js';
import { Waits } from './waits.js';

/**
 * @typedef {import('./events.js').ServerEvents} ServerEvents
 * @typedef {import('./lines.js').Message} Message
 *
 * @typedef {object} WritingOptions
 * @property {HTMLElement} pane
 * @property {string} slot names the chat whose draft it is
 * @property {import('./connection.js').Connection} connection
 * @property {import('./feed.js').Feed} feed
 * @property {import('./status.js').Status} status
 * @property {() => void} join somebody who is not logged in wants to write
 * @property {(text: string) => boolean} confirm false where a command has to be asked about before it is sent
 * @property {() => void} onUsers the list that `/users` asked for is there
 */

/** For how long what was entered without a connection may be sent once there is one. Later the conversation has moved on. */
const FRESH_MS = 10_000;

const USERS = /^\/(?:users|userlist|names)$/;

/** Why one cannot write yet. */
const WAITING = {
  rate: t('wait-rate'),
  slow: t('wait-slow'),
  newcomer: t('wait-newcomer'),
};

/** What to do about other warnings, where the server's own words are not enough. */
const WARNINGS = /** @type {Record<string, string>} */ ({
  rate: t('wait-again'),
  drawing_busy: t('wait-drawings'),
});

export class Writing {
  #outbox = new Outbox();
  /** Whether this connection is in the chat as somebody. */
  #joined = false;
  /** What stands in the composer, was entered while the page reconnected, and as whom; `at` by `Date.now()`, which goes on while a
   * machine sleeps. @type {{ text: string, name: string, at: number } | undefined} */
  #entered;
  #waits = new Waits();
  /** @type {import('./suggest.js').Command[]} */
  #commands = [];
  #muted = false;
  #emojiOnly = false;
  /** Messages of ours that wait for a moderator. @type {Set<number>} */
  #held = new Set();
  /** `/users` was sent and is not answered yet. */
  #asksForUsers = false;
  /** @type {ReturnType<typeof import('./picker.js').openPicker> | undefined} */
  #picker;
  /** @type {Promise<void> | undefined} */
  #typeahead;

  /** @param {WritingOptions} options */
  constructor(options) {
    this.options = options;
    const { pane, slot, connection } = options;
    this.composer = new Composer({
      form: find('#chat-composer', pane),
      slot,
      send: (text, reply) => this.#send(text, reply),
      onLength: (left) => this.#onLength(left),
    });
    find('#chat-emoji', pane).addEventListener('click', (event) => void this.#pickEmoji(/** @type {HTMLElement} */ (event.currentTarget)));
    find('#chat-draw', pane).addEventListener('click', (event) => void this.#draw(/** @type {HTMLElement} */ (event.currentTarget)));
    this.#listen(connection);
  }

  /** @param {import('./connection.js').Connection} connection */
  #listen(connection) {
    connection.on('open', () => {
      this.#joined = false;
      this.#outbox.recover();
    });
    connection.on('history', ({ slow, length }) => {
      this.composer.allow(length);
      // if there are rules, they follow
      this.#emojiOnly = false;
      this.#waits.newUntil = -Infinity;
      this.#slowDown(slow);
    });
    connection.on('length', ({ length }) => this.composer.allow(length));
    connection.on('slow', ({ seconds }) => this.#slowDown(seconds));
    connection.on('rules', (rules) => this.#onRules(rules));
    connection.on('message held', (held) => this.#onHeld(held));
    connection.on('held messages', ({ messages }) => {
      this.#held = new Set(messages.filter(({ rule }) => rule === undefined).map(({ id }) => id));
      this.#tellHeld();
    });
    connection.on('message decided', ({ id }) => this.#held.delete(id) && this.#tellHeld());
    connection.on('warning', (warning) => this.#onWarning(warning));
    connection.on('server', ({ code }) => code === 'muted' && this.#giveBack());
    connection.on('error', ({ code }) => code === 'not_logged_in' && this.#giveBack());
    connection.on('commands', ({ commands }) => (this.#commands = commands));
    connection.on('userlist', () => {
      if (this.#asksForUsers) this.options.onUsers();
      this.#asksForUsers = false;
    });
    connection.on('message deleted', ({ id }) => this.composer.forget((answered) => answered === id));
    connection.on('chat cleared', ({ id }) => this.composer.forget((answered) => answered <= id));
  }

  /**
   * What we may do now.
   * @param {ServerEvents['status']} status
   * @param {boolean} changed we have another role, or have just joined
   */
  become({ type, badges, muted }, changed) {
    const { connection, status } = this.options;
    this.#muted = muted;
    status.say('muted', muted ? { text: t('chat-muted-long') } : null);
    this.#waits.become(type, badges);
    this.#showWait();
    if (changed || this.#commands.length === 0) connection.send('commands', {});
    this.#joined = true;
    this.#sendEntered();
  }

  leave() {
    this.#joined = false;
    this.#entered = undefined;
    this.#giveBack(this.#outbox.drop());
    this.#muted = false;
    this.#commands = [];
    this.#waits.forget();
    this.#held.clear();
    for (const topic of /** @type {const} */ (['muted', 'wait', 'held', 'left'])) this.options.status.say(topic, null);
    this.#hint();
  }

  /** Loads the suggestions, for those who are about to write. */
  prepare() {
    const { feed } = this.options;
    const { field } = this.composer;
    this.#typeahead ??= import('./typeahead.js').then(
      ({ attachTypeahead }) => {
        attachTypeahead(field, {
          emotes: () => feed.emotes,
          names: () => feed.people.list().flatMap(({ username }) => (username === feed.me?.username ? [] : [username])),
          commands: () => this.#commands,
        });
        // for what was typed meanwhile
        if (field === document.activeElement && field.value !== '') field.dispatchEvent(new InputEvent('input', { inputType: 'insertText' }));
      },
      // without a network nobody can write; it is loaded when that is back
      () => (this.#typeahead = undefined),
    );
  }

  /** Sends a command that is not typed but chosen. @param {string} command */
  command(command) {
    const { connection, status } = this.options;
    if (!connection.send('message', { message: command })) status.fail(t('chat-no-connection'));
  }

  /** Messages of ours are in the chat; several at once come from the history. @param {Message[]} messages */
  arrived(messages) {
    const [only] = messages;
    if (this.#outbox.recovering) {
      this.#giveBack(this.#outbox.settle(messages));
      this.#sendEntered();
    } else if (only) {
      this.#outbox.arrived();
      this.#waits.spoke(performance.now());
      this.#showWait();
    }
  }

  /**
   * @param {string} text
   * @param {number | undefined} reply
   */
  #send(text, reply) {
    const { connection, feed, status, join, confirm } = this.options;
    if (feed.me === null) {
      join();
      return false;
    }
    if (isSpoken(text) && this.#waits.at(performance.now())) return false;
    if (!confirm(text)) return false;
    this.#entered = undefined;
    const { link } = connection;
    const returns = link === 'reconnecting' || link === 'restarting' || (link === 'connected' && !this.#isBack);
    if (returns && isSpoken(text)) {
      this.#entered = { text, name: feed.me.username, at: Date.now() };
      status.sayLink(link === 'connected' ? 'connecting' : link);
      return false;
    }
    if (!connection.send('message', { message: text, ...(reply === undefined ? {} : { reply }) })) {
      status.sayLink(connection.link);
      return false;
    }
    if (USERS.test(text)) this.#asksForUsers = true;
    this.#outbox.sent(text, connection.last);
    this.#picker?.sheet.close({ focus: false });
    status.quiet();
    feed.list.forgetDivider();
    feed.list.jump();
    return true;
  }

  /** Whether we are in the chat again, and know what a lost connection has swallowed. */
  get #isBack() {
    return this.#joined && !this.#outbox.recovering;
  }

  /** Sends what was entered before that, unless it was changed since. */
  #sendEntered() {
    if (!this.#isBack || !this.#entered) return;
    const { text, name, at } = this.#entered;
    const { connection, feed, status } = this.options;
    this.#entered = undefined;
    status.sayLink(connection.link);
    const age = Date.now() - at;
    if (age < 0 || age > FRESH_MS || name !== feed.me?.username) return;
    if (this.composer.text === text) this.composer.submit();
  }

  /** Puts what could not be said back into the field. @param {string[]} [texts] */
  #giveBack(texts = [this.#outbox.refused() ?? '']) {
    if (texts.some((text) => text !== '')) this.composer.restore(texts);
  }

  /** @param {ServerEvents['warning']} warning */
  #onWarning({ msg, code, wait }) {
    const { connection, status } = this.options;
    if (!connection.heard) return;
    const text = code.startsWith('drawing') ? undefined : this.#outbox.refused();
    if (text !== undefined && code !== 'duplicate') this.composer.restore([text]);
    // commands and drawings have limits of their own, which keep nobody from writing
    const hinders = code === 'slow' || code === 'newcomer' || (code === 'rate' && text !== undefined && isSpoken(text));
    if (hinders && wait !== undefined) {
      this.#waits.refused(code, wait, performance.now());
      status.quiet();
      this.#showWait();
    } else status.fail(WARNINGS[code] ?? msg, WARNINGS[code] === undefined ? undefined : wait);
  }

  /** @param {ServerEvents['rules']} rules */
  #onRules({ emoji_only: emojiOnly, newcomers, known_for: known }) {
    this.#emojiOnly = emojiOnly;
    // those to whom it matters get it once more, with the time for which they are known
    this.#waits.newUntil = known === undefined ? -Infinity : performance.now() + (newcomers * 60 - known) * 1000;
    this.#showWait();
  }

  /** @param {ServerEvents['message held']} held */
  #onHeld({ id, message, rule }) {
    // those who moderate see it in their panel
    if (rule !== undefined) return;
    this.#outbox.arrived();
    this.#held.add(id);
    this.options.feed.notice(t('chat-held-text', { text: message }));
    this.#tellHeld();
  }

  #tellHeld() {
    const { size } = this.#held;
    const text = t('chat-held', { count: size });
    this.options.status.say('held', size > 0 ? { text } : null);
  }

  /** @param {number} seconds */
  #slowDown(seconds) {
    this.#waits.slow = seconds;
    this.#showWait();
  }

  /** For how long one may not write yet. */
  #showWait() {
    const wait = this.#waits.at(performance.now());
    this.options.status.say('wait', wait && { text: WAITING[wait.why], tone: 'warn', until: wait.until });
    this.#hint();
  }

  #hint() {
    const { slow } = this.#waits;
    this.composer.field.placeholder = this.#muted ? t('sanction-muted') : this.#emojiOnly ? t('chat-only-emoji') : slow > 0 ? t('chat-slow', { seconds: slow }) : t('chat-say');
  }

  /** @param {number} left */
  #onLength(left) {
    const word = left >= 50 ? null : { text: left < 0 ? t('chat-too-many', { count: -left }) : t('chat-characters-left', { count: left }) };
    this.options.status.say('left', word && (left < 0 ? { ...word, tone: 'danger' } : word));
  }

  /** @param {HTMLElement} button */
  async #pickEmoji(button) {
    const { openPicker } = await import('./picker.js');
    const { composer, options } = this;
    this.#picker = openPicker(button, { emotes: options.feed.emotes, field: composer.field, onPick: (picked, how) => composer.insert(picked, how) });
  }

  /** @param {HTMLElement} button */
  async #draw(button) {
    const { openDrawing } = await import('./drawing.js');
    const { connection, feed } = this.options;
    openDrawing(button, { colour: feed.me?.color ?? '#000000', onSend: (src) => connection.send('drawing', { src }) });
  }
}
