// Suggestions while typing: `:sm` emoji and emotes, `@a` names, `/m` commands.
//
//   const typeahead = attachTypeahead(textarea, { emotes, names, commands })
//   typeahead.close()
//
// The three sources are functions, called each time. Keys are taken before other listeners of the text area see them,
// and only while there is something to choose.

import { isLineBreak, isOfInputMethod, made } from '../dom.js';
import { t } from '../text.js';
import { emoteImage } from './emote.js';
import { inTone, loadEmoji } from './emoji.js';
import { rememberUsed, tone } from './favourites.js';
import { isWhole, spellings, suggestions, wordBefore } from './suggest.js';

/**
 * @typedef {import('./suggest.js').Suggestion} Suggestion
 *
 * @typedef {object} Sources
 * @property {() => Map<string, string>} [emotes] `:alias:` → address
 * @property {() => string[]} [names] the likeliest first
 * @property {() => import('./suggest.js').Command[]} [commands]
 */

let lists = 0;

/**
 * @param {HTMLTextAreaElement | HTMLInputElement} field
 * @param {Sources} sources
 */
export function attachTypeahead(field, sources) {
  return new Typeahead(field, sources);
}

class Typeahead {
  /** @type {Suggestion[]} */
  #found = [];
  /** @type {import('./suggest.js').Word | null} */
  #word = null;
  #active = -1;
  /** Where the word begins whose suggestions were dismissed with Escape. */
  #dismissed = -1;
  /** @type {import('./emoji.js').Group[] | null} */
  #emoji = null;

