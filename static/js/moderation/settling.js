// What becomes of a reported message and its author, chosen in one form whose button names it.

import { made, setText } from '../dom.js';
import { LENGTHS, spelled } from '../lengths.js';

/**
 * @typedef {{ delete?: boolean, mute?: boolean, ban?: boolean, seconds?: number, reason?: string }} Settlement as
 *   `settle-report` takes it, besides the message
 */

/** Longest reason. */
const REASON_MAX = 200;

/** What it does, as a button says it. Pure. @param {Settlement} settlement */
export function settlementWords({ delete: deletes, mute, ban, seconds }) {
  if (!mute && !ban) return deletes ? 'Delete' : 'Dismiss';
  const length = seconds === undefined ? 'until lifted' : `for ${spelled(seconds)}`;
  const sanction = `${ban ? 'ban' : 'mute'} ${length}`;
  return deletes ? `Delete and ${sanction}` : `${sanction.charAt(0).toUpperCase()}${sanction.slice(1)}`;
}

/**
 * @param {object} options
 * @param {string} options.author
 * @param {boolean} options.kept whether the chat still has the message
 * @param {(settlement: Settlement) => void} options.settle
 */
export function settlingForm({ author, kept, settle }) {
  const deletes = made('input', '');
  [deletes.type, deletes.checked] = ['checkbox', kept];
  const sanction = made('select', 'field');
  sanction.append(new Option('Nothing', ''), new Option('Mute', 'mute'), new Option('Ban', 'ban'));
  sanction.value = 'mute';
  const length = made('select', 'field');
  length.append(...LENGTHS.map((seconds) => new Option(spelled(seconds), String(seconds))), new Option('Until lifted', ''));
  length.value = '600';
  const reason = made('input', 'field');
  [reason.maxLength, reason.autocomplete, reason.dir] = [REASON_MAX, 'off', 'auto'];
  const lengthLabel = made('label', 'moderation-label', 'For how long', length);
  const go = made('button', 'button button-danger');
  const form = made(
    'form',
    'moderation-form',
    ...(kept ? [made('label', 'moderation-check', deletes, 'Delete the message')] : []),
    made('label', 'moderation-label', 'The author', sanction),
    lengthLabel,
    made('label', 'moderation-label moderation-wide', 'Reason, for them to read', reason),
    go,
  );
  const chosen = () => {
    const seconds = sanction.value === '' || length.value === '' ? {} : { seconds: Number(length.value) };
    const why = reason.value.trim();
    return { delete: kept && deletes.checked, mute: sanction.value === 'mute', ban: sanction.value === 'ban', ...seconds, ...(why === '' ? {} : { reason: why }) };
  };
  const tell = () => {
    lengthLabel.hidden = sanction.value === '';
    const words = settlementWords(chosen());
    setText(go, words);
    go.setAttribute('aria-label', `${words}: ${author}`);
  };
  form.addEventListener('change', tell);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    settle(chosen());
  });
  form.setAttribute('aria-label', `What becomes of the message of ${author}`);
  form.hidden = true;
  tell();
  return form;
}
