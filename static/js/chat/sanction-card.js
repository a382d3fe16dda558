// The card for somebody who is muted, banned or was removed: what, why and for how long, and a form to appeal once.

import { serverTime } from '../clock.js';
import { made, setText } from '../dom.js';
import { elapsed, when } from '../words.js';

/**
 * @typedef {import('./own-sanction.js').Sanction} Sanction
 * @typedef {{ appeal: (message: string) => boolean, end: () => void }} CardOptions `appeal`: false where there is no connection
 *   now; `end`: its time is over
 */

/** A shorter rest is counted down. Seconds. */
const COUNTED = 3600;
/** As the server has it. Characters. */
const APPEAL_MOST = 300;

/** @type {Record<Sanction['kind'], [stream: string, site: string, rest: string]>} */
const WORDS = {
  mute: ['You are muted', 'You are muted on this site', 'You can read, but not write.'],
  ban: ['You are banned from this chat', 'You are banned from every chat here', 'You can still read.'],
  kick: ['You were removed from this chat', 'You were removed from this chat', 'You can come back soon.'],
};

/** How long it lasts. Pure. @param {number | null} until @param {number} now both in Unix seconds */
export function lasting(until, now) {
  if (until === null) return 'until a moderator lifts it';
  const left = until - now;
  return left < COUNTED ? `for ${elapsed(Math.ceil(left))} more` : `until ${when(until, now)}`;
}

/** @type {WeakMap<HTMLElement, ReturnType<typeof setInterval>>} */
const clocks = new WeakMap();

/**
 * @param {HTMLElement} place
 * @param {Sanction} sanction
 * @param {CardOptions} options
 */
export function fillCard(place, sanction, options) {
  const { kind, scope, until, reason, appeal } = sanction;
  const [here, everywhere, rest] = WORDS[kind];
  // its seconds are for the eye
  const time = made('span', 'sanction-time');
  time.setAttribute('aria-hidden', 'true');
  const title = made('p', 'sanction-title', made('b', '', scope === 'site' ? everywhere : here), ' ', time);
  const why = reason === '' ? [] : [made('p', '', 'Reason: ', made('bdi', '', reason))];
  const had = place.contains(document.activeElement);
  place.replaceChildren(title, ...why, made('p', 'sanction-rest', rest, until === null ? '' : made('span', 'unseen', ` It ends ${when(until, serverTime())}.`)));
  if (appeal) place.append(made('p', 'sanction-appealed', appeal.declined ? 'Your appeal was declined.' : 'The moderators have your appeal.'));
  else if (kind !== 'kick') place.append(...appealForm(options.appeal));
  place.dataset.kind = kind;
  place.hidden = false;
  if (had) place.focus();
  const tick = () => {
    if (place.hidden || !time.isConnected) clearInterval(clocks.get(place));
    else if (until !== null && until <= serverTime() && kind !== 'mute') options.end();
    else setText(time, lasting(until, serverTime()));
  };
  clearInterval(clocks.get(place));
  clocks.set(place, setInterval(tick, 500));
  tick();
}

/** @param {CardOptions['appeal']} send */
function appealForm(send) {
  const field = made('textarea', 'field');
  field.id = 'chat-appeal';
  field.rows = 3;
  field.maxLength = APPEAL_MOST;
  field.required = true;
  field.dir = 'auto';
  const label = made('label', '', 'Why should it be lifted? You can write to the moderators once.');
  label.htmlFor = field.id;
  const failed = made('p', 'chat-entry-error');
  failed.setAttribute('role', 'alert');
  const cancel = made('button', 'button-quiet', 'Cancel');
  cancel.type = 'button';
  const form = made('form', 'sanction-form', label, field, failed, made('div', 'sanction-answers', cancel, made('button', 'button', 'Send')));
  form.hidden = true;
  const opener = made('button', 'button', 'Appeal…');
  opener.type = 'button';
  const open = (/** @type {boolean} */ isOpen) => {
    [form.hidden, opener.hidden] = [!isOpen, isOpen];
    (isOpen ? field : opener).focus();
  };
  opener.addEventListener('click', () => open(true));
  cancel.addEventListener('click', () => open(false));
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    open(false);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const sent = send(field.value);
    setText(failed, sent ? '' : 'There is no connection at the moment. Try again when it is back.');
  });
  return [opener, form];
}
