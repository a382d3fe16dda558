// Twemoji's font joins emoji by sequences that contain U+FE0F. Some browsers hand fonts the text without it, and would show
// a flag beside a skull where a pirate's flag is meant. So every such sequence is given to the font in that spelling, too.
// The tables are those of https://learn.microsoft.com/typography/opentype/spec/

import { createRequire } from 'node:module';
import { join } from 'node:path';

const SELECTOR = 0xfe0f;
const LIGATURE_LOOKUP = 4;
const CHECKSUM_WHOLE = 0xb1b0afba;

/** @typedef {{ parts: number[], glyph: number }} Ligature `parts` without the first glyph */

/**
 * @param {Buffer} woff2
 * @param {string} modules folder of the packages
 */
export async function withPlainSequences(woff2, modules) {
  const { compress, decompress } = createRequire(import.meta.url)(join(modules, 'wawoff2'));
  const font = Buffer.from(await decompress(woff2));
  const tables = readTables(font);
  const selector = glyphOf(table(tables, 'cmap'), SELECTOR);
  tables.set('GSUB', extended(table(tables, 'GSUB'), selector));
  return Buffer.from(await compress(written(font.readUInt32BE(0), tables)));
}

/** @param {Buffer} font */
function readTables(font) {
  /** @type {Map<string, Buffer>} */
  const tables = new Map();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = 12 + 16 * i;
    const [start, length] = [font.readUInt32BE(at + 8), font.readUInt32BE(at + 12)];
    tables.set(font.toString('latin1', at, at + 4), font.subarray(start, start + length));
  }
  return tables;
}

/** @param {Map<string, Buffer>} tables @param {string} tag */
function table(tables, tag) {
  const found = tables.get(tag);
  if (!found) throw new Error(`the font has no table ${tag}`);
  return found;
}

/**
 * @param {Buffer} cmap
 * @param {number} character
 */
function glyphOf(cmap, character) {
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const start = cmap.readUInt32BE(8 + 8 * i);
    if (cmap.readUInt16BE(start) !== 12) continue;
    for (let group = 0; group < cmap.readUInt32BE(start + 12); group++) {
      const at = start + 16 + 12 * group;
      const [first, last, glyph] = [cmap.readUInt32BE(at), cmap.readUInt32BE(at + 4), cmap.readUInt32BE(at + 8)];
      if (character >= first && character <= last) return glyph + character - first;
    }
  }
  throw new Error(`the font has no glyph for ${character.toString(16)}`);
}

/**
 * The table with its only lookup, one of ligatures, made anew.
 * @param {Buffer} gsub
 * @param {number} selector
 */
function extended(gsub, selector) {
  const list = gsub.readUInt16BE(8);
  const lookup = list + gsub.readUInt16BE(list + 2);
  const head = [gsub.readUInt16BE(list), gsub.readUInt16BE(lookup), gsub.readUInt16BE(lookup + 4)];
  // the lookup list must be last, since it grows
  if (head.join() !== [1, LIGATURE_LOOKUP, 1].join() || list < gsub.readUInt16BE(6) || list < gsub.readUInt16BE(4)) {
    throw new Error('the font joins emoji in another way than before');
  }
  const sets = readLigatures(gsub.subarray(lookup + gsub.readUInt16BE(lookup + 6)));
  for (const ligatures of sets.values()) addPlain(ligatures, selector);
  return Buffer.concat([gsub.subarray(0, list), words([1, 4, LIGATURE_LOOKUP, gsub.readUInt16BE(lookup + 2), 1, 8]), writtenLigatures(sets)]);
}

/** @param {Ligature[]} ligatures @param {number} selector */
function addPlain(ligatures, selector) {
  const known = new Set(ligatures.map(({ parts }) => parts.join()));
  for (const { parts, glyph } of [...ligatures]) {
    const plain = parts.filter((part) => part !== selector);
    if (plain.length === 0 || known.has(plain.join())) continue;
    known.add(plain.join());
    ligatures.push({ parts: plain, glyph });
  }
  // the first that fits is taken
  ligatures.sort((a, b) => b.parts.length - a.parts.length);
}

