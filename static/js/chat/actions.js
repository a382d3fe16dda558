// The actions that we may take on a person or a message. Pure.

import { t } from '../text.js';

/**
 * @typedef {import('./people.js').Role} Role
 * @typedef {{ name: string, role: Role, ofSite?: boolean }} Somebody
 *
 * @typedef {object} Subject whom or what the menu is about
 * @property {Somebody | undefined} me nobody while only reading
 * @property {Somebody} them
 * @property {boolean} present whether they are in chat now
 * @property {boolean} [isVip]
 * @property {string} [mute] the id of their mute, if we may know it
 * @property {import('./lines.js').Message} [message] what they said, where the menu is about that
 *
 * @typedef {'mention' | 'reply' | 'copy' | 'mute' | 'unmute' | 'timeout' | 'hour' | 'sanction' | 'rename' | 'mod' | 'demod' | 'vip' | 'unvip' | 'pin' | 'delete' | 'report' | 'about'} Action
 */

/** @type {Record<Action, { icon: string, words: string }>} */
export const ACTIONS = {
  mention: { icon: 'at', words: t('chat-do-mention') },
  reply: { icon: 'reply', words: t('chat-reply') },
  copy: { icon: 'copy', words: t('chat-do-copy') },
  report: { icon: 'flag', words: t('chat-do-report') },
  about: { icon: 'info', words: t('chat-do-about') },
  mute: { icon: 'silence', words: t('chat-do-mute') },
  unmute: { icon: 'speech', words: t('chat-do-unmute') },
  timeout: { icon: 'clock', words: t('chat-do-timeout') },
  hour: { icon: 'clock', words: t('chat-do-hour') },
  sanction: { icon: 'silence', words: t('chat-do-sanction') },
  rename: { icon: 'pencil', words: t('chat-do-rename') },
  mod: { icon: 'shield', words: t('chat-do-mod') },
  demod: { icon: 'person', words: t('chat-do-demod') },
  vip: { icon: 'gem', words: t('chat-do-vip') },
  unvip: { icon: 'person', words: t('chat-do-unvip') },
  pin: { icon: 'pin', words: t('chat-do-pin') },
  delete: { icon: 'trash', words: t('chat-do-delete') },
};

/**
 * The first one is harmless: it has the focus when the menu opens.
 * @param {Subject} subject
 * @returns {Action[]}
 */
export function actionsFor({ me, them, present, isVip = false, mute, message }) {
  /** @type {Action[]} */
  const actions = [];
  const self = me !== undefined && me.name === them.name;
  if (me !== undefined && !self) actions.push('mention');
  if (me !== undefined && message) actions.push('reply');
  if (message && message.kind !== 'drawing') actions.push('copy');
  if (me?.role === 'normal' && message && !self) actions.push('report');
  if (me === undefined || me.role === 'normal') return actions;
  if (!self) actions.push('about');

  // only the streamer and those who act for the site rank above moderators, and nobody above these
  const above = me.role === 'admin' || me.ofSite === true;
  const below = !self && !them.ofSite && (above ? them.role !== 'admin' : them.role === 'normal');
  if (below && mute !== undefined) actions.push('unmute');
  else if (below && present) actions.push('mute', 'timeout', 'hour');
  if (below) actions.push('sanction');
  if (below && present) actions.push('rename');
  if (me.role === 'admin' && below) {
    if (them.role === 'moderator') actions.push('demod');
    else if (present) actions.push('mod', isVip ? 'unvip' : 'vip');
  }
  if (message && message.kind !== 'drawing') actions.push('pin');
  if (message) actions.push('delete');
  return actions;
}
