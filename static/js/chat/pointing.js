// What the reader points at in the list: with the mouse, with a finger held down, or by keyboard, where the arrows walk from
// line to line and Enter opens the menu.

import { find } from '../dom.js';
import { timeElement } from './message.js';

/**
 * @typedef {import('./lines.js').Message} Message
 *
 * @typedef {object} PointingOptions
 * @property {HTMLElement} scroller
 * @property {HTMLElement} tools the time and the buttons that stand on the line that is pointed at
 * @property {(element: Element) => Message | undefined} messageOf
 * @property {(message: Message) => { reply: boolean, remove: boolean }} allowed
 * @property {(message: Message, opener: HTMLElement, beside?: DOMRect) => void} open
 * @property {(message: Message) => void} reply
 * @property {(message: Message) => void} remove
 * @property {(id: number) => void} jump to the message that one answers
 * @property {() => void} leave back to where one writes
 */

const HOLD_MS = 500;
const HOLD_STILL = 8;

export class Pointing {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hold;
  /** The line with the focus, whose links the Tab key stops at. @type {HTMLElement | null} */
  #entered = null;

  /** @param {PointingOptions} options */
  constructor(options) {
    this.options = options;
    const { scroller, tools } = options;
    scroller.addEventListener('click', (event) => this.#onClick(event));
    scroller.addEventListener('pointerover', (event) => event.pointerType === 'mouse' && this.#show(event.target));
    scroller.addEventListener('pointerleave', () => scroller.contains(document.activeElement) || tools.remove());
    scroller.addEventListener('focusin', (event) => {
      this.#show(event.target);
      this.#enter(this.#line(event.target));
    });
    scroller.addEventListener('focusout', (event) => {
      if (!scroller.contains(/** @type {Node | null} */ (event.relatedTarget))) tools.remove();
    });
    scroller.addEventListener('keydown', (event) => this.#onKey(event));
    scroller.addEventListener('pointerdown', (event) => this.#onDown(event));
  }

  /** @param {EventTarget | null} target */
  #line(target) {
    const line = target instanceof Element ? target.closest('.line') : null;
    return line instanceof HTMLElement ? line : null;
  }

  /** @param {HTMLElement | null} line */
  #enter(line) {
    if (line === this.#entered) return;
    for (const link of this.#entered?.querySelectorAll('a') ?? []) link.tabIndex = -1;
    for (const link of line?.querySelectorAll('a') ?? []) link.tabIndex = 0;
    this.#entered = line;
  }

  /** @param {EventTarget | null} target */
  #show(target) {
    const { tools, messageOf, allowed } = this.options;
    const line = this.#line(target);
    if (line === null || tools.parentElement === line) return;
    const message = messageOf(line);
    if (message === undefined) {
      tools.remove();
      return;
    }
    const { reply, remove } = allowed(message);
    find('time', tools).replaceWith(timeElement(message.time));
    find('[data-tool="reply"]', tools).hidden = !reply;
    find('[data-tool="delete"]', tools).hidden = !remove;
    tools.hidden = false;
    line.append(tools);
  }

  /** @param {Event} event */
  #onClick(event) {
    const { messageOf, open, reply, remove, jump } = this.options;
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const line = this.#line(event.target);
    if (button === null || line === null) return;
    if (button.dataset.quote !== undefined) {
      jump(Number(button.dataset.quote));
      return;
    }
    const message = messageOf(line);
    if (message === undefined) return;
    if (button.dataset.tool === 'reply') reply(message);
    else if (button.dataset.tool === 'delete') remove(message);
    else open(message, line, button.getBoundingClientRect());
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { scroller, messageOf, open, leave } = this.options;
    const line = this.#line(event.target);
    if (event.key === 'Escape') {
      event.preventDefault();
      leave();
    } else if (event.key === 'Enter' && event.target === line && line !== null) {
      event.preventDefault();
      const message = messageOf(line);
      if (message) open(message, line);
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const lines = /** @type {HTMLElement[]} */ ([...scroller.querySelectorAll('.line')]);
      const at = line === null ? lines.length : lines.indexOf(line);
      const next = lines[Math.max(0, at + (event.key === 'ArrowUp' ? -1 : 1))];
      event.preventDefault();
      next?.focus();
    }
  }

  /** A finger that stays where it is asks for the menu. @param {PointerEvent} event */
  #onDown(event) {
    if (event.pointerType === 'mouse') return;
    const line = this.#line(event.target);
    const message = line && this.options.messageOf(line);
    if (!line || !message) return;
    const end = new AbortController();
    const stop = () => {
      clearTimeout(this.#hold);
      end.abort();
    };
    clearTimeout(this.#hold);
    this.#hold = setTimeout(() => {
      stop();
      // the finger that lifts now must not click as well
      const lifted = AbortSignal.timeout(HOLD_MS);
      line.addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true, signal: lifted });
      setTimeout(() => this.options.open(message, line, new DOMRect(event.clientX, event.clientY - 12, 0, 24)));
    }, HOLD_MS);
    const { signal } = end;
    addEventListener('pointermove', (to) => Math.hypot(to.clientX - event.clientX, to.clientY - event.clientY) > HOLD_STILL && stop(), { signal });
    addEventListener('pointerup', stop, { signal });
    addEventListener('pointercancel', stop, { signal });
  }
}