/** @param {Buffer} subtable */
function readLigatures(subtable) {
  const firsts = covered(subtable.subarray(subtable.readUInt16BE(2)));
  /** @type {Map<number, Ligature[]>} */
  const sets = new Map();
  firsts.forEach((first, i) => {
    const set = subtable.readUInt16BE(6 + 2 * i);
    const starts = Array.from({ length: subtable.readUInt16BE(set) }, (_, n) => set + subtable.readUInt16BE(set + 2 + 2 * n));
    sets.set(
      first,
      starts.map((at) => ({
        glyph: subtable.readUInt16BE(at),
        parts: Array.from({ length: subtable.readUInt16BE(at + 2) - 1 }, (_, n) => subtable.readUInt16BE(at + 4 + 2 * n)),
      })),
    );
  });
  return sets;
}

/** @param {Buffer} coverage */
function covered(coverage) {
  const count = coverage.readUInt16BE(2);
  if (coverage.readUInt16BE(0) === 1) return Array.from({ length: count }, (_, i) => coverage.readUInt16BE(4 + 2 * i));
  return Array.from({ length: count }, (_, i) => {
    const [first, last] = [coverage.readUInt16BE(4 + 6 * i), coverage.readUInt16BE(6 + 6 * i)];
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  }).flat();
}

/** @param {Map<number, Ligature[]>} sets by first glyph, in rising order */
function writtenLigatures(sets) {
  const bodies = [...sets.values()].map((ligatures) => {
    const each = ligatures.map(({ parts, glyph }) => words([glyph, parts.length + 1, ...parts]));
    return Buffer.concat([words([each.length, ...offsets(each, 2 + 2 * each.length)]), ...each]);
  });
  const start = 6 + 2 * bodies.length;
  const places = offsets(bodies, start);
  const coverage = start + bodies.reduce((sum, body) => sum + body.length, 0);
  return Buffer.concat([words([1, coverage, bodies.length, ...places]), ...bodies, words([1, sets.size, ...sets.keys()])]);
}

/** @param {Buffer[]} parts @param {number} start */
function offsets(parts, start) {
  let at = start;
  return parts.map((part) => (at += part.length) - part.length);
}

/** @param {number[]} values */
function words(values) {
  const bytes = Buffer.alloc(2 * values.length);
  // a value that does not fit throws
  values.forEach((value, i) => bytes.writeUInt16BE(value, 2 * i));
  return bytes;
}

/**
 * A whole font file.
 * @param {number} kind
 * @param {Map<string, Buffer>} tables
 */
function written(kind, tables) {
  const tags = [...tables.keys()].sort();
  const power = Math.floor(Math.log2(tags.length));
  const head = Buffer.alloc(12 + 16 * tags.length);
  head.writeUInt32BE(kind, 0);
  words([tags.length, 16 * 2 ** power, power, 16 * tags.length - 16 * 2 ** power]).copy(head, 4);
  const bodies = tags.map((tag) => {
    const body = table(tables, tag);
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    if (tag === 'head') padded.writeUInt32BE(0, 8);
    return padded;
  });
  let start = head.length;
  tags.forEach((tag, i) => {
    const body = bodies[i] ?? Buffer.alloc(0);
    head.write(tag, 12 + 16 * i, 'latin1');
    [checksum(body), start, table(tables, tag).length].forEach((value, n) => head.writeUInt32BE(value, 16 + 16 * i + 4 * n));
    start += body.length;
  });
  const font = Buffer.concat([head, ...bodies]);
  const headTable = font.readUInt32BE(12 + 16 * tags.indexOf('head') + 8);
  font.writeUInt32BE((CHECKSUM_WHOLE - checksum(font)) >>> 0, headTable + 8);
  return font;
}

/** @param {Buffer} bytes */
function checksum(bytes) {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
