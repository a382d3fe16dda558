// What to enter into OBS.

import { made } from '../dom.js';
import { t } from '../text.js';
import { copied } from './parts.js';

/**
 * The server, and how to find the place for it.
 * @param {string} server empty where nginx takes the streams
 */
export function encoderFields(server) {
  const way = made('p', 'desk-hint', t('desk-obs-way'));
  if (server !== '') return [way, copied(t('desk-server'), server)];
  const usual = copied(t('desk-server'), `rtmp://${location.hostname}/live`);
  usual.append(made('p', 'desk-hint', t('desk-server-nginx')));
  return [way, usual];
}
