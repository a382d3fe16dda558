// The section of those who are muted, whether they are here or not.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { counted, when } from '../words.js';
import { showRows } from './rows.js';

/** More are found by `/unmute` and a name. */
const MOST = 500;

/** @typedef {import('./section.js').Section} Section */

/** @implements {Section} */
export class MutedSection {
  title = 'Muted';
  icon = 'silence';
  /** Nobody has to do anything about them. */
  count = 0;
  /** @type {HTMLElement | null} */
  #place = null;

  /** @param {import('./section.js').Desk} desk */
  constructor(desk) {
    this.desk = desk;
    for (const event of /** @type {const} */ (['mutes', 'mute', 'unmute'])) desk.connection.on(event, () => this.#show());
  }

  /** @param {HTMLElement} place */
  render(place) {
    this.#place = place;
    place.append(made('p', 'moderation-empty'), made('ul', 'moderation-rows'), made('p', 'moderation-more'));
    this.#show();
  }

  close() {
    this.#place = null;
  }

  #show() {
    if (this.#place === null) return;
    const [empty, list, more] = /** @type {HTMLElement[]} */ ([...this.#place.children]);
    if (!empty || !list || !more) return;
    const all = this.desk.feed.mutes.list();
    empty.textContent = all.length === 0 ? 'Nobody is muted.' : '';
    more.textContent = all.length > MOST ? `and ${counted(all.length - MOST)} more` : '';
    showRows(list, all.slice(0, MOST).map((mute) => this.#row(mute)), this.#place);
  }

  /** @param {import('../chat/mutes.js').Mute} mute */
  #row({ id, username, time, here }) {
    const others = here.filter((name) => name !== username);
    const now = here.length === 0 ? 'not here' : others.length > 0 ? `here as ${others.join(', ')}` : 'here';
    const undo = made('button', 'button-quiet', 'Unmute');
    undo.type = 'button';
    undo.setAttribute('aria-label', `Unmute ${username}`);
    undo.addEventListener('click', () => this.desk.report(this.#lift(id, username)));
    const about = made('span', 'moderation-about', `since ${when(time, serverTime())}, `, made('bdi', '', now));
    const row = made('li', 'moderation-row', made('span', 'moderation-who', made('bdi', '', username), about), undo);
    row.dataset.key = id;
    return row;
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  async #lift(id, name) {
    await this.desk.ask('unmute', { user: id });
    this.desk.say(`${name} may speak again.`);
  }
}
