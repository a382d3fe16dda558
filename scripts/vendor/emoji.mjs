// Makes the list of emoji that the chat's picker and type-ahead read from emojibase-data: one group after the other, each
// emoji with its label, its names at GitHub and in CLDR and further words to find it by.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The newest emoji that the vendored font draws; later ones would look different from system to system. */
const NEWEST = 15;
const TONES = ['\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'];
/** The groups of emojibase, without skin tones and hair as such. */
const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9];

/**
 * @typedef {{ label: string, hexcode: string, tags?: string[], emoji: string, order?: number, group?: number, version: number, tone?: number | number[], skins?: Row[] }} Row
 */

/**
 * @param {string} source folder of the package
 * @param {string} origin
 */
export function emojiModule(source, origin) {
  const read = (/** @type {string} */ name) => JSON.parse(readFileSync(join(source, 'en', name), 'utf8'));
  /** @type {Row[]} */
  const rows = read('data.json');
  const github = read('shortcodes/github.json');
  const cldr = read('shortcodes/cldr.json');
  const { groups } = read('messages.json');
  const list = GROUPS.map((group) => [
    groups.find((/** @type {{ order: number }} */ one) => one.order === group).message,
    rows
      .filter((row) => row.group === group && row.version <= NEWEST)
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
      .map((row) => entry(row, [github[row.hexcode] ?? [], cldr[row.hexcode] ?? []].flat())),
  ]);
  // a string for the engine to parse as JSON is read several times faster than the same as code
  return `/* ${origin} */
/** @type {[group: string, emoji: [emoji: string, label: string, names: string, words: string, tones?: 1][]][]} */
export default JSON.parse(${JSON.stringify(JSON.stringify(list))});\n`;
}

/**
 * @param {Row} row
 * @param {string[]} codes
 */
function entry(row, codes) {
  const emoji = plain(row.emoji);
  const names = [...new Set(codes)];
  const said = [row.label, ...names].join(' ').toLowerCase().split(/[^\p{L}\p{N}+]+/u);
  const words = (row.tags ?? []).map((tag) => tag.toLowerCase()).filter((tag) => !said.includes(tag));
  const fields = [emoji, row.label, names.join(' '), [...new Set(words)].join(' ')];
  return hasTones(row, emoji) ? [...fields, 1] : fields;
}

/** Without the marks that ask for a picture where there is no text to be had. @param {string} emoji */
function plain(emoji) {
  return emoji.replaceAll(/(\p{Emoji_Presentation}|\p{Emoji_Modifier})\uFE0F/gu, '$1');
}

/**
 * Whether all five tones are drawn, and made by the rule that the picker follows.
 * @param {Row} row
 * @param {string} emoji
 */
function hasTones(row, emoji) {
  const toned = (row.skins ?? []).filter((skin) => typeof skin.tone === 'number' && skin.version <= NEWEST);
  if (toned.length === 0) return false;
  for (const skin of toned) {
    const made = withTone(emoji, TONES[Number(skin.tone) - 1] ?? '');
    if (made !== plain(skin.emoji)) throw new Error(`${skin.label}: ${made} instead of ${skin.emoji}`);
  }
  return toned.length === TONES.length;
}

/**
 * @param {string} emoji
 * @param {string} tone
 */
function withTone(emoji, tone) {
  return emoji.replaceAll(/(\p{Emoji_Modifier_Base})\uFE0F?/gu, (whole, base) => (base === '🤝' && emoji !== '🤝' ? whole : base + tone));
}
