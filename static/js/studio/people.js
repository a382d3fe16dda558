// Who is here and who may do what; what waits for somebody, and what the chat does not allow. The sections of the moderation
// panel stand here beside each other.

import { Mutes } from '../chat/mutes.js';
import { made, setText } from '../dom.js';
import { SECTIONS } from '../moderation/sections.js';
import { t } from '../text.js';
import { counted } from '../words.js';
import { PersonSection } from '../moderation/person.js';
import { deal } from './deal.js';
import { MembersSection } from './members.js';
import { requestOf } from './operations.js';
import { RolesSection } from './roles.js';

/**
 * @typedef {import('../studio.js').Studio} Studio
 * @typedef {import('../moderation/section.js').Section} Section
 * @typedef {import('../moderation/section.js').Desk} Desk
 */

/** Several events at once are answered together. Milliseconds. */
const TOGETHER_MS = 300;
/** What ends by time is read again no sooner, whatever this machine's clock says, and no later than a timer can be. Milliseconds. */
const [SOON_MS, LATE_MS] = [2000, 24 * 60 * 60 * 1000];

/** What the server would tell a moderator in chat, by what is recorded. @type {Record<string, (desk: Backstage) => unknown>} */
const NEWS = {
  held: (desk) => desk.tell('message held', null),
  sanctions: (desk) => Promise.all([desk.readMutes(), desk.tell('login success', { type: 'moderator' })]),
  reports: (desk) => desk.readReports(),
  rules: (desk) => desk.tell('rules', null),
  emotes: (desk) => desk.tell('add emote', null),
  people: (desk) => desk.tell('people', null),
};

/** @type {Record<string, string[]>} */
const TOUCHES = {
  hold_message: ['held'],
  approve_message: ['held'],
  reject_message: ['held'],
  mute_user: ['sanctions', 'people'],
  unmute_user: ['sanctions', 'people'],
  ban_user: ['sanctions', 'people'],
  unban_user: ['sanctions'],
  appeal_sanction: ['sanctions'],
  decline_appeal: ['sanctions'],
  report_message: ['reports'],
  settle_report: ['reports', 'sanctions'],
  delete_message: ['reports'],
  set_chat_rules: ['rules'],
  set_lockdown: ['rules'],
  add_filter_rule: ['rules'],
  remove_filter_rule: ['rules'],
  add_stream_emote: ['emotes'],
  remove_stream_emote: ['emotes'],
  join_chat: ['people'],
  leave_chat: ['people'],
  kick_user: ['people'],
  change_name: ['people'],
  rename_user: ['people'],
  mod_user: ['people'],
  demod_user: ['people'],
  set_role: ['people'],
  set_title: ['people'],
};

/** What sections have in place of the chat: the API, and what is recorded. */
class Backstage {
  /** @type {Map<string, ((data: any) => void)[]>} */
  #listeners = new Map();
  /** @type {Set<string>} */
  #soon = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** Until the next mute ends, of which nothing is recorded. @type {ReturnType<typeof setTimeout> | undefined} */
  #ending;
  mutes = new Mutes();

  /** @param {Studio} studio */
  constructor(studio) {
    this.studio = studio;
    studio.onEvent((event) => {
      this.#read(...(event === null ? Object.keys(NEWS) : TOUCHES[event.type] ?? []));
    });
  }

