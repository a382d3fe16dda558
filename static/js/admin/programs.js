// Programs that act for the whole site.

import { showPrograms } from '../desk/programs.js';

/** @type {Record<string, string>} */
const SCOPES = {
  read: 'See members, messages, events and the health of every stream',
  chat: 'Write in every chat in the name of its streamer',
  moderate: 'Do in every chat what moderators do',
  settings: 'Change settings, roles and webhooks of every stream, end broadcasts',
  admin: 'Everything, streamers and accounts included',
};

/** @param {import('../desk/desk.js').Desk} desk */
export function showSitePrograms(desk) {
  showPrograms(desk, {
    tokens: 'A program sends a token to act for the whole site. Give it no more rights than it needs. Tokens of a streamer are in their studio.',
    webhooks: 'A webhook sends what happens in all streams, and who changes the site, to a server of yours.',
    scopes: SCOPES,
  });
}
