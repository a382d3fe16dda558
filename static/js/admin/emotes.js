// The emotes of the site: what there is, and an upload.

import { emoteImage } from '../chat/emote.js';
import { asking, labelled, part } from '../desk/parts.js';
import { made, setText } from '../dom.js';
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
    setText(none, shown.length > 0 ? '' : emotes.length === 0 ? 'The site has no emote yet.' : 'No emote is found.');
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
      say(`${key} is removed.`);
      search.focus();
      await read();
    };
    const asks = asking('Remove…', `Remove ${key}? Messages then show its name.`, 'Remove', () => report(remove()));
    asks.querySelector('button')?.setAttribute('aria-label', `Remove ${key}…`);
    return made('li', 'desk-item', made('span', 'admin-emote', emoteImage(key, uri), ' ', key), asks);
  };
  search.addEventListener('input', show);
  const about = made('p', 'desk-hint', `Written as :name: in every chat. PNG, GIF or WebP of up to ${KIB} KiB and 1024 pixels a side; they may be animated.`);
  body.append(part('New emote', about, emoteForm(desk, () => report(read()))), part('Emotes of the site', labelled('Find a name', search), none, list));
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
  const form = made('form', 'desk-form', labelled('Picture', file), preview, labelled('Name', alias, 'Letters without accents, digits, _ and -. An emote of the same name is replaced.'), made('div', 'desk-row', made('button', 'button', 'Add')));
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
    desk.say(`:${name}: is added.`);
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
