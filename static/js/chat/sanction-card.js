// The card for somebody who is muted, banned or was removed: what, why and for how long, and a form to appeal once.

import { serverTime } from '../clock.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
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
  mute: [t('sanction-muted'), t('sanction-muted-site'), t('sanction-muted-rest')],
  ban: [t('sanction-banned'), t('sanction-banned-site'), t('sanction-banned-rest')],
  kick: [t('sanction-removed'), t('sanction-removed'), t('sanction-removed-rest')],
};

/** How long it lasts. Pure. @param {number | null} until @param {number} now both in Unix seconds */
export function lasting(until, now) {
  if (until === null) return t('sanction-until-lifted');
  const left = until - now;
  return left < COUNTED ? t('sanction-for', { time: elapsed(Math.ceil(left)) }) : t('sanction-until', { time: when(until, now) });
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
  const why = reason === '' ? [] : [made('p', '', t('sanction-reason'), made('bdi', '', reason))];
  const had = place.contains(document.activeElement);
  place.replaceChildren(title, ...why, made('p', 'sanction-rest', rest, until === null ? '' : made('span', 'unseen', t('sanction-ends', { time: when(until, serverTime()) }))));
  if (appeal) place.append(made('p', 'sanction-appealed', appeal.declined ? t('sanction-declined') : t('sanction-appealed')));
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
  const label = made('label', '', t('sanction-why'));
  label.htmlFor = field.id;
  const failed = made('p', 'chat-entry-error');
  failed.setAttribute('role', 'alert');
  const cancel = made('button', 'button-quiet', t('chat-cancel'));
  cancel.type = 'button';
  const form = made('form', 'sanction-form', label, field, failed, made('div', 'sanction-answers', cancel, made('button', 'button', t('chat-send'))));
  form.hidden = true;
  const opener = made('button', 'button', t('sanction-appeal'));
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
    setText(failed, sent ? '' : t('chat-no-connection-keep'));
  });
  return [opener, form];
}
