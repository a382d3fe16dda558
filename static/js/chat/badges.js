// What people are: the badges of their roles, under the titles that the streamer gave these.

import { t } from '../text.js';

/**
 * @typedef {import('./people.js').Role} Role
 * @typedef {'site_administrator' | 'streamer' | 'site_moderator' | 'moderator' | 'vip' | 'bot'} Badge
 */

/** @type {Record<Badge, string>} */
const WORDS = { site_administrator: t('chat-site-administrator'), streamer: t('chat-streamer'), site_moderator: t('chat-site-moderator'), moderator: t('chat-moderator'), vip: t('chat-vip'), bot: t('chat-bot') };

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
  const ofSite = /** @type {const} */ (['site_administrator', 'site_moderator']).find((badge) => badges.includes(badge));
  if (role === 'moderator') return ofSite ?? 'moderator';
  return /** @type {const} */ (['vip', 'bot']).find((badge) => badges.includes(badge));
}

/** What people with a badge are called. @param {Badge} badge */
export function titleOf(badge) {
  return titles[badge] ?? WORDS[badge];
}

/** Whether somebody acts for the whole site; streamers have no power over them. @param {string[]} [badges] */
export function isOfSite(badges = []) {
  return badges.some((badge) => badge.startsWith('site_'));
}
