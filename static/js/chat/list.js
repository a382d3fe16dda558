// The list of lines. It holds a bounded number of elements, writes all that came at once, ten times a second at most, and
// stays at the end unless the reader has gone up; then it waits, counts, and marks where the reader stopped.

import { made } from '../dom.js';
import { t } from '../text.js';

/**
 * @typedef {import('./lines.js').Line} Line
 *
 * @typedef {object} ListOptions
 * @property {HTMLElement} scroller
 * @property {HTMLElement} lines inside the scroller
 * @property {(line: Line, before: Line | undefined) => HTMLElement} make
 * @property {(unread: number, atEnd: boolean) => void} onChange
 */

/** Elements kept while the reader is at the end, and while they are further up and nothing may move. */
const MOST = 300;
const MOST_AWAY = 600;
/** Writing costs the same for one line as for many, since the whole list moves up; nobody reads faster. */
const PAUSE_MS = 100;

export class List {
  /** Lines that are shown, with their elements, oldest first. @type {Map<Line, HTMLElement>} */
  #shown = new Map();
  /** Lines that wait for the next frame, or for the reader to come back. @type {Line[]} */
  #waiting = [];
  /** Lines whose elements say what was. @type {Set<Line>} */
  #stale = new Set();
  /** The last line of all. @type {Line | undefined} */
  #last;
  /** Whether a write is on its way. */
  #due = false;
  #wroteAt = -PAUSE_MS;
  #top = 0;
  /** What the scroller measured when it was last put to the end. */
  #measures = '';
  #divider;

  /** Whether the newest line is in sight. */
  atEnd = true;
  /** Whether somebody looks at all: the pane is open and the window visible. */
  seen = true;
  unread = 0;

