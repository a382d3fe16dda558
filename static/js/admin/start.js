// The first steps on a new site: a streamer, the key in OBS, the picture.

import { made } from '../dom.js';
import { labelled, part } from '../desk/parts.js';
import { t } from '../text.js';
import { connecting } from './connect.js';
import { streamerForm } from './streamers.js';

/** @typedef {import('../desk/desk.js').Desk} Desk */

/** @param {Desk} desk */
export function showStart(desk) {
  desk.report(begin(desk));
}

/** Begins where somebody stopped: with the only streamer there is, or with the first one. @param {Desk} desk */
async function begin(desk) {
  /** @type {{ streamers: { name: string, ban: unknown }[] }} */
  const { streamers } = await desk.api.send('/streamers');
  const [only] = streamers;
  if (only && streamers.length === 1 && only.ban === null) desk.body.append(...connected(desk, only.name, null));
  else await ask(desk);
}

/** The first step. @param {Desk} desk */
async function ask(desk) {
  /** @type {{ settings: { key: string, value: unknown }[] }} */
  const { settings } = await desk.api.send('/settings');
  const known = String(settings.find(({ key }) => key === 'site_name')?.value ?? '');
  const site = made('input', 'field');
  [site.value, site.required, site.autocomplete, site.dir] = [known, true, 'off', 'auto'];
  let stored = known;
  const called = async () => {
    const value = site.value.trim();
    if (value === stored) return;
    await desk.api.send('/settings/site_name', { method: 'PUT', body: { value } });
    stored = value;
  };
  const welcome = made('p', '', t('setup-about'));
  const form = streamerForm(
    desk,
    ({ name, key }) => {
      first.append(made('p', '', made('b', '', made('bdi', '', name)), ` ${t('setup-is-added')}`));
      form.remove();
      desk.body.append(...connected(desk, name, key, () => (welcome.hidden = first.hidden = true)));
    },
    { more: [labelled(t('setting-site-name'), site, t('setup-site-hint'))], before: called },
  );
  const first = part(t('setup-first'), form);
  desk.body.append(welcome, first);
  form.querySelector('input')?.focus();
}

/**
 * The second step, and the third once the picture is there. What is done goes then, so that the rest is in sight.
 * @param {Desk} desk
 * @param {string} name
 * @param {string | null} key null where it was shown before
 * @param {() => void} [clear] takes away what is done
 */
function connected(desk, name, key, clear = () => {}) {
  const third = part(t('setup-third'), ...onward(desk, name));
  third.hidden = true;
  const second = part(t('setup-second'), connecting(desk, name, key, () => {
    clear();
    third.hidden = false;
    third.scrollIntoView({ block: 'nearest' });
    desk.say(t('setup-live'));
  }));
  return [second, third];
}

/**
 * Where to go now, and how to come back.
 * @param {Desk} desk
 * @param {string} name
 */
function onward({ root }, name) {
  const url = `/${encodeURIComponent(name)}/`;
  const link = (/** @type {string} */ words, /** @type {string} */ href, /** @type {string} */ kind) => {
    const made_ = made('a', kind, words);
    made_.href = href;
    return made_;
  };
  const links = made('div', 'desk-row', link(t('setup-open'), url, 'button'), link(t('desk-studio'), `${url}studio/`, 'button-quiet desk-button'), link(t('setup-to-admin'), root, 'button-quiet desk-button'));
  const back = made('p', 'desk-hint', `${t('setup-signed-in')} `, made('code', '', 'pystreaming-admin login-link --admin'), ` ${t('setup-link-again')}`);
  return [links, back];
}
