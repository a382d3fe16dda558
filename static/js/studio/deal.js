// What to do about somebody: a form below the button that asks for it.

import { made, setText } from '../dom.js';
import { LENGTHS, spelled } from '../lengths.js';
import { button } from '../desk/parts.js';
import { t } from '../text.js';

/**
 * @typedef {object} PeopleDesk besides what sections of the moderation panel have
 * @property {(name: string) => void} about shows what is known of somebody
 * @property {boolean} owns whether roles may be given
 *
 * @typedef {import('../moderation/section.js').Desk & PeopleDesk} Desk
 */

/** Longest reason. */
const REASON_MAX = 200;
/** @type {Record<string, string>} what is done, by the operation that does it */
const ACTS = { mute: t('chat-do-mute'), ban: t('settling-do-ban'), kick: t('deal-log-out') };
/** @type {Record<string, string>} */
const ROLES = { 'add-moderator': t('deal-moderator'), 'add-vip': t('deal-vip'), 'add-bot': t('deal-bot') };
/** @type {Record<string, (name: string) => string>} what is said then */
const DONE = { 'mute': (name) => t('deal-muted', { name }), 'ban': (name) => t('deal-banned', { name }), 'kick': (name) => t('deal-logged-out', { name }), 'add-moderator': (name) => t('deal-is-moderator', { name }), 'add-vip': (name) => t('deal-is-vip', { name }), 'add-bot': (name) => t('deal-is-bot', { name }) };

/**
 * Opens the form, or closes it.
 * @param {Desk} desk
 * @param {string} name
 * @param {HTMLElement} opener
 */
export function deal(desk, name, opener) {
  const open = opener.nextElementSibling;
  if (open instanceof HTMLFormElement && open.dataset.deal === name) return close(open, opener);
  const act = made('select', 'field');
  const all = { ...ACTS, ...(desk.owns ? ROLES : {}) };
  act.append(...Object.entries(all).map(([id, words]) => new Option(words, id)));
  const length = made('select', 'field');
  length.append(...LENGTHS.map((seconds) => new Option(spelled(seconds), String(seconds))), new Option(t('settling-until-lifted'), ''));
  length.value = '600';
  const reason = made('input', 'field');
  [reason.maxLength, reason.autocomplete, reason.dir] = [REASON_MAX, 'off', 'auto'];
  const lengthLabel = made('label', 'moderation-label', t('filter-how-long'), length);
  const reasonLabel = made('label', 'moderation-label moderation-wide', t('sanction-reason-read'), reason);
  const go = made('button', 'button');
  const form = made('form', 'moderation-form', made('label', 'moderation-label', t('deal-what'), act), lengthLabel, reasonLabel, go, button(t('chat-cancel'), () => close(form, opener)));
  form.dataset.deal = name;
  form.setAttribute('aria-label', t('person-do-about', { name }));
  const tell = () => {
    lengthLabel.hidden = !['mute', 'ban'].includes(act.value);
    reasonLabel.hidden = !(act.value in ACTS);
    setText(go, all[act.value] ?? '');
    go.setAttribute('aria-label', `${all[act.value]}: ${name}`);
  };
  act.addEventListener('change', tell);
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close(form, opener);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const id = act.value;
    const why = reason.value.trim();
    const seconds = ['mute', 'ban'].includes(id) && length.value !== '' ? { seconds: Number(length.value) } : {};
    const given = id in ACTS ? { ...seconds, ...(why === '' ? {} : { reason: why }) } : {};
    desk.report(
      desk.ask(id, { user: name, ...given }).then(() => {
        desk.say(DONE[id]?.(name) ?? '');
        close(form, opener);
      }),
    );
  });
  tell();
  opener.after(form);
  opener.setAttribute('aria-expanded', 'true');
  act.focus();
}

/** @param {HTMLElement} form @param {HTMLElement} opener */
function close(form, opener) {
  form.remove();
  opener.setAttribute('aria-expanded', 'false');
  opener.focus();
}
