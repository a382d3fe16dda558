// Moderators, VIPs and bots, also those who are away.

import { made, setText } from '../dom.js';
import { action, showRows } from '../moderation/rows.js';

/** @typedef {import('../moderation/section.js').Section} Section */

/** @type {Record<string, [words: string, add: string, remove: string]>} */
const ROLES = {
  moderator: ['Moderator', 'add-moderator', 'remove-moderator'],
  vip: ['VIP', 'add-vip', 'remove-vip'],
  bot: ['Bot', 'add-bot', 'remove-bot'],
};

/** @implements {Section} */
export class RolesSection {
  title = 'Roles';
  icon = 'guard';
  /** Nobody has to do anything about it. */
  count = 0;
  #empty = made('p', 'moderation-empty');
  #list = made('ul', 'moderation-rows');

  /** @param {import('./deal.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {any} */ (desk.connection).on('people', () => desk.report(this.#read()));
  }

  /** @param {HTMLElement} place */
  render(place) {
    place.append(...(this.desk.owns ? [this.#form()] : []), this.#empty, this.#list);
    this.desk.report(this.#read());
  }

  close() {}

  async #read() {
    const { people } = await this.desk.ask('list-roles');
    setText(this.#empty, people.length === 0 ? 'Nobody has a role yet.' : '');
    const rows = people.filter((/** @type {{ role: string }} */ { role }) => role in ROLES).map((/** @type {{ name: string, role: string }} */ one) => this.#row(one));
    showRows(this.#list, rows, this.#empty);
  }

  #form() {
    const name = made('input', 'field');
    [name.autocomplete, name.spellcheck, name.dir, name.required] = ['off', false, 'auto', true];
    const role = made('select', 'field');
    role.append(...Object.entries(ROLES).map(([value, [words]]) => new Option(words, value)));
    const go = made('button', 'button-quiet moderation-action', 'Give the role');
    const form = made('form', 'moderation-form', made('label', 'moderation-label', 'Name of somebody who is here', name), made('label', 'moderation-label', 'Role', role), go);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const [words = '', add = ''] = ROLES[role.value] ?? [];
      const user = name.value.trim();
      this.desk.report(
        this.desk.ask(add, { user }).then(() => {
          this.desk.say(`${user} has the role ${words}.`);
          name.value = '';
          return this.#read();
        }),
      );
    });
    return form;
  }

  /** @param {{ name: string, role: string }} one */
  #row({ name, role }) {
    const [words = '', , remove = ''] = ROLES[role] ?? [];
    const end = action('End', `${name} is no longer ${words}`, () =>
      this.desk.report(
        this.desk.ask(remove, { user: name }).then(() => {
          this.desk.say(`${name} is no longer ${words}.`);
          return this.#read();
        }),
      ),
    );
    const row = made('li', 'moderation-row', made('span', 'moderation-who', made('bdi', '', name), made('span', 'moderation-about', words)), ...(this.desk.owns ? [end] : []));
    row.dataset.key = `${role} ${name}`;
    return row;
  }
}
