// Programs that act for the streamer.

import { showPrograms } from '../desk/programs.js';
import { t } from '../text.js';

/** @type {Record<string, string>} */
const SCOPES = {
  read: t('rights-read'),
  chat: t('rights-chat'),
  moderate: t('rights-moderate'),
  settings: t('rights-settings'),
};

/** @param {import('../studio.js').Studio} studio */
export function showOwnPrograms(studio) {
  showPrograms(studio, {
    tokens: t('rights-tokens'),
    webhooks: t('rights-webhooks'),
    scopes: SCOPES,
  });
}
