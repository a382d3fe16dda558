// A drawing as strokes. Pure: it is put on a canvas elsewhere, at any scale.

export const WIDTH = 240;
export const HEIGHT = 120;

/**
 * @typedef {'black' | 'own' | 'paper'} Ink `paper` rubs out
 * @typedef {[x: number, y: number, pressure: number]} Point in units of the finished picture; pressure from 0 to 1
 * @typedef {{ ink: Ink, size: number, points: Point[] }} Stroke
 */

/** Strokes and points past this are not kept for the next visit of the page. */
const KEPT_MOST = 200_000;

export class Sketch {
  /** `null` is where everything was cleared away: that can be undone, too. @type {(Stroke | null)[]} */
  #steps = [];

  /** What is to be seen. */
  get strokes() {
    return /** @type {Stroke[]} */ (this.#steps.slice(this.#steps.lastIndexOf(null) + 1));
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  get canUndo() {
    return this.#steps.length > 0;
  }

  /**
   * @param {Ink} ink
   * @param {number} size
   * @param {Point} point
   */
  begin(ink, size, point) {
    this.#steps.push({ ink, size, points: [clamped(point)] });
  }

  /** Draws on. @param {Point} point */
  extend(point) {
    this.#steps.at(-1)?.points.push(clamped(point));
  }

  undo() {
    this.#steps.pop();
  }

  clear() {
    if (!this.isEmpty) this.#steps.push(null);
  }

  /** For `restore`; empty if there is nothing to keep, or too much. */
  kept() {
    const text = this.isEmpty ? '' : JSON.stringify(this.strokes);
    return text.length > KEPT_MOST ? '' : text;
  }

  /** Takes what `kept` gave; whatever else it may be is ignored. @param {string | null} text */
  restore(text) {
    try {
      const strokes = JSON.parse(text || '[]');
      if (Array.isArray(strokes) && strokes.every(isStroke)) this.#steps = strokes;
    } catch {
      // a sketch that cannot be read is no sketch
    }
  }
}

/**
 * @typedef {{ from: Point, by: Point, to: Point, width: number }} Curve quadratic, with round ends
 */

/**
 * What a stroke looks like: a dot where it begins, then curves from middle to middle, so that a quick hand leaves no
 * corners; each as wide as the pen was pressed there.
 * @param {Stroke} stroke
 * @returns {Curve[]}
 */
export function curvesOf({ points, size }) {
  const [first] = points;
  if (!first) return [];
  const curves = [{ from: first, by: first, to: first, width: penWidth(size, first[2]) }];
  let from = first;
  points.forEach((by, i) => {
    const next = points[i + 1] ?? by;
    /** @type {Point} */
    const to = [(by[0] + next[0]) / 2, (by[1] + next[1]) / 2, (by[2] + next[2]) / 2];
    curves.push({ from, by, to, width: penWidth(size, by[2]) });
    from = to;
  });
  return curves;
}

/** How wide the pen is at a point. @param {number} size @param {number} pressure */
export function penWidth(size, pressure) {
  return size * (0.35 + 1.3 * pressure);
}

/** A little outside stays outside, so that strokes leave over the edge. @param {Point} point @returns {Point} */
function clamped([x, y, pressure]) {
  const within = (/** @type {number} */ at, /** @type {number} */ most) => Math.round(Math.min(most + 20, Math.max(-20, at)) * 10) / 10;
  return [within(x, WIDTH), within(y, HEIGHT), Math.round(Math.min(1, Math.max(0, pressure)) * 100) / 100];
}

/** @param {unknown} stroke */
function isStroke(stroke) {
  const { ink, size, points } = /** @type {Partial<Stroke>} */ (stroke ?? {});
  const isPoint = (/** @type {unknown} */ point) => Array.isArray(point) && point.length === 3 && point.every(Number.isFinite);
  return ['black', 'own', 'paper'].includes(ink ?? '') && Number.isFinite(size) && Array.isArray(points) && points.length > 0 && points.every(isPoint);
}
