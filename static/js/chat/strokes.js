// Puts a sketch on a canvas.

import { HEIGHT, WIDTH, penWidth } from './sketch.js';

/**
 * @typedef {import('./sketch.js').Point} Point
 * @typedef {import('./sketch.js').Stroke} Stroke
 * @typedef {(ink: import('./sketch.js').Ink) => string} ColourOf
 */

export const PAPER = '#ffffff';
export const BLACK = '#000000';

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} scale pixels of the canvas for one of the finished picture
 * @param {Stroke[]} strokes
 * @param {ColourOf} colourOf
 */
export function drawStrokes(context, scale, strokes, colourOf) {
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (const stroke of strokes) drawStroke(context, stroke, colourOf(stroke.ink));
}

/**
 * The finished picture, as the data URL of a PNG.
 * @param {Stroke[]} strokes
 * @param {ColourOf} colourOf
 */
export function pictureOf(strokes, colourOf) {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext('2d');
  if (context) drawStrokes(context, 1, strokes, colourOf);
  return canvas.toDataURL('image/png');
}

/**
 * The pen that the keyboard moves.
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number, down: boolean }} pen
 */
export function drawPen(context, { x, y, down }) {
  const gap = down ? 0 : 3;
  for (const [colour, width] of /** @type {const} */ ([[PAPER, 3], [BLACK, 1]])) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    for (const [dx, dy] of /** @type {const} */ ([[1, 0], [-1, 0], [0, 1], [0, -1]])) {
      context.moveTo(x + dx * gap, y + dy * gap);
      context.lineTo(x + dx * 8, y + dy * 8);
    }
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Stroke} stroke
 * @param {string} colour
 */
function drawStroke(context, { points, size }, colour) {
  const [first] = points;
  if (!first) return;
  context.strokeStyle = context.fillStyle = colour;
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  context.arc(first[0], first[1], penWidth(size, first[2]) / 2, 0, 2 * Math.PI);
  context.fill();
  // curves from middle to middle, so that a quick hand leaves no corners; each as wide as the pen was pressed there
  let from = first;
  points.forEach((point, i) => {
    const next = points[i + 1] ?? point;
    /** @type {Point} */
    const to = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2, (point[2] + next[2]) / 2];
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.quadraticCurveTo(point[0], point[1], to[0], to[1]);
    context.lineWidth = penWidth(size, point[2]);
    context.stroke();
    from = to;
  });
}
