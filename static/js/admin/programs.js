// Programs that act for the whole site.

import { showPrograms } from '../desk/programs.js';
import { t } from '../text.js';

/** @type {Record<string, string>} */
const SCOPES = {
  read: t('rights-all-read'),
  chat: t('rights-all-chat'),
  moderate: t('rights-all-moderate'),
  settings: t('rights-all-settings'),
  admin: t('rights-all-admin'),
};

/** @param {import('../desk/desk.js').Desk} desk */
export function showSitePrograms(desk) {
  showPrograms(desk, {
    tokens: t('rights-all-tokens'),
    webhooks: t('rights-all-webhooks'),
    scopes: SCOPES,
  });
}
