// The form in the menu for moderators: time out, mute, ban or remove somebody, for how long and why.

import { made, setText } from '../dom.js';
import { secondsOf, spelled } from '../lengths.js';
import { t } from '../text.js';

/** How long the server has a time-out last that is given no time. */
const TIME_OUT = '10m';
/** @type {[command: string, words: string, time: string | null][]} with the time that is proposed; null where none is asked for */
const KINDS = [
  ['/timeout', t('sanction-do-timeout'), TIME_OUT],
  ['/mute', t('chat-do-mute'), ''],
  ['/ban', t('sanction-do-ban'), ''],
  ['/kick', t('sanction-do-kick'), null],
];

/**
 * The slash command for a choice. Pure.
 * @param {string} command
 * @param {string} name
 * @param {string} time
 * @param {string} reason
 */
export function sentence(command, name, time, reason) {
  // a reason that begins with a digit would be taken for a time
  const why = time === '' && /^\d/.test(reason) ? `(${reason})` : reason;
  return [command, name, time, why].filter((part) => part !== '').join(' ');
}

/**
 * What a choice does, as a button says it. Pure.
 * @param {string} command
 * @param {string} time as typed
 */
export function actWords(command, time) {
  const [, words = ''] = KINDS.find(([one]) => one === command) ?? [];
  if (command === '/kick') return words;
  const seconds = secondsOf(time === '' && command === '/timeout' ? TIME_OUT : time);
  if (seconds !== undefined) return t('sanction-do-for', { action: words, time: spelled(seconds) });
  return time === '' ? t('sanction-do-until-lifted', { action: words }) : words;
}

/**
 * @param {string} name
 * @param {(command: string) => void} send
 */
export function sanctionForm(name, send) {
  const kinds = KINDS.map(([command, words]) => {
    const choice = made('input', '');
    [choice.type, choice.name, choice.value] = ['radio', 'kind', command];
    return made('label', 'sanction-choice', choice, words);
  });
  const time = textField(t('sanction-how-long'), '10m, 2h, 1d', 12);
  const reason = textField(t('sanction-reason-read'), '', 200);
  const go = made('button', 'button button-danger');
  const form = made('form', 'sanction-choices', ...kinds, time.label, reason.label, go);
  const chosen = () => KINDS.find(([command]) => command === new FormData(form).get('kind')) ?? KINDS[0];
  const tell = () => {
    const [command = '', , proposed] = chosen() ?? [];
    const typed = proposed === null ? '' : time.field.value.trim();
    // anything else the server would take for the beginning of the reason
    time.field.setCustomValidity(typed === '' || secondsOf(typed) !== undefined ? '' : t('sanction-time-wrong'));
    const words = actWords(command, typed);
    setText(go, words);
    go.setAttribute('aria-label', `${words}: ${name}`);
  };
  time.field.addEventListener('input', tell);
  form.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'radio') return;
    const [, , proposed] = chosen() ?? [];
    time.label.hidden = proposed === null;
    time.field.value = proposed ?? '';
    time.field.placeholder = proposed === '' ? t('sanction-time-optional') : '10m, 2h, 1d';
    tell();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const [command = '', , proposed] = chosen() ?? [];
    send(sentence(command, name, proposed === null ? '' : time.field.value.trim(), reason.field.value.trim()));
  });
  const first = kinds[0]?.querySelector('input');
  if (first) first.checked = true;
  time.field.value = KINDS[0]?.[2] ?? '';
  tell();
  return form;
}

/**
 * @param {string} words
 * @param {string} placeholder
 * @param {number} most
 */
function textField(words, placeholder, most) {
  const field = made('input', 'field');
  [field.placeholder, field.maxLength, field.autocomplete, field.dir] = [placeholder, most, 'off', 'auto'];
  return { field, label: made('label', '', words, field) };
}
