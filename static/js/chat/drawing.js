// The drawing board: a picture of 240×120 in black and one's own colour.
//
//   openDrawing(button, { colour, onSend })   onSend gets the data URL of a PNG; if it returns false, or a promise of it,
//                                             the sketch stays open
//
// Pressing the button again closes the board. A sketch is kept until it is sent, and Undo brings back even that.

import { made } from '../dom.js';
import { t } from '../text.js';
import { readableOn } from './contrast.js';
import { dataUrlOf, pngOf } from './png.js';
import { rasterOf } from './raster.js';
import { rove } from './roving.js';
import { Sheet, iconButton } from './sheet.js';
import { HEIGHT, Sketch, WIDTH } from './sketch.js';
import { BLACK, PAPER, drawPen, drawStrokes } from './strokes.js';

/**
 * @typedef {import('./sketch.js').Ink} Ink
 * @typedef {import('./sketch.js').Point} Point
 * @typedef {{ colour: string, onSend: (src: string) => unknown }} Options
 */

const KEPT = 'pystreaming.sketch';
const SIZES = [
  { name: t('draw-thin'), size: 2 },
  { name: t('draw-medium'), size: 5 },
  { name: t('draw-thick'), size: 12 },
];
/** A finger or a mouse tells no pressure. */
const EVEN = 0.5;
/** How far an arrow key goes, and with Shift. */
const STEP = 4;
const FINE_STEP = 1;

/** @type {Board | null} */
let board = null;

/**
 * @param {HTMLElement} anchor
 * @param {Options} options
 */
export function openDrawing(anchor, options) {
  board ??= new Board();
  board.open(anchor, options);
  return board;
}

class Board {
  /** @type {Options} */
  #options = { colour: BLACK, onSend() {} };
  #sketch = new Sketch();
  /** @type {Ink} */
  #ink = 'black';
  #size = 5;
  /** The pointer that draws. @type {number | null} */
  #pointer = null;
  /** The pen that the keyboard moves. @type {{ x: number, y: number, down: boolean } | null} */
  #pen = null;
  #sending = false;

