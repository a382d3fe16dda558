// What becomes of a reported message and its author, chosen in one form whose button names it.

import { made, setText } from '../dom.js';
import { LENGTHS, spelled } from '../lengths.js';
import { t } from '../text.js';

/**
 * @typedef {{ delete?: boolean, mute?: boolean, ban?: boolean, seconds?: number, reason?: string }} Settlement as
 *   `settle-report` takes it, besides the message
 */

/** Longest reason. */
const REASON_MAX = 200;

/** What it does, as a button says it. Pure. @param {Settlement} settlement */
export function settlementWords({ delete: deletes, mute, ban, seconds }) {
  if (!mute && !ban) return deletes ? t('settling-delete') : t('settling-dismiss');
  const length = seconds === undefined ? undefined : spelled(seconds);
  if (length === undefined) return ban ? (deletes ? t('settling-delete-ban') : t('settling-ban')) : deletes ? t('settling-delete-mute') : t('settling-mute');
  return ban ? (deletes ? t('settling-delete-ban-for', { length }) : t('settling-ban-for', { length })) : deletes ? t('settling-delete-mute-for', { length }) : t('settling-mute-for', { length });
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
  sanction.append(new Option(t('settling-nothing'), ''), new Option(t('settling-do-mute'), 'mute'), new Option(t('settling-do-ban'), 'ban'));
  sanction.value = 'mute';
  const length = made('select', 'field');
  length.append(...LENGTHS.map((seconds) => new Option(spelled(seconds), String(seconds))), new Option(t('settling-until-lifted'), ''));
  length.value = '600';
  const reason = made('input', 'field');
  [reason.maxLength, reason.autocomplete, reason.dir] = [REASON_MAX, 'off', 'auto'];
  const lengthLabel = made('label', 'moderation-label', t('filter-how-long'), length);
  const go = made('button', 'button button-danger');
  const form = made(
    'form',
    'moderation-form',
    ...(kept ? [made('label', 'moderation-check', deletes, t('settling-delete-message'))] : []),
    made('label', 'moderation-label', t('settling-author'), sanction),
    lengthLabel,
    made('label', 'moderation-label moderation-wide', t('sanction-reason-read'), reason),
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
  form.setAttribute('aria-label', t('settling-about', { name: author }));
  form.hidden = true;
  tell();
  return form;
}
