// What the reader points at in the list: with the mouse, with a finger, or by keyboard, where the arrows walk from line to line
// and Enter opens the menu. By touch a tap on a message opens it, and so does a finger that is held on one.

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
 * @property {(message: Message, beside: DOMRect, onName?: boolean) => void} open `onName`: the name of its author was pressed
 * @property {() => boolean} isTaken whether the press that is under way has done something already
 * @property {(message: Message) => void} reply
 * @property {(message: Message, beside: DOMRect, atOnce: boolean) => void} remove
 * @property {(id: number) => void} jump to the message that one answers
 * @property {() => void} leave back to where one writes
 */

const HOLD_MS = 500;
const HOLD_STILL = 8;

export class Pointing {
  /** Opens the menu of the line that a finger is held on, while it is. @type {(() => void) | null} */
  #hold = null;
  /** Whether the last press was a finger's that was held until the menu opened. */
  #held = false;
  /** With what was pressed last. */
  #pointer = '';
  /** Whether the last press put the keyboard of a phone away. */
  #putAway = false;
  /** The line with the focus, at whose name and links the Tab key stops. @type {HTMLElement | null} */
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
    scroller.addEventListener('contextmenu', (event) => {
      // a browser with a shorter delay says so; its own menu would take the finger away
      if (this.#hold || this.#held) event.preventDefault();
      this.#hold?.();
    });
  }

  /** @param {EventTarget | null} target */
  #line(target) {
    const line = target instanceof Element ? target.closest('.line') : null;
    return line instanceof HTMLElement ? line : null;
  }

  /** @param {HTMLElement | null} line */
  #enter(line) {
    if (line === this.#entered) return;
    for (const stop of stopsOf(this.#entered)) stop.tabIndex = -1;
    for (const stop of stopsOf(line)) stop.tabIndex = 0;
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

  /** @param {MouseEvent} event */
  #onClick(event) {
    const { messageOf, open, isTaken, reply, remove, jump } = this.options;
    if (this.#held) {
      // the finger that lifts now must not click as well
      event.preventDefault();
      return;
    }
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest('button');
    const line = this.#line(target);
    if (!line) return;
    if (button?.dataset.quote !== undefined) {
      jump(Number(button.dataset.quote));
      return;
    }
    const message = messageOf(line);
    if (message === undefined) return;
    if (button?.dataset.tool === 'reply') reply(message);
    else if (button?.dataset.tool === 'delete') remove(message, button.getBoundingClientRect(), event.shiftKey);
    else if (button) open(message, button.getBoundingClientRect(), button.dataset.name !== undefined);
    else if (this.#isTap(event) && !target?.closest('a') && !this.#putAway && !isTaken()) open(message, aroundPoint(event));
  }

  /** Whether a click comes from a finger or a pen, or from a screen reader on a device that has nothing else. @param {MouseEvent} event */
  #isTap(event) {
    const pointer = (event instanceof PointerEvent && event.pointerType) || this.#pointer;
    return pointer === '' ? matchMedia('(hover: none)').matches : pointer !== 'mouse';
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
      if (message) open(message, line.getBoundingClientRect());
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
    this.#pointer = event.pointerType;
    this.#putAway = document.documentElement.hasAttribute('data-keyboard');
    this.#held = false;
    this.#hold = null;
    // a second finger wants something else
    if (event.pointerType === 'mouse' || !event.isPrimary) return;
    const line = this.#line(event.target);
    const message = line && this.options.messageOf(line);
    if (!message) return;
    const end = new AbortController();
    const stop = () => {
      clearTimeout(timer);
      end.abort();
      this.#hold = null;
    };
    this.#hold = () => {
      stop();
      this.#held = true;
      // some browsers have begun to select by now
      getSelection()?.removeAllRanges();
      this.options.open(message, aroundPoint(event));
    };
    const timer = setTimeout(() => this.#hold?.(), HOLD_MS);
    const { signal } = end;
    addEventListener('pointermove', (to) => Math.hypot(to.clientX - event.clientX, to.clientY - event.clientY) > HOLD_STILL && stop(), { signal });
    addEventListener('pointerup', stop, { signal });
    addEventListener('pointercancel', stop, { signal });
  }
}

/** @param {HTMLElement | null} line */
function stopsOf(line) {
  return /** @type {HTMLElement[]} */ ([...(line?.querySelectorAll('a, .name') ?? [])]);
}

/** As high as a line, so that what opens below it leaves it in sight. @param {MouseEvent} event */
function aroundPoint({ clientX, clientY }) {
  return new DOMRect(clientX, clientY - 12, 0, 24);
}
