// The emotes of the site: what there is, and an upload.

import { emoteImage } from '../chat/emote.js';
import { asking, labelled, part } from '../desk/parts.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { aliasOf, KIB, TYPES, unfit } from './emote-file.js';

/** @typedef {{ alias: string, uri: string }} Emote as `list-emotes` has it */

/** @param {import('../desk/desk.js').Desk} desk */
export function showSiteEmotes(desk) {
  const { api, body, report, say } = desk;
  const search = made('input', 'field');
  [search.type, search.autocomplete] = ['search', 'off'];
  const list = made('ul', 'desk-rows admin-emotes');
  const none = made('p', 'desk-hint');
  /** @type {Emote[]} */
  let emotes = [];
  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    const shown = emotes.filter(({ alias }) => alias.toLowerCase().includes(wanted));
    list.replaceChildren(...shown.map(row));
    setText(none, shown.length > 0 ? '' : emotes.length === 0 ? t('emotes-site-none') : t('emotes-none-found'));
  };
  const read = async () => {
    ({ emotes } = await api.send('/emotes'));
    if (!list.contains(document.activeElement)) show();
  };
  /** @param {Emote} emote */
  const row = ({ alias, uri }) => {
    const key = `:${alias}:`;
    const remove = async () => {
      await api.send(`/emotes/${encodeURIComponent(alias)}`, { method: 'DELETE' });
      say(t('emotes-is-removed', { name: key }));
      search.focus();
      await read();
    };
    const asks = asking(t('desk-remove-dots'), t('emotes-remove-ask', { name: key }), t('desk-remove'), () => report(remove()));
    asks.querySelector('button')?.setAttribute('aria-label', t('schedule-remove-one', { name: key }));
    return made('li', 'desk-item', made('span', 'admin-emote', emoteImage(key, uri), ' ', key), asks);
  };
  search.addEventListener('input', show);
  const about = made('p', 'desk-hint', t('emotes-site-about', { kib: KIB }));
  body.append(part(t('emotes-new'), about, emoteForm(desk, () => report(read()))), part(t('emotes-of-site'), labelled(t('admin-find-name'), search), none, list));
  desk.onEvent((event) => event !== null && /_emote$/.test(event.type) && report(read()));
  report(read());
}

/**
 * @param {import('../desk/desk.js').Desk} desk
 * @param {() => void} after
 */
function emoteForm(desk, after) {
  const file = made('input', 'field admin-file');
  [file.type, file.accept, file.required] = ['file', TYPES.join(), true];
  const preview = made('img', 'moderation-preview');
  [preview.alt, preview.hidden] = ['', true];
  const alias = made('input', 'field');
  [alias.required, alias.maxLength, alias.pattern, alias.autocomplete, alias.spellcheck] = [true, 32, '[A-Za-z0-9_\\-]+', 'off', false];
  const form = made('form', 'desk-form', labelled(t('stage-picture'), file), preview, labelled(t('account-name'), alias, t('emotes-name-hint')), made('div', 'desk-row', made('button', 'button', t('desk-add'))));
  const look = () => {
    const [chosen] = file.files ?? [];
    file.setCustomValidity(chosen ? unfit(chosen) : '');
    preview.hidden = true;
    if (!chosen || !file.reportValidity()) return;
    if (alias.value === '') alias.value = aliasOf(chosen.name);
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      preview.src = String(reader.result);
      preview.hidden = false;
    });
    reader.readAsDataURL(chosen);
  };
  const add = async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    const name = alias.value;
    await desk.api.send(`/emotes/${encodeURIComponent(name)}`, { method: 'PUT', body: chosen });
    desk.say(t('admin-is-added', { name: `:${name}:` }));
    form.reset();
    preview.hidden = true;
    file.focus();
    after();
  };
  file.addEventListener('change', look);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    desk.report(add());
  });
  return form;
}
