// Shows a sketch on a canvas.

import { HEIGHT, WIDTH, curvesOf } from './sketch.js';

/**
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
function drawStroke(context, stroke, colour) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineCap = context.lineJoin = 'round';
  for (const { from, by, to, width } of curvesOf(stroke)) {
    context.beginPath();
    if (from === to) {
      // not every browser strokes a line without length
      context.arc(from[0], from[1], width / 2, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    context.moveTo(from[0], from[1]);
    context.quadraticCurveTo(by[0], by[1], to[0], to[1]);
    context.lineWidth = width;
    context.stroke();
  }
}
