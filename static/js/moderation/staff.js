// What a page has for moderators and the streamer: the button in the chat's head, and the panel that it opens. Loaded when the
// page becomes one's.

import { icon } from '../chat/icons.js';
import { find, made, setText } from '../dom.js';
import { t } from '../text.js';
import { showWays } from '../ways.js';
import { counted } from '../words.js';
import { EmotesSection } from './emotes.js';
import { ModerationPanel } from './panel.js';
import { PersonSection } from './person.js';
import { Refused } from './section.js';
import { SECTIONS } from './sections.js';

/**
 * @typedef {object} StaffOptions
 * @property {HTMLElement} pane of the chat
 * @property {import('../chat/connection.js').Connection} connection
 * @property {string} url of the stream's page
 * @property {import('../chat/feed.js').Feed} feed
 * @property {(name: string, button: HTMLElement) => void} menu opens the chat's menu about somebody
 * @property {() => void} leave where the focus goes when all this is gone
 */

const NO_ANSWER = t('moderation-no-answer');

export class Staff {
  /** @param {StaffOptions} options */
  constructor(options) {
    this.options = options;
    const { pane, connection, feed, menu, leave } = options;
    const sheet = made('link', '');
    sheet.rel = 'stylesheet';
    sheet.href = pane.dataset.moderation ?? '';
    document.head.append(sheet);
    /** Without it the panel would lie anywhere. */
    this.dressed = new Promise((resolve) => (sheet.onload = sheet.onerror = resolve));
    this.button = made('button', 'button-quiet', icon('shield'), made('span', 'moderation-count number'));
    this.button.type = 'button';
    this.button.id = 'moderation-open';
    this.button.title = t('moderation-title');
    this.button.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
    find('#chat-members-open', pane).before(this.button);
    this.sections = SECTIONS.map(
      (Section) =>
        new Section({
          connection,
          feed,
          ask: (id, parameters) => this.#ask(id, parameters),
          report: (work) => this.#report(work),
          say: (words) => this.panel.say(words),
          changed: () => this.#tell(),
          menu,
        }),
    );
    this.panel = new ModerationPanel({ pane, opener: this.button, sections: this.sections, leave });
    this.button.addEventListener('click', () => void this.#toggle());
    this.#tell();
  }

  /** Whether the page is a moderator's or the streamer's. @param {boolean} shown */
  show(shown) {
    if (!shown && this.panel.isOpen) this.panel.close();
    this.button.hidden = !shown;
    const { feed, url } = this.options;
    // moderators enter the studio with their account
    showWays(`${url}studio/`, shown && (feed.me?.type === 'admin' || Boolean(feed.me?.account)));
  }

  /**
   * Shows what is known of somebody.
   * @param {string} name
   * @param {() => HTMLElement | null | undefined} [home] has the focus afterwards, if it is there by then
   */
  async about(name, home) {
    await this.dressed;
    const person = this.sections.find((section) => section instanceof PersonSection);
    this.panel.open(person, home);
    if (person instanceof PersonSection) person.about(name);
  }

  /** A picture cannot be typed: `/emote add` opens its upload. @param {string} text @returns {boolean} whether it did */
  takes(text) {
    const typed = /^\/emote\s+add(?:\s+:?([\w-]*)|$)/.exec(text);
    if (typed === null || this.button.hidden) return false;
    void this.#addEmote(typed[1] ?? '');
    return true;
  }

  /** @param {string} alias what the emote is to be called, or nothing */
  async #addEmote(alias) {
    await this.dressed;
    const emotes = this.sections.find((section) => section instanceof EmotesSection);
    this.panel.open(emotes);
    if (emotes instanceof EmotesSection) emotes.begin(alias);
  }

  async #toggle() {
    await this.dressed;
    if (this.panel.isOpen) this.panel.close();
    else this.panel.open();
  }

  /** Shows how much waits in all sections. */
  #tell() {
    // a section may say so before all of them are there
    if (this.panel === undefined) return;
    const waiting = this.sections.reduce((sum, { count }) => sum + count, 0);
    setText(find('.number', this.button), waiting > 0 ? counted(waiting) : '');
    this.button.setAttribute('aria-label', waiting > 0 ? t('moderation-button-waiting', { count: counted(waiting) }) : t('moderation-title'));
    this.panel.tell();
  }

  /**
   * @param {string} id
   * @param {Record<string, unknown>} [parameters]
   */
  async #ask(id, parameters) {
    const { outcome, problem } = await this.options.connection.operate(id, parameters);
    if (outcome === undefined) throw new Refused(problem?.detail ?? NO_ANSWER);
    return outcome;
  }

  /** @param {Promise<unknown>} work */
  #report(work) {
    this.panel.fail('');
    work.catch((error) => {
      if (!(error instanceof Refused)) throw error;
      this.panel.fail(error.message);
    });
  }
}
