// Who is in the chat now.

import { made, setText } from '../dom.js';
import { action, showRows } from '../moderation/rows.js';
import { t } from '../text.js';

/** @typedef {import('../moderation/section.js').Section} Section */

/** More are found in the chat itself. */
const MOST = 200;
/** @type {Record<string, string>} */
const ROLES = { admin: t('roles-one-streamer'), moderator: t('roles-one-moderator') };

/** @typedef {{ name: string, type: string, badges?: string[], title?: string, muted: boolean }} Member as `list-members` has it */

/** What somebody is, in words. Pure. @param {Member} member */
export function standing({ type, badges = [], title, muted }) {
  const role = title ?? badges.slice(0, 1).map((badge) => t('roles-badge', { badge }))[0] ?? ROLES[type];
  return [role, muted && t('roles-muted')].filter(Boolean).join(', ');
}

/** @implements {Section} */
export class MembersSection {
  title = t('members-title');
  icon = 'users';
  /** Nobody has to do anything about it. */
  count = 0;
  #about = made('p', 'moderation-more');
  #list = made('ul', 'moderation-rows');
  /** Rows by what they show: a form that somebody has opened in one stays. @type {Map<string, HTMLElement>} */
  #rows = new Map();

  /** @param {import('./deal.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    /** @type {any} */ (desk.connection).on('people', () => desk.report(this.#read()));
  }

  /** @param {HTMLElement} place */
  render(place) {
    place.append(this.#about, this.#list);
    this.desk.report(this.#read());
  }

  close() {}

  async #read() {
    /** @type {{ members: Member[] }} */
    const { members } = await this.desk.ask('list-members');
    setText(this.#about, members.length === 0 ? t('members-nobody') : members.length > MOST ? t('members-first', { count: members.length, most: MOST }) : '');
    const rows = members.slice(0, MOST).map((member) => [JSON.stringify([member.name, standing(member)]), member]);
    this.#rows = new Map(rows.map(([key, member]) => [/** @type {string} */ (key), this.#rows.get(String(key)) ?? this.#row(/** @type {Member} */ (member))]));
    showRows(this.#list, [...this.#rows.values()], this.#about);
  }

  /** @param {Member} member */
  #row(member) {
    const { name, type } = member;
    const about = action(t('members-about'), t('members-about-one', { name }), () => this.desk.about(name));
    const what = action(t('person-do'), t('person-do-about', { name }), () => this.desk.menu(name, what));
    what.setAttribute('aria-expanded', 'false');
    const who = made('span', 'moderation-who', made('bdi', '', name), made('span', 'moderation-about', standing(member)));
    const row = made('li', 'moderation-row', who, about, ...(type === 'admin' ? [] : [what]));
    row.dataset.key = name;
    return row;
  }
}
