// The people of the site: accounts with their roles, those who are muted or banned everywhere, and browsers that a link signed in.

import { serverTime } from '../clock.js';
import { called } from '../desk/browsers.js';
import { asking, button, copied, labelled, part } from '../desk/parts.js';
import { find, made, setText } from '../dom.js';
import { LENGTHS, spelled } from '../lengths.js';
import { ago, counted, dayAndTime, when } from '../words.js';
import { found } from './streamers.js';

/**
 * @typedef {import('../desk/desk.js').Desk} Desk
 * @typedef {{ id: number, name: string, created: number, disabled: number | null, role: string | null }} Account as `list-accounts` has it
 * @typedef {{ id: string, kind: 'mute' | 'ban', name: string, time: number, until: number | null, reason: string, by_address: boolean, appeal: string | null, declined: boolean }} Sanction as `list-sanctions` has it
 * @typedef {{ id: number, browser: string, last_used: number, is_this: boolean }} Session as `list-admin-sessions` has it
 */

/** More are found by a search. */
const MOST = 100;
/** Longest reason. */
const REASON_MAX = 200;
/** @type {Record<string, string>} */
const ROLES = { none: 'User', moderator: 'Moderator of the site', administrator: 'Administrator' };

/** @param {Desk} desk */
export function showSitePeople(desk) {
  const accounts = new AccountList(desk);
  const sanctions = made('ul', 'desk-rows');
  const sessions = made('ul', 'desk-rows');
  const readSanctions = () => showSanctions(desk, sanctions);
  const about = made('p', 'desk-hint', 'Mutes and bans here hold in every chat. Those of one stream are in its studio.');
  const links = made('p', 'desk-hint', 'Browsers that a link signed in as an administrator. Accounts show theirs to their owners.');
  desk.body.append(
    part('Accounts', ...accounts.elements),
    part('Muted and banned on the whole site', about, sanctions, sanctionForm(desk, () => desk.report(readSanctions()))),
    part('Signed in by a link', links, sessions),
  );
  const read = () => desk.report(Promise.all([accounts.read(), readSanctions(), showSessions(desk, sessions)]));
  desk.onEvent((event) => {
    if (event === null || /_account$|_site_role$/.test(event.type)) desk.report(accounts.read());
    if (event === null || /sanction|appeal/.test(event.type)) desk.report(readSanctions());
  });
  read();
}

