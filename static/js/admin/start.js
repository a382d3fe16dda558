// The first steps on a new site: a streamer, the key in OBS, the picture.

import { made } from '../dom.js';
import { part } from '../desk/parts.js';
import { connecting } from './connect.js';
import { streamerForm } from './streamers.js';

/** @param {import('../desk/desk.js').Desk} desk */
export function showStart(desk) {
  const second = part('2. Enter the key into OBS');
  const third = part('3. You are live');
  second.hidden = third.hidden = true;
  const form = streamerForm(desk, ({ name, key }) => {
    first.append(made('p', '', made('b', '', made('bdi', '', name)), ' is added.'));
    form.remove();
    second.append(connecting(desk, name, key, () => {
      third.hidden = false;
      desk.say('You are live.');
    }));
    third.append(...onward(desk, name));
    second.hidden = false;
  });
  const first = part('1. Who streams?', form);
  const welcome = made('p', '', 'A streamer has a page, a chat and a stream key. More can be added later.');
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
  const links = made('div', 'desk-row', link('Open the page of the stream', url, 'button'), link('To the administration', root, 'button-quiet desk-button'));
  const back = made('p', 'desk-hint', 'You stay signed in on this browser until you do not come back for a day. Then ', made('code', '', 'pystreaming-admin login-link --admin'), ' on the server makes another link; or let an account administer the site.');
  return [links, back];
}
