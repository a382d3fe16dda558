// How the connection stands, as a state machine. Pure.

import { t } from '../text.js';

/**
 * @typedef {'connecting' | 'connected' | 'silent' | 'reconnecting' | 'offline' | 'restarting'} Link `silent`: there seems to be a
 *   connection, but nothing comes out of it
 * @typedef {'connected' | 'silent' | 'heard' | 'lost' | 'restarting' | 'network gone' | 'network back'} LinkEvent
 */

/**
 * @param {Link} link
 * @param {LinkEvent} event
 * @returns {Link}
 */
export function nextLink(link, event) {
  switch (event) {
    case 'connected':
      return 'connected';
    case 'restarting':
      return 'restarting';
    case 'network gone':
      return 'offline';
    case 'network back':
      return link === 'offline' ? 'reconnecting' : link;
    case 'silent':
      return link === 'connected' ? 'silent' : link;
    case 'heard':
      return link === 'silent' ? 'connected' : link;
    case 'lost':
      // the reason is shown already
      return link === 'connected' || link === 'silent' ? 'reconnecting' : link;
  }
}

/** @type {Record<Link, string>} for the line below the composer */
export const LINK_WORDS = {
  connecting: t('link-connecting'),
  connected: '',
  silent: t('link-silent'),
  reconnecting: t('link-reconnecting'),
  offline: t('link-offline'),
  restarting: t('link-restarting'),
};
