// Emoji by name: what the picker shows and what is suggested while typing. The list is loaded when it is first wanted.

/**
 * @typedef {object} Emoji
 * @property {string} emoji
 * @property {string} label
 * @property {string[]} names at GitHub and in CLDR, without colons
 * @property {string[][]} words single words to find it by, the telling ones first: of its names, of its label, others
 * @property {boolean} tones whether it is drawn in five tones of skin
 *
 * @typedef {{ name: string, emoji: Emoji[] }} Group
 */

export const TONES = ['', '\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'];

/** @type {Promise<Group[]> | null} */
let loading = null;

/** @returns {Promise<Group[]>} */
export function loadEmoji() {
  loading ??= import('../../vendor/emojibase/emoji.js').then(
    (module) => module.default.map(([name, list]) => ({ name, emoji: list.map(prepared) })),
    (error) => {
      // the next wish asks again
      loading = null;
      throw error;
    },
  );
  return loading;
}

/**
 * @param {[emoji: string, label: string, names: string, words: string, tones?: 1]} row
 * @returns {Emoji}
 */
export function prepared([emoji, label, names, words, tones]) {
  const list = names.split(' ').filter(Boolean);
  return {
    emoji,
    label,
    names: list,
    words: [list.flatMap((name) => name.split(/[_-]/)), label.toLowerCase().split(/[^\p{L}\p{N}]+/u), words.split(' ')],
    tones: tones === 1,
  };
}

/**
 * Those that fit what was typed, the best first: its whole name, then the beginning of one, then words.
 * @param {Group[]} groups
 * @param {string} query
 * @param {number} most
 */
export function findEmoji(groups, query, most) {
  const wanted = query.toLowerCase().replaceAll(':', ' ').trim();
  const parts = wanted.split(/[\s_]+/).filter(Boolean);
  if (parts.length === 0) return [];
  const name = parts.join('_');
  return groups
    .flatMap((group) => group.emoji.map((emoji) => ({ emoji, rank: rank(emoji, name, parts) })))
    .filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}

/**
 * @param {Emoji} emoji
 * @param {string} name
 * @param {string[]} parts
 */
function rank({ names, words }, name, parts) {
  if (names.includes(name)) return 0;
  if (names.some((one) => one.startsWith(name))) return 1;
  let worst = 0;
  for (const part of parts) {
    const place = words.findIndex((list) => list.some((word) => word.startsWith(part)));
    if (place < 0) return Infinity;
    worst = Math.max(worst, place);
  }
  return 2 + worst;
}

/**
 * @param {Emoji} emoji
 * @param {number} tone 0 for none, 1 (light) to 5 (dark)
 */
export function inTone({ emoji, tones }, tone) {
  if (!tones || !TONES[tone]) return emoji;
  return emoji.replaceAll(/(\p{Emoji_Modifier_Base})\uFE0F?/gu, (whole, base) => (base === '🤝' && emoji !== '🤝' ? whole : base + TONES[tone]));
}
