// The first steps on a new site: a streamer, the key in OBS, the picture.

import { made } from '../dom.js';
import { part } from '../desk/parts.js';
import { t } from '../text.js';
import { connecting } from './connect.js';
import { streamerForm } from './streamers.js';

/** @param {import('../desk/desk.js').Desk} desk */
export function showStart(desk) {
  const second = part(t('setup-second'));
  const third = part(t('setup-third'));
  second.hidden = third.hidden = true;
  const form = streamerForm(desk, ({ name, key }) => {
    first.append(made('p', '', made('b', '', made('bdi', '', name)), ` ${t('setup-is-added')}`));
    form.remove();
    second.append(connecting(desk, name, key, () => {
      third.hidden = false;
      desk.say(t('setup-live'));
    }));
    third.append(...onward(desk, name));
    second.hidden = false;
  });
  const first = part(t('setup-first'), form);
  const welcome = made('p', '', t('setup-about'));
  desk.body.append(welcome, first, second, third);
  form.querySelector('input')?.focus();
}

/**
 * Where to go now, and how to come back.
 * @param {import('../desk/desk.js').Desk} desk
 * @param {string} name
 */
function onward({ root }, name) {
  const url = `/${encodeURIComponent(name)}/`;
  const link = (/** @type {string} */ words, /** @type {string} */ href, /** @type {string} */ kind) => {
    const made_ = made('a', kind, words);
    made_.href = href;
    return made_;
  };
  const links = made('div', 'desk-row', link(t('setup-open'), url, 'button'), link(t('setup-to-admin'), root, 'button-quiet desk-button'));
  const back = made('p', 'desk-hint', `${t('setup-signed-in')} `, made('code', '', 'pystreaming-admin login-link --admin'), ` ${t('setup-link-again')}`);
  return [links, back];
}