class AccountList {
  #search = made('input', 'field');
  #fresh = made('div', 'desk-fresh');
  #none = made('p', 'desk-hint');
  #list = made('ul', 'desk-rows');
  #more = made('p', 'desk-hint');
  /** @type {Account[]} */
  #all = [];

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    [this.#search.type, this.#search.autocomplete] = ['search', 'off'];
    this.#search.addEventListener('input', () => this.#show());
    this.elements = [labelled('Find an account', this.#search), this.#fresh, this.#none, this.#list, this.#more];
  }

  async read() {
    ({ accounts: this.#all } = await this.desk.api.send('/accounts'));
    // what somebody is choosing stays
    if (!this.#list.contains(document.activeElement)) this.#show();
  }

  #show() {
    const shown = found(this.#all, this.#search.value);
    this.#list.replaceChildren(...shown.slice(0, MOST).map((account) => this.#row(account)));
    setText(this.#none, shown.length > 0 ? '' : this.#all.length === 0 ? 'Nobody has an account.' : 'Nobody is found.');
    setText(this.#more, shown.length > MOST ? `and ${counted(shown.length - MOST)} more` : '');
  }

  /** @param {Account} account */
  #row({ name, created, disabled, role }) {
    const { api, report, say } = this.desk;
    const path = `/accounts/${encodeURIComponent(name)}`;
    const done = async (/** @type {Promise<unknown>} */ work, /** @type {string} */ words) => {
      await work;
      say(words);
      /** @type {HTMLElement} */ (document.activeElement)?.blur();
      await this.read();
    };
    const choice = made('select', 'field');
    choice.append(...Object.entries(ROLES).map(([value, words]) => new Option(words, value)));
    choice.value = role ?? 'none';
    choice.setAttribute('aria-label', `Role of ${name}`);
    const set = async () => {
      try {
        await done(api.send(`${path}/role`, { method: 'PUT', body: { role: choice.value } }), `${name} is now: ${ROLES[choice.value]}.`);
      } catch (error) {
        choice.value = role ?? 'none';
        throw error;
      }
    };
    choice.addEventListener('change', () => report(set()));
    const reset = async () => {
      const { code } = await api.send(`${path}/reset`, { method: 'POST', body: {} });
      const line = copied('Recovery code', code);
      const words = `Nobody can sign in as ${name} but by this code, which works once. Give it to its owner: it is shown only now.`;
      this.#fresh.replaceChildren(made('p', '', words), line, button('Done', () => this.#fresh.replaceChildren()));
      find('input', line).focus();
      say(words);
    };
    const able = disabled !== null;
    const tools = made(
      'div',
      'admin-tools',
      named(button(able ? 'Enable' : 'Disable', () => report(done(api.send(path, { method: 'PATCH', body: { disabled: !able } }), `${name} is ${able ? 'enabled' : 'disabled'}.`))), `${able ? 'Enable' : 'Disable'} ${name}`),
      named(asking('Recovery code…', `Make a recovery code for ${name}? Password, passkeys and links to other sites stop working, and browsers are signed out.`, 'Make a code', () => report(reset())), `Recovery code for ${name}…`),
      named(asking('Remove…', `Remove the account ${name}? Its messages stay, and anybody can use the name.`, `Remove ${name}`, () => report(done(api.send(path, { method: 'DELETE' }), `${name} is removed.`))), `Remove ${name}…`),
    );
    const words = [`since ${dayAndTime(created)}`, ...(disabled === null ? [] : [`disabled ${ago(serverTime() - disabled)}`])].join(', ');
    const more = made('details', 'desk-more', named(made('summary', '', 'Manage'), `Manage ${name}`), tools);
    return made('li', 'desk-item', made('div', 'desk-grow', made('b', '', made('bdi', '', name)), made('span', 'desk-about', words)), choice, more);
  }
}

/** Says what a button is about, also where it asks first. @param {HTMLElement} element @param {string} label */
function named(element, label) {
  const named_ = element.matches('button, summary') ? element : element.querySelector('button');
  named_?.setAttribute('aria-label', label);
  return element;
}

/** What there is to say of a sanction besides the name. Pure. @param {Sanction} sanction @param {number} now unix seconds */
export function sanctionWords({ kind, time, until, reason, by_address: address, appeal, declined }, now) {
  const facts = [kind === 'ban' ? 'banned' : 'muted', `since ${when(time, now)}`, until === null ? 'until lifted' : `until ${when(until, now)}`, ...(address ? [] : ['not by address'])].join(', ');
  const said = appeal === null ? '' : ` ${declined ? 'Declined appeal' : 'Appeal'}: ${appeal}`;
  return `${facts}${reason === '' ? '' : `: ${reason}`}.${said}`;
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} list
 */
async function showSanctions(desk, list) {
  const { api, report, say } = desk;
  /** @type {{ sanctions: Sanction[] }} */
  const { sanctions } = await api.send('/sanctions');
  const again = async (/** @type {string} */ words) => {
    say(words);
    await showSanctions(desk, list);
    list.querySelector('button')?.focus();
  };
  list.replaceChildren(
    ...sanctions.reverse().map((sanction) => {
      const { id, name, kind, appeal, declined } = sanction;
      const lift = async () => {
        await api.send(`/sanctions/${encodeURIComponent(id)}`, { method: 'DELETE' });
        await again(`${name} is free again.`);
      };
      const decline = async () => {
        await api.send(`/sanctions/${encodeURIComponent(id)}/appeal`, { method: 'DELETE' });
        await again(`The appeal of ${name} is declined.`);
      };
      const undo = kind === 'ban' ? 'Unban' : 'Unmute';
      const answer = appeal === null || declined ? [] : [named(button('Decline appeal', () => report(decline())), `Decline appeal of ${name}`)];
      const who = made('div', 'desk-grow', made('b', '', made('bdi', '', name)), made('span', 'desk-about', made('bdi', '', sanctionWords(sanction, serverTime()))));
      return made('li', 'desk-item', who, ...answer, named(button(undo, () => report(lift())), `${undo} ${name}`));
    }),
  );
  if (sanctions.length === 0) list.append(made('li', 'desk-hint', 'Nobody is muted or banned on the whole site.'));
}

/**
 * @param {Desk} desk
 * @param {() => void} after
 */
function sanctionForm(desk, after) {
  const field = () => {
    const made_ = made('input', 'field');
    [made_.required, made_.autocomplete, made_.spellcheck, made_.dir] = [true, 'off', false, 'auto'];
    return made_;
  };
  const [streamer, user, reason] = [field(), field(), field()];
  [reason.required, reason.maxLength] = [false, REASON_MAX];
  const kind = made('select', 'field');
  kind.append(new Option('Mute', 'mute'), new Option('Ban', 'ban'));
  const length = made('select', 'field');
  length.append(...LENGTHS.map((seconds) => new Option(spelled(seconds), String(seconds))), new Option('Until lifted', ''));
  const form = made(
    'form',
    'desk-form',
    labelled('Name', user, 'As they are called in chat.'),
    labelled('In whose chat', streamer, 'The streamer in whose chat they are, or were lately.'),
    labelled('What to do', kind),
    labelled('For how long', length),
    labelled('Reason', reason, 'For the person, and for moderators.'),
    made('div', 'desk-row', made('button', 'button', 'Impose')),
  );
  const impose = async () => {
    const why = reason.value.trim();
    const body = { streamer: streamer.value.trim(), user: user.value.trim(), kind: kind.value, ...(length.value === '' ? {} : { seconds: Number(length.value) }), ...(why === '' ? {} : { reason: why }) };
    const { name, note } = await desk.api.send('/sanctions', { method: 'POST', body });
    desk.say(`${name} is ${body.kind === 'ban' ? 'banned' : 'muted'}.${note === null ? '' : ` ${note}`}`);
    form.reset();
    after();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    desk.report(impose());
  });
  return made('details', 'desk-more', made('summary', '', 'Mute or ban somebody'), form);
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} list
 */
async function showSessions(desk, list) {
  /** @type {{ sessions: Session[] }} */
  const { sessions } = await desk.api.send('/sessions');
  list.replaceChildren(
    ...sessions.map(({ id, browser, last_used: used, is_this: own }) => {
      const name = called(browser);
      const end = async () => {
        await desk.api.send(`/sessions/${id}`, { method: 'DELETE' });
        desk.say(`${name} is signed out.`);
        await showSessions(desk, list);
      };
      const words = own ? 'this browser' : `last used ${ago(serverTime() - used)}`;
      return made('li', 'desk-item', made('span', '', made('b', '', name), ` ${words}`), ...(own ? [] : [named(button('Sign out', () => desk.report(end())), `Sign out: ${name}`)]));
    }),
  );
  if (sessions.length === 0) list.append(made('li', 'desk-hint', 'No browser is signed in by a link.'));
}
