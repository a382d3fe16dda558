// What one may do with people and their messages: the menu that opens on them, and the questions before something that
// cannot be undone.

import { find } from '../dom.js';
import { t } from '../text.js';
import { isOfSite } from './badges.js';
import { spoken } from './message.js';

/**
 * @typedef {import('./actions.js').Action} Action
 * @typedef {import('./actions.js').Subject} Subject
 * @typedef {import('./lines.js').Message} Message
 * @typedef {import('./menu.js').Place} Place
 *
 * @typedef {object} ModerationOptions
 * @property {HTMLElement} pane
 * @property {import('./connection.js').Connection} connection
 * @property {import('./feed.js').Feed} feed
 * @property {import('./composer.js').Composer} composer
 * @property {(command: string) => void} command sends a slash command
 * @property {(name: string, home?: Place['home']) => void} about shows moderators what is known of somebody
 * @property {() => void} leave where the focus goes when what the menu opened on is gone
 */

const CLEAR = /^\/clear(?:\s|$)/;
const COMMAND_OF = /** @type {Record<string, string>} */ ({ mute: '/mute', mod: '/mod', demod: '/demod', vip: '/vip', unvip: '/unvip', timeout: '/timeout' });
/** So much of a message is repeated where its deletion is asked about. */
const ASKED_ABOUT = 120;

export class Moderation {
  /** Whether `/clear` was confirmed and is not answered yet. */
  #clears = false;
  /** Made when it first opens. @type {import('./menu.js').Menu | undefined} */
  #menu;

  /** @param {ModerationOptions} options */
  constructor(options) {
    this.options = options;
    const { connection, feed } = options;
    connection.on('chat cleared', () => {
      // the server tells the one who cleared it
      if (!this.#clears) feed.notice(t('chat-cleared'));
      this.#clears = false;
    });
  }

  /** Whether the press that is under way closed the menu, and is not to do anything else. */
  get wasPressedAway() {
    return this.#menu?.wasPressedAway ?? false;
  }

  /** At once where the menu has been used before: the next key is for the menu. @param {(menu: import('./menu.js').Menu) => void} then */
  #withMenu(then) {
    if (this.#menu) then(this.#menu);
    else void this.#load().then(then);
  }

  async #load() {
    const { Menu } = await import('./menu.js');
    const { pane, leave } = this.options;
    return (this.#menu ??= new Menu({
      menu: find('#chat-menu', pane),
      act: (action, subject, detail) => this.#act(action, subject, detail),
      leave,
    }));
  }

  /** @param {import('./menu.js').Question} question @param {Place} place @param {() => void} then */
  #ask(question, place, then) {
    this.#withMenu((menu) => menu.ask(question, place, then));
  }

  /**
   * Opens the menu on a name, or on a message under it.
   * @param {string} name
   * @param {Message | undefined} message
   * @param {Place} place
   */
  open(name, message, place) {
    const { feed } = this.options;
    const { me } = feed;
    const person = feed.people.find(name);
    const mute = feed.muteOf(name);
    const subject = {
      me: me ? { name: me.username, role: me.type, ofSite: isOfSite(me.badges) } : undefined,
      them: { name: person?.username ?? name, role: person?.type ?? message?.role ?? 'normal', ofSite: isOfSite(person?.badges ?? message?.badges) },
      present: person !== undefined,
      isVip: person?.badges?.includes('vip') ?? false,
      ...(mute ? { mute: mute.id } : {}),
      ...(message ? { message } : {}),
    };
    this.#withMenu((menu) => menu.open(subject, place));
  }

  /**
   * @param {Message} message
   * @param {DOMRect} [beside]
   * @param {boolean} [onName] whether it is about the person, of whom moderators see what is known
   */
  openOn(message, beside, onName = false) {
    const { about, feed } = this.options;
    const { me, people } = feed;
    const name = people.find(message.name)?.username ?? message.name;
    const place = this.#placeOf(message, beside);
    if (onName && me !== null && me.type !== 'normal' && me.username !== name) about(name, place.home);
    else this.open(message.name, message, place);
  }

  /**
   * @param {Message} message
   * @param {DOMRect} [beside]
   */
  askToDelete(message, beside) {
    const about = spoken(message).slice(0, ASKED_ABOUT);
    const question = { title: t('chat-delete-ask'), about, yes: t('chat-delete-yes'), no: t('chat-delete-no') };
    this.#ask(question, this.#placeOf(message, beside), () => this.delete(message));
  }

  /** @param {Message} message */
  delete(message) {
    this.options.command(`/delete ${message.id}`);
  }

  /** Asks before `/clear`; anything else may be sent as it is. @param {string} text */
  confirm(text) {
    const { me } = this.options.feed;
    if (!CLEAR.test(text) || me?.type === 'normal' || this.#clears) return true;
    const { composer } = this.options;
    const { field } = composer;
    const question = { title: t('chat-clear-ask'), yes: t('chat-clear-yes'), no: t('chat-delete-no') };
    this.#ask(question, { home: () => field, beside: field.getBoundingClientRect() }, () => {
      this.#clears = true;
      // sending may have become impossible meanwhile
      this.#clears = composer.submit();
    });
    return false;
  }

  /**
   * Where a message stands, also after the list has moved on.
   * @param {Message} message
   * @param {DOMRect} [beside]
   * @returns {Place}
   */
  #placeOf(message, beside) {
    const home = () => this.options.feed.list.elementOf(message);
    return { home, beside: beside ?? home()?.getBoundingClientRect() ?? new DOMRect() };
  }

  /**
   * @param {Action} action
   * @param {Subject} subject
   * @param {string} [detail]
   */
  #act(action, { them, mute, message }, detail = '') {
    const { about, composer, command } = this.options;
    if (action === 'mention') composer.insert(`@${them.name} `);
    else if (action === 'reply') composer.answer(message);
    else if (action === 'copy') void navigator.clipboard?.writeText(message?.text ?? '');
    else if (action === 'delete') message && this.askToDelete(message);
    else if (action === 'pin') message && command(`/pin ${message.id}`);
    else if (action === 'about') about(them.name, message && this.#placeOf(message).home);
    else if (action === 'report') command(`/report ${message?.id} ${detail}`);
    else if (action === 'unmute') command(`/unmute ${mute}`);
    else if (action === 'sanction') command(detail);
    else if (action === 'hour') command(`/timeout ${them.name} 1h`);
    else if (action === 'rename') command(`/rename ${them.name} ${detail}`);
    else command(`${COMMAND_OF[action]} ${them.name}`);
  }
}
