// What the picker shows, in sections: what was used last, the site's own emotes, the groups of emoji; or what was found.

import { t } from '../text.js';
import { findEmoji } from './emoji.js';

/**
 * @typedef {{ emoji: import('./emoji.js').Emoji } | { alias: string, uri: string }} Item
 * @typedef {{ name: string, icon: string, items: Item[] }} Section
 */

const FOUND_MOST = 120;
const OF_GROUPS = [
  { icon: 'smile' },
  { icon: 'person' },
  { icon: 'leaf' },
  { icon: 'cup' },
  { icon: 'car' },
  { icon: 'ball' },
  { icon: 'bulb' },
  { icon: 'heart' },
  { icon: 'flag' },
];

/**
 * @param {{ groups: import('./emoji.js').Group[], emotes: Map<string, string>, query: string, used: string[] }} from
 * @returns {Section[]} without empty ones
 */
export function sectionsOf({ groups, emotes, query, used }) {
  const own = [...emotes].map(([alias, uri]) => ({ alias, uri }));
  if (query !== '') {
    const bare = query.toLowerCase().replaceAll(':', '');
    const items = [...own.filter(({ alias }) => alias.toLowerCase().includes(bare)), ...findEmoji(groups, query, FOUND_MOST).map((emoji) => ({ emoji }))];
    return items.length > 0 ? [{ name: t('emoji-found'), icon: 'smile', items }] : [];
  }
  const sections = [
    { name: t('emoji-used'), icon: 'clock', items: itemsOf(used, groups, emotes) },
    { name: t('emoji-own'), icon: 'star', items: own },
    ...groups.map((group, i) => ({ name: group.name, icon: OF_GROUPS[i]?.icon ?? 'smile', items: group.emoji.map((emoji) => ({ emoji })) })),
  ];
  return sections.filter(({ items }) => items.length > 0);
}

/**
 * @param {string[]} used emoji in any tone, and `:alias:`
 * @param {import('./emoji.js').Group[]} groups
 * @param {Map<string, string>} emotes
 */
function itemsOf(used, groups, emotes) {
  /** @type {Map<string, Item>} */
  const known = new Map(groups.flatMap((group) => group.emoji.map((emoji) => [emoji.emoji, { emoji }])));
  for (const [alias, uri] of emotes) known.set(alias, { alias, uri });
  const bare = used.map((one) => (known.has(one) ? one : one.replaceAll(/\p{Emoji_Modifier}/gu, '')));
  return [...new Set(bare)].flatMap((one) => known.get(one) ?? []);
}
