// How the page stands with the server. Pure: what happened last and what happens now decide what is shown.

/**
 * @typedef {'connecting' | 'connected' | 'reconnecting' | 'offline' | 'restarting'} Link
 * @typedef {'connected' | 'lost' | 'restarting' | 'network gone' | 'network back'} Happening
 */

/**
 * @param {Link} link
 * @param {Happening} happening
 * @returns {Link}
 */
export function nextLink(link, happening) {
  switch (happening) {
    case 'connected':
      return 'connected';
    case 'restarting':
      return 'restarting';
    case 'network gone':
      return 'offline';
    case 'network back':
      return link === 'offline' ? 'reconnecting' : link;
    case 'lost':
      // whoever was told why need not hear that it happened
      return link === 'connected' ? 'reconnecting' : link;
  }
}

/** @type {Record<Link, string>} what the line below the composer says */
export const LINK_WORDS = {
  connecting: 'Connecting…',
  connected: '',
  reconnecting: 'Connection lost, reconnecting…',
  offline: 'You are offline. What you write is kept here.',
  restarting: 'The site is restarting. You keep your place and your name.',
};
