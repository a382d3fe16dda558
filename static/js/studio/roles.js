// Moderators, VIPs and bots, also those who are away.

import { made, setText } from '../dom.js';
import { action, showRows } from '../moderation/rows.js';
import { t } from '../text.js';

/** @typedef {import('../moderation/section.js').Section} Section */

/** @type {Record<string, [words: string, add: string, remove: string]>} */
const ROLES = {
  moderator: [t('chat-moderator'), 'add-moderator', 'remove-moderator'],
  vip: [t('chat-vip'), 'add-vip', 'remove-vip'],
  bot: [t('chat-bot'), 'add-bot', 'remove-bot'],
};

/** What roles are called unless the streamer calls them otherwise, by the API's word. @type {Record<string, string>} */
const USUAL = { streamer: t('chat-streamer'), moderator: t('chat-moderator'), vip: t('chat-vip'), bot: t('chat-bot') };
/** Longest title. */
const TITLE_MAX = 30;

/** @implements {Section} */
export class RolesSection {
  title = t('roles-title');
  icon = 'guard';
  /** Nobody has to do anything about it. */
  count = 0;
  #empty = made('p', 'moderation-empty');
  #list = made('ul', 'moderation-rows');
  /** Where titles are written, by role. @type {Map<string, HTMLInputElement>} */
  #titles = new Map();

  /** @param {import('./deal.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {any} */ (desk.connection).on('people', () => desk.report(this.#read()));
  }

  /** @param {HTMLElement} place */
  render(place) {
    place.append(...(this.desk.owns ? [this.#form()] : []), this.#empty, this.#list, ...(this.desk.owns ? [this.#titlesForm()] : []));
    this.desk.report(this.#read());
  }

  close() {}

  async #read() {
    const { people, titles } = await this.desk.ask('list-roles');
    for (const [role, field] of this.#titles) {
      // what somebody is writing stays
      if (field.value === field.defaultValue) field.value = titles[role] ?? '';
      field.defaultValue = titles[role] ?? '';
    }
    setText(this.#empty, people.length === 0 ? t('roles-nobody') : '');
    const rows = people.filter((/** @type {{ role: string }} */ { role }) => role in ROLES).map((/** @type {{ name: string, role: string }} */ one) => this.#row(one));
    showRows(this.#list, rows, this.#empty);
  }

  #form() {
    const name = made('input', 'field');
    [name.autocomplete, name.spellcheck, name.dir, name.required] = ['off', false, 'auto', true];
    const role = made('select', 'field');
    role.append(...Object.entries(ROLES).map(([value, [words]]) => new Option(words, value)));
    const go = made('button', 'button-quiet moderation-action', t('roles-give'));
    const form = made('form', 'moderation-form', made('label', 'moderation-label', t('roles-name'), name), made('label', 'moderation-label', t('roles-role'), role), go);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const [words = '', add = ''] = ROLES[role.value] ?? [];
      const user = name.value.trim();
      this.desk.report(
        this.desk.ask(add, { user }).then(() => {
          this.desk.say(t('roles-has', { name: user, role: words }));
          name.value = '';
          return this.#read();
        }),
      );
    });
    return form;
  }

  /** What the streamer calls the roles. */
  #titlesForm() {
    const lines = Object.entries(USUAL).map(([role, words]) => {
      const field = made('input', 'field');
      [field.maxLength, field.autocomplete, field.dir, field.placeholder] = [TITLE_MAX, 'off', 'auto', words];
      this.#titles.set(role, field);
      return made('label', 'moderation-label', t('roles-called', { role: words }), field);
    });
    const form = made('form', 'moderation-form', ...lines, made('button', 'button-quiet moderation-action', t('roles-save-titles')));
    form.setAttribute('aria-label', t('roles-titles'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.desk.report(this.#saveTitles());
    });
    return form;
  }

  async #saveTitles() {
    const changed = [...this.#titles].filter(([, field]) => field.value !== field.defaultValue);
    for (const [role, field] of changed) {
      const { title } = await this.desk.ask('set-title', { role, title: field.value });
      field.value = field.defaultValue = title ?? '';
    }
    this.desk.say(changed.length === 0 ? t('roles-unchanged') : t('roles-saved'));
    await this.#read();
  }

  /** @param {{ name: string, role: string }} one */
  #row({ name, role }) {
    const [words = '', , remove = ''] = ROLES[role] ?? [];
    const end = action(t('roles-end'), t('roles-no-longer', { name, role: words }), () =>
      this.desk.report(
        this.desk.ask(remove, { user: name }).then(() => {
          this.desk.say(t('roles-no-longer-said', { name, role: words }));
          return this.#read();
        }),
      ),
    );
    const row = made('li', 'moderation-row', made('span', 'moderation-who', made('bdi', '', name), made('span', 'moderation-about', words)), ...(this.desk.owns ? [end] : []));
    row.dataset.key = `${role} ${name}`;
    return row;
  }
}