  constructor() {
    this.sheet = new Sheet(t('draw-title'), 'board');
    this.canvas = made('canvas', 'board-canvas');
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', t('draw-sheet'));
    this.status = made('p', 'unseen');
    this.status.setAttribute('role', 'status');

    this.own = this.#choice(t('draw-own'), made('span', 'board-swatch'), () => this.#use('own'));
    this.black = this.#choice(t('draw-black'), made('span', 'board-swatch'), () => this.#use('black'));
    this.eraser = iconButton('eraser', t('draw-eraser'));
    this.eraser.addEventListener('click', () => this.#use('paper'));
    this.sizes = SIZES.map(({ name, size }) => {
      const dot = made('span', 'board-dot');
      dot.style.width = dot.style.height = `${4 + size}px`;
      return this.#choice(name, dot, () => this.#useSize(size));
    });
    this.undo = iconButton('undo', t('draw-undo'));
    this.undo.addEventListener('click', () => this.#undo());
    this.clear = iconButton('trash', t('draw-clear'));
    this.clear.addEventListener('click', () => this.#clear());
    this.send = made('button', 'button', t('chat-send'));
    this.send.type = 'button';
    this.send.addEventListener('click', () => void this.#send());
    const [inks, pens] = [group(t('draw-colour'), this.black, this.own, this.eraser), group(t('draw-pen'), ...this.sizes)];
    for (const row of [inks, pens]) rove(row);
    this.sheet.element.append(
      made('div', 'board-place', this.canvas),
      made(
        'div',
        'board-tools',
        inks,
        pens,
        group(t('draw-sketch'), this.undo, this.clear),
        made('div', 'board-end', this.sheet.closeButton(), this.send),
      ),
      this.status,
    );

    this.canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    // a stroke is no swipe: browsers wait for a swipe to end before they take the next tap, which may be Send
    this.canvas.addEventListener('touchstart', (event) => event.preventDefault(), { passive: false });
    this.canvas.addEventListener('pointermove', (event) => this.#extend(event));
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) this.canvas.addEventListener(type, () => this.#end());
    this.canvas.addEventListener('keydown', (event) => this.#onPenKey(event));
    this.canvas.addEventListener('blur', () => this.#liftPen());
    this.sheet.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.sheet.onclose = () => this.#keep();
    new ResizeObserver(() => this.#paint()).observe(this.canvas);
    this.#sketch.restore(kept());
  }

  /**
   * @param {HTMLElement} anchor
   * @param {Options} options
   */
  open(anchor, options) {
    this.#options = options;
    if (!this.sheet.toggle(anchor)) return;
    this.sheet.element.style.setProperty('--board-colour', options.colour);
    swatch(this.black).style.background = BLACK;
    this.#use(this.#ink);
    this.#useSize(this.#size);
    this.#paint();
    this.canvas.focus({ preventScroll: true });
  }

  close() {
    this.sheet.close();
  }

  /** When the person's colour changes while the board is open. @param {string} colour */
  setColour(colour) {
    this.#options.colour = colour;
    this.sheet.element.style.setProperty('--board-colour', colour);
    this.#use(this.#ink);
    this.#paint();
  }

  /**
   * @param {string} label
   * @param {Node} picture
   * @param {() => void} choose
   */
  #choice(label, picture, choose) {
    const button = made('button', 'button-quiet', picture);
    button.type = 'button';
    button.title = label;
    button.setAttribute('aria-label', label);
    button.addEventListener('click', choose);
    return button;
  }

  /** @param {Ink} ink */
  #use(ink) {
    this.#ink = ink;
    swatch(this.own).style.background = this.#colour('own');
    for (const [button, its] of /** @type {const} */ ([[this.black, 'black'], [this.own, 'own'], [this.eraser, 'paper']])) {
      button.setAttribute('aria-pressed', String(its === ink));
      button.tabIndex = its === ink ? 0 : -1;
    }
  }

  /** @param {number} size */
  #useSize(size) {
    this.#size = size;
    this.sizes.forEach((button, i) => {
      const chosen = SIZES[i]?.size === size;
      button.setAttribute('aria-pressed', String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    });
  }

  /** @param {Ink} ink */
  #colour(ink) {
    if (ink === 'paper') return PAPER;
    // only so much that something can be seen of a colour that is nearly that of the paper
    return ink === 'black' ? BLACK : readableOn(this.#options.colour, PAPER, 1.5);
  }

  /** @param {PointerEvent} event @returns {Point} */
  #point({ clientX, clientY, pressure, pointerType }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const edge = this.canvas.clientLeft;
    const x = ((clientX - left - edge) / (width - 2 * edge)) * WIDTH;
    const y = ((clientY - top - edge) / (height - 2 * edge)) * HEIGHT;
    return [x, y, pointerType === 'pen' && pressure > 0 ? pressure : EVEN];
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (this.#pointer !== null || event.button !== 0) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.#liftPen();
    this.#pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.#sketch.begin(this.#ink, this.#size, this.#point(event));
    this.#paint();
  }

  /** @param {PointerEvent} event */
  #extend(event) {
    if (event.pointerId !== this.#pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length > 0 ? between : [event]) this.#sketch.extend(this.#point(each));
    this.#paint();
  }

  #end() {
    if (this.#pointer === null) return;
    this.#pointer = null;
    this.#keep();
  }

  /** @param {KeyboardEvent} event */
  #onPenKey(event) {
    const way = /** @type {Record<string, [number, number] | undefined>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] })[event.key];
    if (event.key !== ' ' && !way) return;
    event.preventDefault();
    const pen = (this.#pen ??= { x: WIDTH / 2, y: HEIGHT / 2, down: false });
    if (way) {
      const step = event.shiftKey ? FINE_STEP : STEP;
      pen.x = Math.min(WIDTH, Math.max(0, pen.x + way[0] * step));
      pen.y = Math.min(HEIGHT, Math.max(0, pen.y + way[1] * step));
      if (pen.down) this.#sketch.extend([pen.x, pen.y, EVEN]);
    } else {
      pen.down = !pen.down;
      if (pen.down) this.#sketch.begin(this.#ink, this.#size, [pen.x, pen.y, EVEN]);
      this.status.textContent = pen.down ? t('draw-down') : t('draw-up');
    }
    this.#paint();
  }

  #liftPen() {
    if (this.#pen === null) return;
    this.#pen = null;
    this.#keep();
    this.#paint();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.#undo();
  }

  #undo() {
    if (this.#pointer !== null || !this.#sketch.canUndo) return;
    if (this.#pen) this.#pen.down = false;
    this.#sketch.undo();
    this.#keep();
    this.#paint();
  }

  #clear() {
    this.#sketch.clear();
    this.#keep();
    this.#paint();
    this.canvas.focus();
  }

  async #send() {
    if (this.#sketch.isEmpty || this.#sending) return;
    this.#sending = true;
    try {
      const pixels = rasterOf(this.#sketch.strokes, (ink) => this.#colour(ink), PAPER);
      const src = dataUrlOf(await pngOf(WIDTH, HEIGHT, pixels));
      if ((await this.#options.onSend(src)) === false) return;
    } finally {
      this.#sending = false;
    }
    this.#sketch.clear();
    this.#keep();
    this.close();
  }

  #keep() {
    keep(this.#sketch.kept());
  }

  /** Shows the sketch, as sharp as the screen is. */
  #paint() {
    const scale = (this.canvas.clientWidth / WIDTH) * devicePixelRatio;
    if (scale > 0) {
      const [width, height] = [Math.round(WIDTH * scale), Math.round(HEIGHT * scale)];
      if (this.canvas.width !== width) Object.assign(this.canvas, { width, height });
      const context = this.canvas.getContext('2d');
      if (context) {
        drawStrokes(context, scale, this.#sketch.strokes, (ink) => this.#colour(ink));
        if (this.#pen) drawPen(context, this.#pen);
      }
    }
    this.send.disabled = this.clear.disabled = this.#sketch.isEmpty;
    this.undo.disabled = !this.#sketch.canUndo;
  }
}

/**
 * @param {string} name
 * @param {HTMLElement[]} controls
 */
function group(name, ...controls) {
  const element = made('div', 'board-group', ...controls);
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', name);
  return element;
}

/** @param {HTMLElement} button */
function swatch(button) {
  return /** @type {HTMLElement} */ (button.firstElementChild);
}

function kept() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @param {string} text */
function keep(text) {
  try {
    sessionStorage.setItem(KEPT, text);
  } catch {
    // it is kept as long as the page then
  }
}