  /**
   * @param {HTMLTextAreaElement | HTMLInputElement} field
   * @param {Sources} sources
   */
  constructor(field, sources) {
    this.field = field;
    this.sources = sources;
    this.list = document.createElement('ul');
    this.list.className = 'suggestions';
    this.list.id = `suggestions-${++lists}`;
    this.list.popover = 'manual';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', t('chat-suggestions'));
    field.setAttribute('aria-autocomplete', 'list');
    field.after(this.list);

    field.addEventListener('input', (event) => this.#onInput(event));
    field.addEventListener('keydown', (event) => this.#onKey(/** @type {KeyboardEvent} */ (event)), { capture: true });
    field.addEventListener('beforeinput', (event) => this.#onBreak(/** @type {InputEvent} */ (event)), { capture: true });
    field.addEventListener('blur', () => {
      this.#dismissed = -1;
      this.close();
    });
    document.addEventListener('selectionchange', () => this.isOpen && this.#look());
    for (const target of [window, window.visualViewport]) target?.addEventListener('resize', () => this.isOpen && this.#place());
    // the field keeps the focus, and the keyboard of a phone stays up
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const option = event.target instanceof Element ? event.target.closest('[role=option]') : null;
      if (option) this.#choose([...this.list.children].indexOf(option));
    });
  }

  get isOpen() {
    return this.#word !== null;
  }

  close() {
    if (!this.isOpen) return;
    this.#word = null;
    this.#found = [];
    this.list.hidePopover();
    this.list.replaceChildren();
    this.field.removeAttribute('aria-controls');
    this.field.removeAttribute('aria-activedescendant');
  }

  /** @param {Event} event */
  #onInput(event) {
    // what a script puts in is not being typed; on-screen keyboards compose every word, also a Latin one
    if (event instanceof InputEvent) this.#look();
    else this.close();
  }

  #look() {
    const { field } = this;
    const caret = field.selectionStart === field.selectionEnd ? field.selectionStart : null;
    const commands = this.sources.commands?.() ?? [];
    const word = caret === null ? null : wordBefore(field.value, caret, commands);
    if (word?.start !== this.#dismissed) this.#dismissed = -1;
    if (word === null || this.#dismissed >= 0) return this.close();
    if (word.kind === 'emoji' && this.#emoji === null) void this.#load();
    const found = suggestions(word, {
      emoji: this.#emoji ?? [],
      emotes: this.sources.emotes?.() ?? new Map(),
      names: word.kind === 'name' || word.kind === 'user' ? (this.sources.names?.() ?? []) : [],
      commands,
    });
    if (found.length === 0) return this.close();
    const same = this.#word?.start === word.start && this.#word.query === word.query && found.length === this.#found.length;
    this.#word = word;
    this.#found = found;
    if (same) return;
    this.list.replaceChildren(...found.map((one, i) => this.#option(one, i)));
    this.field.setAttribute('aria-controls', this.list.id);
    if (!this.list.matches(':popover-open')) {
      // the stand-in for older browsers would give it the focus
      this.list.tabIndex = -1;
      this.list.showPopover();
      // it scrolls, so it must be reachable, though Tab chooses while the field has the focus
      this.list.tabIndex = 0;
    }
    this.#place();
    // a bare mark may be meant literally: Enter must not choose then
    this.#activate(word.query === '' ? -1 : 0);
  }

  async #load() {
    try {
      this.#emoji = await loadEmoji();
    } catch {
      return;
    }
    if (document.activeElement === this.field) this.#look();
  }

  /** Above the field, as wide as it, and never out of the window. */
  #place() {
    const { left, right, top } = this.field.getBoundingClientRect();
    const { style } = this.list;
    style.width = `${Math.min(Math.max(right - left, 260), innerWidth - 16)}px`;
    style.left = `${Math.max(8, Math.min(left, innerWidth - 8 - Math.max(right - left, 260)))}px`;
    style.bottom = `${document.documentElement.clientHeight - top + 6}px`;
    style.maxHeight = `${Math.max(96, Math.min(320, top - (visualViewport?.offsetTop ?? 0) - 14))}px`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // a message that is sent leaves an empty field, where the next word begins at the same place
    if (event.key === 'Enter') this.#dismissed = -1;
    if (!this.isOpen || isOfInputMethod(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.#take(event)) end(event);
  }

  /** An Enter that came without a key. @param {InputEvent} event */
  #onBreak(event) {
    if (!isLineBreak(event)) return;
    this.#dismissed = -1;
    if (this.isOpen && this.#take({ key: 'Enter', shiftKey: false })) end(event);
  }

  /** @param {{ key: string, shiftKey: boolean }} event @returns {boolean} whether the key was for the list */
  #take({ key, shiftKey }) {
    const count = this.#found.length;
    if (key === 'ArrowDown') this.#activate((this.#active + 1) % count);
    else if (key === 'ArrowUp') this.#activate((Math.max(this.#active, 0) + count - 1) % count);
    else if (key === 'Escape') {
      this.#dismissed = this.#word?.start ?? -1;
      this.close();
    } else if (key === 'Tab' && !shiftKey) this.#choose(Math.max(this.#active, 0));
    else if (key === 'Enter' && !shiftKey) {
      const suggestion = this.#found[this.#active];
      if (!suggestion || !this.#word || isWhole(this.#word, suggestion)) {
        this.close();
        return false;
      }
      this.#choose(this.#active);
    } else return false;
    return true;
  }

  /** @param {number} index */
  #activate(index) {
    this.#active = index;
    [...this.list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === index)));
    const option = this.list.children[index];
    if (option) {
      this.field.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else this.field.removeAttribute('aria-activedescendant');
  }

  /** @param {number} index */
  #choose(index) {
    const suggestion = this.#found[index];
    const word = this.#word;
    if (!suggestion || !word) return;
    const { field } = this;
    const text = insertion(suggestion);
    const end = field.selectionStart ?? field.value.length;
    this.close();
    field.focus();
    field.setSelectionRange(word.start, field.value[end] === ' ' ? end + 1 : end);
    // unlike a change of the value this one can be undone
    if (!document.execCommand('insertText', false, `${text} `)) {
      field.setRangeText(`${text} `, word.start, end, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    if (suggestion.kind === 'emoji' || suggestion.kind === 'emote') rememberUsed(text);
  }

  /**
   * @param {Suggestion} suggestion
   * @param {number} index
   */
  #option(suggestion, index) {
    const option = document.createElement('li');
    option.id = `${this.list.id}-${index}`;
    option.setAttribute('role', 'option');
    option.className = `suggestion suggestion-${suggestion.kind}`;
    option.append(...shown(suggestion, this.#word?.query ?? ''));
    return option;
  }
}

/** Nobody else gets this event. @param {Event} event */
function end(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {Suggestion} suggestion */
function insertion(suggestion) {
  switch (suggestion.kind) {
    case 'emoji':
      return inTone(suggestion.emoji, tone());
    case 'emote':
      return suggestion.alias;
    case 'name':
      return `@${suggestion.name}`;
    case 'user':
      return suggestion.name;
    default:
      return `/${spellings(suggestion.command)[0]}`;
  }
}

/**
 * @param {Suggestion} suggestion
 * @param {string} query
 * @returns {(Node | string)[]}
 */
function shown(suggestion, query) {
  switch (suggestion.kind) {
    case 'emoji': {
      const { names } = suggestion.emoji;
      const name = names.find((one) => one.startsWith(query.toLowerCase())) ?? names[0] ?? suggestion.emoji.label;
      return [made('span', 'emoji', insertion(suggestion)), made('span', 'suggestion-text', `:${name}:`)];
    }
    case 'emote':
      return [emoteImage(suggestion.alias, suggestion.uri), made('span', 'suggestion-text', suggestion.alias)];
    case 'name':
    case 'user':
      return [made('bdi', 'suggestion-text', suggestion.name)];
    default: {
      const { command } = suggestion;
      const usage = made('span', 'suggestion-text', `${insertion(suggestion)} `, made('span', 'suggestion-arguments', command.arguments));
      return [usage, made('span', 'suggestion-help', command.help)];
    }
  }
}