  /** Reads what has changed, together with what changes in a moment. @param {string[]} changed */
  #read(...changed) {
    for (const what of changed) this.#soon.add(what);
    this.#timer ??= setTimeout(() => this.#answer(), TOGETHER_MS);
  }

  /** @param {string} event @param {(data: any) => void} listener */
  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  /** @param {string} event @param {unknown} data */
  tell(event, data) {
    for (const listener of this.#listeners.get(event) ?? []) listener(data);
  }

  /** @param {string} id @param {Record<string, unknown>} [parameters] */
  async ask(id, parameters = {}) {
    if (id === 'upload-stream-emote') return this.#upload(String(parameters.alias), String(parameters.picture));
    const { path, ...request } = requestOf(id, parameters);
    return this.studio.api.send(path, request);
  }

  async readMutes() {
    const { mutes } = await this.ask('list-mutes');
    this.mutes.replace(mutes.map((/** @type {any} */ { name, ...rest }) => ({ username: name, ...rest })));
    clearTimeout(this.#ending);
    const next = Math.min(...mutes.map((/** @type {any} */ { until }) => until ?? Infinity));
    if (next < Infinity) this.#ending = setTimeout(() => this.#read('sanctions', 'people'), Math.min(Math.max((next + 1) * 1000 - Date.now(), SOON_MS), LATE_MS));
    this.tell('mutes', null);
  }

  async readReports() {
    const { reports } = await this.ask('list-reports');
    this.tell('reports', { count: reports.length });
  }

  /** A picture in Base64 goes as a file. @param {string} alias @param {string} picture */
  async #upload(alias, picture) {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const { path, method } = requestOf('upload-stream-emote', { alias });
    return this.studio.api.send(path, { method, body: new Blob([bytes], { type: 'application/octet-stream' }) });
  }

  #answer() {
    this.#timer = undefined;
    const asked = [...this.#soon];
    this.#soon.clear();
    this.studio.report(Promise.all(asked.map((what) => NEWS[what]?.(this))));
  }
}

/** @param {Studio} studio */
export function showPeople(studio) {
  const { body, report, say } = studio;
  const backstage = new Backstage(studio);
  const links = made('ul', 'studio-jumps');
  const grid = made('div', 'studio-people');
  /** @type {{ section: Section, part: HTMLElement, link: HTMLElement, counts: HTMLElement[] }[]} */
  const shown = [];
  const tell = () => {
    for (const { section, part, link, counts } of shown) {
      part.hidden = link.hidden = section.absent === true;
      for (const count of counts) setText(count, section.count > 0 ? counted(section.count) : '');
    }
  };
  /** @type {PersonSection | undefined} */
  let person;
  const desk = /** @type {Desk & import('./deal.js').PeopleDesk} */ (
    /** @type {unknown} */ ({
      connection: backstage,
      feed: { mutes: backstage.mutes },
      ask: (/** @type {string} */ id, /** @type {Record<string, unknown>} */ parameters) => backstage.ask(id, parameters),
      report,
      say,
      changed: () => tell(),
      menu: (/** @type {string} */ name, /** @type {HTMLElement} */ button) => deal(desk, name, button),
      about: (/** @type {string} */ name) => {
        person?.about(name);
        const at = shown.find(({ section }) => section === person);
        at?.part.scrollIntoView({ block: 'start' });
        person?.field.focus({ preventScroll: true });
      },
      owns: studio.owns,
    })
  );
  const sections = [new MembersSection(desk), ...SECTIONS.map((Section) => new Section(desk)), new RolesSection(desk)];
  for (const [number, section] of sections.entries()) {
    if (section instanceof PersonSection) person = section;
    // the same in every language
    const id = `part-${number + 1}`;
    const counts = [made('span', 'moderation-count number'), made('span', 'moderation-count number')];
    const heading = made('h2', 'desk-heading', section.title, ' ', counts[0] ?? '');
    heading.id = `${id}-title`;
    const place = made('div', 'studio-place');
    const part = made('section', 'desk-part studio-card', heading, place);
    part.id = id;
    part.setAttribute('aria-labelledby', heading.id);
    const anchor = made('a', 'studio-jump', section.title, ' ', counts[1] ?? '');
    anchor.href = `#${id}`;
    const link = made('li', '', anchor);
    shown.push({ section, part, link, counts });
    links.append(link);
    grid.append(part);
    section.render(place);
  }
  const jumps = made('nav', '', links);
  jumps.setAttribute('aria-label', t('people-parts'));
  body.append(jumps, grid);
  tell();
  if (location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
