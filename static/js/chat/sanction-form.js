// The form in the menu for moderators: time out, mute, ban or remove somebody, for how long and why.

import { made, setText } from '../dom.js';
import { secondsOf, spelled } from '../lengths.js';

/** How long the server has a time-out last that is given no time. */
const TIME_OUT = '10m';
/** @type {[command: string, words: string, time: string | null][]} with the time that is proposed; null where none is asked for */
const KINDS = [
  ['/timeout', 'Time out', TIME_OUT],
  ['/mute', 'Mute', ''],
  ['/ban', 'Ban from the chat', ''],
  ['/kick', 'Remove for 30 seconds', null],
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
  if (seconds !== undefined) return `${words} for ${spelled(seconds)}`;
  return time === '' ? `${words} until lifted` : words;
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
  const time = textField('How long', '10m, 2h, 1d', 12);
  const reason = textField('Reason, for them to read', '', 200);
  const go = made('button', 'button button-danger');
  const form = made('form', 'sanction-choices', ...kinds, time.label, reason.label, go);
  const chosen = () => KINDS.find(([command]) => command === new FormData(form).get('kind')) ?? KINDS[0];
  const tell = () => {
    const [command = '', , proposed] = chosen() ?? [];
    const typed = proposed === null ? '' : time.field.value.trim();
    // anything else the server would take for the beginning of the reason
    time.field.setCustomValidity(typed === '' || secondsOf(typed) !== undefined ? '' : 'Write a time from 5 seconds to 365 days, such as 90, 10m, 2h or 1d.');
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
    time.field.placeholder = proposed === '' ? 'until lifted, or 10m, 2h, 1d' : '10m, 2h, 1d';
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
