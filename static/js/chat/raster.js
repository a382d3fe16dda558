// A sketch as pixels, worked out from its strokes. A canvas would draw them as well, but browsers that guard against being
// recognised give noise to those who read one. Pure.

import { HEIGHT, WIDTH, curvesOf } from './sketch.js';

/**
 * @typedef {import('./sketch.js').Stroke} Stroke
 * @typedef {import('./sketch.js').Point} Point
 */

/** Pixels of the longest straight step along a curve. */
const STEP = 1.5;
/** By so much a pixel may lie outside of a line that still covers a part of it: half its diagonal. */
const REACH = 0.75;

/**
 * @param {Stroke[]} strokes
 * @param {(ink: import('./sketch.js').Ink) => string} colourOf gives `#rrggbb`
 * @param {string} paper `#rrggbb`
 * @returns {Uint8Array} red, green and blue of each pixel, row by row
 */
export function rasterOf(strokes, colourOf, paper) {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3);
  const ground = parts(paper);
  for (let i = 0; i < pixels.length; i++) pixels[i] = ground[i % 3] ?? 255;
  for (const stroke of strokes) lay(pixels, coverage(stroke), parts(colourOf(stroke.ink)));
  return pixels;
}

/** @param {string} colour `#rrggbb` */
function parts(colour) {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/**
 * @param {Uint8Array} pixels
 * @param {Float32Array} covered
 * @param {number[]} colour
 */
function lay(pixels, covered, colour) {
  covered.forEach((part, at) => {
    if (part === 0) return;
    for (let i = 0; i < 3; i++) {
      const below = pixels[at * 3 + i] ?? 0;
      pixels[at * 3 + i] = Math.round(below + ((colour[i] ?? 0) - below) * part);
    }
  });
}

/** How much of each pixel a stroke covers, from 0 to 1. @param {Stroke} stroke */
function coverage(stroke) {
  const covered = new Float32Array(WIDTH * HEIGHT);
  for (const { from, by, to, width } of curvesOf(stroke)) {
    const length = Math.hypot(by[0] - from[0], by[1] - from[1]) + Math.hypot(to[0] - by[0], to[1] - by[1]);
    const steps = Math.max(1, Math.ceil(length / STEP));
    let [x, y] = from;
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
      const [nextX, nextY] = [a * from[0] + b * by[0] + c * to[0], a * from[1] + b * by[1] + c * to[1]];
      cover(covered, x, y, nextX, nextY, width / 2);
      [x, y] = [nextX, nextY];
    }
  }
  return covered;
}

/**
 * A straight line with round ends.
 * @param {Float32Array} covered
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {number} radius half its width
 */
function cover(covered, x1, y1, x2, y2, radius) {
  const reach = radius + REACH;
  const [left, right] = [Math.max(0, Math.floor(Math.min(x1, x2) - reach)), Math.min(WIDTH - 1, Math.ceil(Math.max(x1, x2) + reach))];
  const [top, bottom] = [Math.max(0, Math.floor(Math.min(y1, y2) - reach)), Math.min(HEIGHT - 1, Math.ceil(Math.max(y1, y2) + reach))];
  const [across, down] = [x2 - x1, y2 - y1];
  const square = across ** 2 + down ** 2;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      // from the middle of the pixel to the nearest place on the line
      const [x, y] = [column + 0.5 - x1, row + 0.5 - y1];
      const along = square === 0 ? 0 : Math.min(1, Math.max(0, (x * across + y * down) / square));
      const distance = Math.hypot(x - along * across, y - along * down);
      // as much of a pixel's width as lies within the line's
      const part = Math.min(radius, distance + 0.5) - Math.max(-radius, distance - 0.5);
      const at = row * WIDTH + column;
      if (part > (covered[at] ?? 0)) covered[at] = Math.min(1, part);
    }
  }
}
