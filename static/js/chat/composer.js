// Where one writes: a field that grows to four lines. Enter sends, Shift+Enter begins a new line, the up key brings back what
// one has sent. The draft survives reloads and lost connections.

import { find, isLineBreak, isOfInputMethod, made } from '../dom.js';
import { recallHere, rememberHere } from './slots.js';

/**
 * @typedef {import('./lines.js').Message} Message
 *
 * @typedef {object} ComposerOptions
 * @property {HTMLFormElement} form
 * @property {string} slot names the chat whose draft it is
 * @property {(text: string, reply: number | undefined) => boolean} send false where it could not be sent now
 * @property {(left: number) => void} onLength characters that are left
 */

const KEPT = 50;

export class Composer {
  /** What was sent, newest last. @type {string[]} */
  #sent = [];
  /** Where in `#sent` the up key is; its length while something new is written. */
  #at = 0;
  /** @type {Message | undefined} */
  #reply;

  /** Most characters. */
  limit = 500;

  /** @param {ComposerOptions} options */
  constructor(options) {
    this.options = options;
    const { form, slot } = options;
    /** @type {HTMLTextAreaElement} */
    this.field = find('#chat-text', form);
    this.chip = find('#chat-reply', form);
    this.field.value = recallHere(`draft.${slot}`) ?? '';
    this.field.addEventListener('input', () => this.#changed());
    this.field.addEventListener('keydown', (event) => this.#onKey(event));
    this.field.addEventListener('beforeinput', (event) => {
      if (event.defaultPrevented || !isLineBreak(event)) return;
      event.preventDefault();
      this.submit();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    find('#chat-reply-end', form).addEventListener('click', () => {
      this.answer(undefined);
      this.field.focus();
    });
    this.#changed();
  }

  /** What is written. */
  get text() {
    return this.field.value.trim();
  }

  /** Sends what is written. Answers whether that was possible. */
  submit() {
    const { text } = this;
    if (text === '') return false;
    if ([...text].length > this.limit) return false;
    if (!this.options.send(text, this.#reply?.id)) return false;
    if (this.#sent.at(-1) !== text) this.#sent.push(text);
    if (this.#sent.length > KEPT) this.#sent.shift();
    this.answer(undefined);
    this.#set('');
    this.#at = this.#sent.length;
    return true;
  }

  /** What is written answers nothing any more if that message is gone. @param {(id: number) => boolean} gone */
  forget(gone) {
    if (this.#reply !== undefined && gone(this.#reply.id)) this.answer(undefined);
  }

  /** Brings back what could not be said, before what was written since. @param {string[]} texts */
  restore(texts) {
    this.#set([...texts, this.field.value].filter((text) => text !== '').join('\n'));
  }

  /**
   * Puts something in at the caret, with a space to the word before.
   * @param {string} text
   * @param {{ focus?: boolean }} [options]
   */
  insert(text, { focus = true } = {}) {
    const { field } = this;
    const before = field.value.slice(0, field.selectionStart);
    field.setRangeText((/\S$/.test(before) ? ' ' : '') + text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    if (focus) field.focus();
  }

  /** As high as the text, up to what the style sheet allows. */
  resize() {
    // where the style sheet does it nothing has to be measured
    if (CSS.supports('field-sizing', 'content')) return;
    const { field, options } = this;
    // the list above must not move while this is measured
    options.form.style.minHeight = `${options.form.offsetHeight}px`;
    field.style.height = 'auto';
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight}px`;
    options.form.style.minHeight = '';
  }

  /** What is written answers this message, or none. @param {Message | undefined} message */
  answer(message) {
    this.#reply = message;
    this.chip.hidden = message === undefined;
    if (message === undefined) return;
    const words = message.kind === 'drawing' ? 'a drawing' : message.text;
    find('[data-to]', this.chip).replaceChildren(made('b', '', made('bdi', '', message.name)), ' ', made('bdi', '', words));
    this.field.focus();
  }

  /** @param {string} value */
  #set(value) {
    this.field.value = value;
    this.field.setSelectionRange(value.length, value.length);
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  #changed() {
    const { field } = this;
    this.resize();
    rememberHere(`draft.${this.options.slot}`, field.value || null);
    this.allow(this.limit);
  }

  /** @param {number} limit the most characters of a message */
  allow(limit) {
    this.limit = limit;
    this.options.onLength(limit - [...this.field.value].length);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // keys of an input method, and those that a list above the field took, are not ours
    if (isOfInputMethod(event) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (event.shiftKey) this.#breakLine();
      else this.submit();
    } else if (event.key === 'Escape' && this.#reply !== undefined) {
      event.preventDefault();
      this.answer(undefined);
    } else if (event.key === 'ArrowUp') this.#walk(event, -1);
    else if (event.key === 'ArrowDown') this.#walk(event, 1);
  }

  #breakLine() {
    const { field } = this;
    field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    // as it does by itself for what is typed
    if (field.selectionEnd === field.value.length) field.scrollTop = field.scrollHeight;
  }

  /**
   * Through what was sent, from its first line up and from its last line down; never over something that is being written.
   * @param {KeyboardEvent} event
   * @param {number} step
   */
  #walk(event, step) {
    if (this.field.value !== (this.#sent[this.#at] ?? '')) this.#at = this.#sent.length;
    if (this.field.value !== (this.#sent[this.#at] ?? '')) return;
    const { value, selectionStart, selectionEnd } = this.field;
    if ((step < 0 ? value.slice(0, selectionStart) : value.slice(selectionEnd)).includes('\n')) return;
    const next = this.#at + step;
    if (next < 0 || next > this.#sent.length) return;
    event.preventDefault();
    this.#at = next;
    this.#set(this.#sent[next] ?? '');
  }
}
