// The moderation panel: over the chat on narrow screens, beside it where there is room. It shows one section at a time.

import { iconButton } from '../chat/sheet.js';
import { icon } from '../chat/icons.js';
import { rove } from '../chat/roving.js';
import { isEscape, made, setText } from '../dom.js';
import { t } from '../text.js';
import { counted } from '../words.js';

/**
 * @typedef {import('./section.js').Section} Section
 *
 * @typedef {object} PanelOptions
 * @property {HTMLElement} pane of the chat
 * @property {HTMLElement} opener
 * @property {Section[]} sections
 * @property {() => void} leave where the focus goes when the button that opens the panel is gone
 */

/** Where there is room beside the chat; the same words as in moderation.css. */
const ROOMY = '(min-width: 1200px) and (min-height: 501px)';

export class ModerationPanel {
  /** @type {Section | null} */
  #shown = null;
  /** What has the focus afterwards, unless it is the button. @type {(() => HTMLElement | null | undefined) | undefined} */
  #home;
  /** What has gone wrong stays until something else is done. */
  #trouble = made('p', 'moderation-trouble');
  #voice = made('p', 'unseen');
  #tabs = made('div', 'moderation-tabs');
  #place = made('div', 'moderation-section');
  /** @type {Map<Section, HTMLButtonElement>} */
  #tabOf = new Map();

  /** @param {PanelOptions} options */
  constructor(options) {
    this.options = options;
    const { pane, opener, sections } = options;
    const closer = iconButton('close', t('site-close'));
    closer.addEventListener('click', () => this.close());
    const title = made('h2', 'moderation-title', t('moderation-title'));
    title.id = 'moderation-title';
    this.#trouble.setAttribute('role', 'alert');
    this.#voice.setAttribute('role', 'status');
    this.#tabs.setAttribute('role', 'tablist');
    this.#tabs.setAttribute('aria-label', t('moderation-sections'));
    this.#place.id = 'moderation-section';
    this.#place.setAttribute('role', 'tabpanel');
    this.#place.tabIndex = 0;
    for (const section of sections) this.#addTab(section);
    rove(this.#tabs);
    this.element = made('section', 'moderation', made('header', 'moderation-head', title, closer), this.#tabs, this.#trouble, this.#place, this.#voice);
    this.element.id = 'moderation';
    this.element.setAttribute('aria-labelledby', title.id);
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (!isEscape(event)) return;
      // nothing that lies below closes as well
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
    opener.setAttribute('aria-controls', this.element.id);
    pane.append(this.element);
    this.tell();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /**
   * @param {Section | undefined} [section] the one that was shown last, or that has something to do, where none is given
   * @param {() => HTMLElement | null | undefined} [home] has the focus afterwards, if it is there by then
   */
  open(section, home) {
    const { opener, sections } = this.options;
    const next = section ?? this.#shown ?? sections.find(({ count }) => count > 0) ?? sections[0];
    if (next === undefined) return;
    this.#home = home;
    this.element.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    document.documentElement.toggleAttribute('data-moderating', true);
    this.#show(next);
    this.#tabOf.get(next)?.focus();
  }

  close() {
    const { opener, leave } = this.options;
    const had = this.element.contains(document.activeElement);
    this.fold();
    if (!had) return;
    const home = this.#home?.();
    if (home?.isConnected) home.focus({ preventScroll: true });
    else if (opener.hidden) leave();
    else opener.focus();
  }

  /** Closes it where something else takes the focus. */
  fold() {
    this.#shown?.close();
    this.#place.replaceChildren();
    this.element.hidden = true;
    this.options.opener.setAttribute('aria-expanded', 'false');
    document.documentElement.toggleAttribute('data-moderating', false);
  }

  /** Whether the chat can be read beside it. */
  get isBeside() {
    return matchMedia(ROOMY).matches;
  }

  /** Shows how much waits in each section. */
  tell() {
    for (const [{ title, count, absent = false }, tab] of this.#tabOf) {
      tab.hidden = tab.disabled = absent;
      const number = /** @type {HTMLElement} */ (tab.lastElementChild);
      setText(number, count > 0 ? counted(count) : '');
      tab.setAttribute('aria-label', count > 0 ? t('moderation-waiting', { title, count: counted(count) }) : title);
    }
  }

  /** @param {string} words */
  say(words) {
    setText(this.#voice, words);
  }

  /** @param {string} words why something failed; empty when it is over */
  fail(words) {
    setText(this.#trouble, words);
  }

  /** @param {Section} section */
  #show(section) {
    this.#shown?.close();
    this.#place.replaceChildren();
    this.fail('');
    this.#shown = section;
    for (const [one, tab] of this.#tabOf) {
      tab.setAttribute('aria-selected', String(one === section));
      tab.tabIndex = one === section ? 0 : -1;
    }
    this.#tabOf.get(section)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#place.setAttribute('aria-labelledby', this.#tabOf.get(section)?.id ?? '');
    section.render(this.#place);
  }

  /** @param {Section} section */
  #addTab(section) {
    const count = made('span', 'moderation-count number');
    const tab = made('button', 'moderation-tab', icon(section.icon), made('span', 'moderation-word', section.title), ' ', count);
    tab.type = 'button';
    tab.id = `moderation-tab-${this.#tabOf.size}`;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', this.#place.id);
    tab.setAttribute('aria-selected', 'false');
    // the arrow keys show what they lead to
    for (const event of ['click', 'focus']) tab.addEventListener(event, () => this.#shown !== section && this.#show(section));
    this.#tabOf.set(section, tab);
    this.#tabs.append(tab);
  }
}
