// Programs that act for the streamer.

import { showPrograms } from '../desk/programs.js';

/** @type {Record<string, string>} */
const SCOPES = {
  read: 'See members, messages, events and the health of the stream',
  chat: 'Write in the chat in your name',
  moderate: 'Do what moderators do',
  settings: 'Change settings, roles and webhooks, end broadcasts',
};

/** @param {import('../studio.js').Studio} studio */
export function showOwnPrograms(studio) {
  showPrograms(studio, {
    tokens: 'A program sends a token in place of your stream key. Give it no more rights than it needs.',
    webhooks: 'A webhook sends what happens in your stream to a server of yours, as it happens.',
    scopes: SCOPES,
  });
}