  /** @param {ListOptions} options */
  constructor(options) {
    this.options = options;
    this.#divider = made('div', 'line-new', made('span', '', t('chat-new-here')));
    this.#divider.setAttribute('role', 'separator');
    this.#divider.setAttribute('aria-label', t('chat-new-messages'));
    const { scroller, lines } = options;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // lines that come, pictures that load, a keyboard that opens: who was at the end stays there. Told of it after the
    // layout of a frame, nothing has to be laid out for it alone
    const sizes = new ResizeObserver(() => this.atEnd && this.#toEnd());
    sizes.observe(scroller);
    sizes.observe(lines);
  }

  get last() {
    return this.#last;
  }

  get empty() {
    return this.#shown.size === 0 && this.#waiting.length === 0;
  }

  /**
   * @param {Line} line
   * @param {boolean} counts whether a reader who is away wants to know of it
   */
  add(line, counts) {
    this.#last = line;
    if (counts && !(this.atEnd && this.seen)) {
      if (this.unread === 0) line.first = true;
      this.unread += 1;
    }
    this.#waiting.push(line);
    if (this.#waiting.length > MOST) this.#dropOldest();
    this.#later();
  }

  #dropOldest() {
    const oldest = this.#waiting.shift();
    const [next] = this.#waiting;
    // what is new begins with the next one then
    if (oldest?.first && next) next.first = true;
  }

  /** A line that is there already reads otherwise now; shown with the next frame. @param {Line} line */
  touch(line) {
    this.#stale.add(line);
    this.#later();
  }

  /** Every line may read otherwise now. */
  touchAll() {
    for (const line of this.#shown.keys()) this.#stale.add(line);
    this.#later();
  }

  /** @param {Line} line */
  #renew(line) {
    const old = this.#shown.get(line);
    if (old === undefined) return;
    const fresh = this.options.make(line, this.#before(line));
    const focused = old.contains(document.activeElement);
    old.replaceWith(fresh);
    this.#shown.set(line, fresh);
    if (focused) fresh.focus({ preventScroll: true });
  }

  /** Shows these and nothing else. @param {Line[]} lines */
  replace(lines) {
    const { scroller, lines: place } = this.options;
    if (place.contains(document.activeElement)) scroller.focus({ preventScroll: true });
    this.#shown.clear();
    place.replaceChildren();
    this.#waiting = lines.slice(-MOST);
    this.#last = lines.at(-1);
    this.jump();
  }

  /** Takes away lines for which this holds. @param {(line: Line) => boolean} gone */
  remove(gone) {
    this.#waiting = this.#waiting.filter((line) => !gone(line));
    let orphan = false;
    for (const [line, element] of [...this.#shown]) {
      if (gone(line)) {
        this.#passFocus(element);
        element.remove();
        this.#shown.delete(line);
        orphan = true;
      } else if (orphan) {
        // who went on from a line that is gone needs a name now
        orphan = false;
        this.#renew(line);
      }
    }
    this.#last = this.#waiting.at(-1) ?? [...this.#shown.keys()].at(-1);
    this.#tell();
  }

  /** Keyboard users keep their place when a line is removed. @param {HTMLElement} element */
  #passFocus(element) {
    if (!element.contains(document.activeElement)) return;
    const { scroller, lines } = this.options;
    const all = /** @type {HTMLElement[]} */ ([...lines.querySelectorAll('.line')]);
    const at = all.indexOf(element);
    (all[at + 1] ?? all[at - 1] ?? scroller).focus({ preventScroll: true });
  }

  /**
   * The newest line for which this holds.
   * @param {(line: Line) => boolean} wanted
   * @returns {Line | undefined}
   */
  find(wanted) {
    return this.#waiting.findLast(wanted) ?? [...this.#shown.keys()].findLast(wanted);
  }

  /** Every line, oldest first, with its element if it has one by now. @returns {Generator<[Line, HTMLElement?]>} */
  *lines() {
    yield* this.#shown;
    for (const line of this.#waiting) yield [line];
  }

  /** @param {Element} element @returns {Line | undefined} */
  lineOf(element) {
    for (const [line, shown] of this.#shown) if (shown === element) return line;
    return undefined;
  }

  /** @param {Line} line */
  elementOf(line) {
    return this.#shown.get(line);
  }

  /** Shows the newest line. */
  jump() {
    this.atEnd = true;
    this.unread = 0;
    this.#write();
    this.#toEnd();
    this.#tell();
  }

  /** The reader looks, or looks away. @param {boolean} seen */
  look(seen) {
    if (this.seen === seen) return;
    this.seen = seen;
    if (seen && this.atEnd) this.unread = 0;
    if (seen) this.#later();
    this.#tell();
  }

  /** The reader has seen what is new. */
  forgetDivider() {
    this.#divider.remove();
  }

  #later() {
    if (this.#due) return;
    this.#due = true;
    // no frames come while the window is hidden, and nothing has to be shown then
    const frame = () =>
      requestAnimationFrame(() => {
        this.#due = false;
        this.#write();
      });
    const pause = this.#wroteAt + PAUSE_MS - performance.now();
    if (pause > 0) setTimeout(frame, pause);
    else frame();
  }

  #write() {
    this.#wroteAt = performance.now();
    const { lines, make } = this.options;
    for (const line of this.#stale) this.#renew(line);
    this.#stale.clear();
    const room = this.atEnd ? MOST : Math.max(0, MOST_AWAY - this.#shown.size);
    const coming = this.#waiting.splice(0, room);
    if (coming.length > 0) {
      const fragment = document.createDocumentFragment();
      let before = [...this.#shown.keys()].at(-1);
      for (const line of coming) {
        const element = make(line, before);
        if (line.first) fragment.append(this.#divider);
        fragment.append(element);
        this.#shown.set(line, element);
        before = line;
      }
      lines.append(fragment);
    }
    if (this.atEnd) this.#trim();
    this.#tell();
  }

  #trim() {
    let surplus = this.#shown.size - MOST;
    for (const [line, element] of this.#shown) {
      if (surplus-- <= 0) break;
      this.#passFocus(element);
      element.remove();
      this.#shown.delete(line);
    }
  }

  #toEnd() {
    const { scroller } = this.options;
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
    this.#measures = this.#measured();
  }

  #measured() {
    const { clientHeight, scrollHeight } = this.options.scroller;
    return `${clientHeight} ${scrollHeight}`;
  }

  #scrolled() {
    const { scroller } = this.options;
    // a form that closed below moves the list as a reader would; that is nobody's wish to go up
    if (this.atEnd && this.#measures !== this.#measured()) return this.#toEnd();
    const top = scroller.scrollTop;
    const below = scroller.scrollHeight - scroller.clientHeight - top;
    if (below < 4) {
      if (!this.atEnd) this.#cameBack();
    } else if (top < this.#top - 1) this.atEnd = false;
    this.#top = top;
    this.#tell();
  }

  /** At the end of what is shown; more may wait, and is added below without moving what is being read. */
  #cameBack() {
    if (this.#waiting.length > 0) {
      const { scroller } = this.options;
      const before = scroller.scrollHeight;
      const top = scroller.scrollTop;
      this.#trim();
      scroller.scrollTop = this.#top = top - (before - scroller.scrollHeight);
      this.#later();
      return;
    }
    this.atEnd = true;
    if (this.seen) this.unread = 0;
    this.#trim();
    this.#toEnd();
  }

  /** @param {Line} line */
  #before(line) {
    let before;
    for (const other of this.#shown.keys()) {
      if (other === line) return before;
      before = other;
    }
    return undefined;
  }

  #tell() {
    this.options.onChange(this.unread, this.atEnd);
  }
}
