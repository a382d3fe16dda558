// A drawing's way from strokes to a file, without a canvas.

import assert from 'node:assert/strict';
import test from 'node:test';
import { inflateSync } from 'node:zlib';
import { dataUrlOf, pngOf, stored } from '../../static/js/chat/png.js';
import { rasterOf } from '../../static/js/chat/raster.js';
import { HEIGHT, WIDTH } from '../../static/js/chat/sketch.js';

/** @typedef {import('../../static/js/chat/sketch.js').Stroke} Stroke */

const COLOURS = { black: '#000000', own: '#d64545', paper: '#ffffff' };
/** @param {Stroke[]} strokes */
const raster = (...strokes) => rasterOf(strokes, (ink) => COLOURS[ink], '#ffffff');
/** @param {Uint8Array} pixels @param {number} x @param {number} y */
const at = (pixels, x, y) => [...pixels.subarray((y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)];
/** @type {Stroke} */
const line = { ink: 'black', size: 12, points: [[20, 60, 0.5], [200, 60, 0.5]] };

test('a stroke is as wide as the pen, with soft edges and round ends', () => {
  const pixels = raster(line);
  for (const [y, grey] of [[60, 0], [55, 0], [53, 255], [66, 255]]) assert.deepEqual(at(pixels, 100, y ?? 0), Array(3).fill(grey), `row ${y}`);
  assert.deepEqual(at(pixels, 15, 60), [0, 0, 0]);
  assert.deepEqual(at(pixels, 13, 60), [255, 255, 255]);
  const [corner = 0] = at(pixels, 15, 56);
  assert.ok(corner > 0 && corner < 255, `${corner}`);
  const inked = pixels.reduce((sum, part) => sum + 255 - part, 0) / 255 / 3;
  assert.ok(Math.abs(inked - (180 * 12 + Math.PI * 36)) < 20, `${inked} pixels of ink`);
});

test('strokes lie over each other, and the eraser over all', () => {
  const pixels = raster(line, { ...line, ink: 'own', points: [[100, 20, 0.5], [100, 100, 0.5]] }, { ...line, ink: 'paper', points: [[150, 60, 0.5]] });
  assert.deepEqual(at(pixels, 100, 60), [0xd6, 0x45, 0x45]);
  assert.deepEqual(at(pixels, 50, 60), [0, 0, 0]);
  assert.deepEqual(at(pixels, 150, 60), [255, 255, 255]);
});

test('a point is a dot, a thin line is faint, and what leaves over the edge is cut off', () => {
  assert.deepEqual(at(raster({ ink: 'black', size: 12, points: [[120, 60, 0.5]] }), 120, 60), [0, 0, 0]);
  const [thin = 0] = at(raster({ ink: 'black', size: 2, points: [[20, 60.5, 0], [200, 60.5, 0]] }), 100, 60);
  assert.ok(Math.abs(thin - 255 * 0.3) < 5, `${thin}`);
  raster({ ink: 'black', size: 12, points: [[-20, -20, 1], [260, 140, 1]] });
});

/** The data of a PNG's chunk. @param {Buffer} png @param {string} name */
function chunk(png, name) {
  const start = png.indexOf(name);
  return png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4));
}

test('the file is a PNG of these pixels, and small', async () => {
  const pixels = raster(line);
  const png = Buffer.from(await pngOf(WIDTH, HEIGHT, pixels));
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual([chunk(png, 'IHDR').readUInt32BE(0), chunk(png, 'IHDR').readUInt32BE(4)], [WIDTH, HEIGHT]);
  const rows = inflateSync(chunk(png, 'IDAT'));
  assert.deepEqual([...rows.subarray(60 * (WIDTH * 3 + 1) + 1, 61 * (WIDTH * 3 + 1))], [...pixels.subarray(60 * WIDTH * 3, 61 * WIDTH * 3)]);
  assert.ok(png.length < 4000, `${png.length} bytes`);
  assert.match(dataUrlOf(png), /^data:image\/png;base64,iVBORw0KGgo/);
});

test('where a browser cannot compress, the data is stored as it is', () => {
  for (const length of [1, 0xffff, 0x10000, 200_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    assert.ok(inflateSync(stored(bytes)).equals(bytes), `${length}`);
  }
});
