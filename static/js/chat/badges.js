// What people are: the badges of their roles, under the titles that the streamer gave these.

/**
 * @typedef {import('./people.js').Role} Role
 * @typedef {'streamer' | 'moderator' | 'vip' | 'bot'} Badge
 */

/** @type {Record<Badge, string>} */
const WORDS = { streamer: 'Streamer', moderator: 'Moderator', vip: 'VIP', bot: 'Bot' };

/** A page has one chat. @type {Partial<Record<Badge, string>>} */
let titles = {};

/**
 * Takes over the titles of roles.
 * @param {Partial<Record<Badge, string>>} now
 * @returns {boolean} whether they are others
 */
export function setTitles(now) {
  const changed = JSON.stringify(now) !== JSON.stringify(titles);
  titles = now;
  return changed;
}

/**
 * The badge of somebody; viewers have none.
 * @param {Role} role
 * @param {string[]} [badges]
 * @returns {Badge | undefined}
 */
export function badgeOf(role, badges = []) {
  if (role === 'admin') return 'streamer';
  if (role === 'moderator') return 'moderator';
  return /** @type {const} */ (['vip', 'bot']).find((badge) => badges.includes(badge));
}

/** What people with a badge are called. @param {Badge} badge */
export function titleOf(badge) {
  return titles[badge] ?? WORDS[badge];
}
