// The people of the site: accounts with their roles, those who are muted or banned everywhere, and browsers that a link signed in.

import { serverTime } from '../clock.js';
import { called } from '../desk/browsers.js';
import { asking, button, copied, labelled, part } from '../desk/parts.js';
import { find, made, setText } from '../dom.js';
import { LENGTHS, spelled } from '../lengths.js';
import { t } from '../text.js';
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
const ROLES = { none: t('people-user'), moderator: t('people-site-moderator'), administrator: t('people-administrator') };

/** @param {Desk} desk */
export function showSitePeople(desk) {
  const accounts = new AccountList(desk);
  const sanctions = made('ul', 'desk-rows');
  const sessions = made('ul', 'desk-rows');
  const readSanctions = () => showSanctions(desk, sanctions);
  const about = made('p', 'desk-hint', t('people-sanctions-about'));
  const links = made('p', 'desk-hint', t('people-links-about'));
  desk.body.append(
    part(t('people-accounts'), ...accounts.elements),
    part(t('people-sanctions'), about, sanctions, sanctionForm(desk, () => desk.report(readSanctions()))),
    part(t('people-links'), links, sessions),
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
    this.elements = [labelled(t('people-find'), this.#search), this.#fresh, this.#none, this.#list, this.#more];
  }

  async read() {
    ({ accounts: this.#all } = await this.desk.api.send('/accounts'));
    // what somebody is choosing stays
    if (!this.#list.contains(document.activeElement)) this.#show();
  }

  #show() {
    const shown = found(this.#all, this.#search.value);
    this.#list.replaceChildren(...shown.slice(0, MOST).map((account) => this.#row(account)));
    setText(this.#none, shown.length > 0 ? '' : this.#all.length === 0 ? t('people-none') : t('sanctions-nobody'));
    setText(this.#more, shown.length > MOST ? t('chat-count-more', { count: counted(shown.length - MOST) }) : '');
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
    choice.setAttribute('aria-label', t('people-role-of', { name }));
    const set = async () => {
      try {
        await done(api.send(`${path}/role`, { method: 'PUT', body: { role: choice.value } }), t('people-is-now', { name, role: ROLES[choice.value] ?? '' }));
      } catch (error) {
        choice.value = role ?? 'none';
        throw error;
      }
    };
    choice.addEventListener('change', () => report(set()));
    const reset = async () => {
      const { code } = await api.send(`${path}/reset`, { method: 'POST', body: {} });
      const line = copied(t('account-code'), code);
      const words = t('people-code-only', { name });
      this.#fresh.replaceChildren(made('p', '', words), line, button(t('programs-done'), () => this.#fresh.replaceChildren()));
      find('input', line).focus();
      say(words);
    };
    const able = disabled !== null;
    const tools = made(
      'div',
      'admin-tools',
      named(button(able ? t('people-enable') : t('people-disable'), () => report(done(api.send(path, { method: 'PATCH', body: { disabled: !able } }), able ? t('people-enabled', { name }) : t('people-disabled', { name })))), able ? t('people-enable-one', { name }) : t('people-disable-one', { name })),
      named(asking(t('people-code-dots'), t('people-code-ask', { name }), t('people-code-do'), () => report(reset())), t('people-code-for', { name })),
      named(asking(t('desk-remove-dots'), t('people-remove-ask', { name }), t('account-remove-one', { name }), () => report(done(api.send(path, { method: 'DELETE' }), t('emotes-is-removed', { name })))), t('schedule-remove-one', { name })),
    );
    const words = [t('person-muted-since', { time: dayAndTime(created) }), ...(disabled === null ? [] : [t('people-disabled-since', { time: ago(serverTime() - disabled) })])].join(', ');
    const more = made('details', 'desk-more', named(made('summary', '', t('people-manage')), t('people-manage-one', { name })), tools);
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
  const facts = [kind === 'ban' ? t('people-banned') : t('roles-muted'), t('person-muted-since', { time: when(time, now) }), until === null ? t('people-until-lifted') : t('sanction-until', { time: when(until, now) }), ...(address ? [] : [t('sanctions-no-address')])].join(', ');
  const said = appeal === null ? '' : ` ${declined ? t('sanctions-appeal-declined') : t('sanctions-appeal')} ${appeal}`;
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
        await again(t('people-free', { name }));
      };
      const decline = async () => {
        await api.send(`/sanctions/${encodeURIComponent(id)}/appeal`, { method: 'DELETE' });
        await again(t('sanctions-declined', { name }));
      };
      const [undo, undoOne] = kind === 'ban' ? [t('sanctions-unban'), t('sanctions-unban-one', { name })] : [t('chat-do-unmute'), t('sanctions-unmute-one', { name })];
      const answer = appeal === null || declined ? [] : [named(button(t('sanctions-decline'), () => report(decline())), t('sanctions-decline-one', { name }))];
      const who = made('div', 'desk-grow', made('b', '', made('bdi', '', name)), made('span', 'desk-about', made('bdi', '', sanctionWords(sanction, serverTime()))));
      return made('li', 'desk-item', who, ...answer, named(button(undo, () => report(lift())), undoOne));
    }),
  );
  if (sanctions.length === 0) list.append(made('li', 'desk-hint', t('people-no-sanctions')));
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
  kind.append(new Option(t('chat-do-mute'), 'mute'), new Option(t('settling-do-ban'), 'ban'));
  const length = made('select', 'field');
  length.append(...LENGTHS.map((seconds) => new Option(spelled(seconds), String(seconds))), new Option(t('settling-until-lifted'), ''));
  const form = made(
    'form',
    'desk-form',
    labelled(t('account-name'), user, t('people-name-hint')),
    labelled(t('people-whose-chat'), streamer, t('people-whose-chat-hint')),
    labelled(t('deal-what'), kind),
    labelled(t('filter-how-long'), length),
    labelled(t('people-reason'), reason, t('people-reason-hint')),
    made('div', 'desk-row', made('button', 'button', t('people-impose'))),
  );
  const impose = async () => {
    const why = reason.value.trim();
    const body = { streamer: streamer.value.trim(), user: user.value.trim(), kind: kind.value, ...(length.value === '' ? {} : { seconds: Number(length.value) }), ...(why === '' ? {} : { reason: why }) };
    const { name, note } = await desk.api.send('/sanctions', { method: 'POST', body });
    desk.say(`${body.kind === 'ban' ? t('deal-banned', { name }) : t('deal-muted', { name })}${note === null ? '' : ` ${note}`}`);
    form.reset();
    after();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    desk.report(impose());
  });
  return made('details', 'desk-more', made('summary', '', t('people-mute-or-ban')), form);
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
        desk.say(t('desk-signed-out', { name }));
        await showSessions(desk, list);
      };
      const words = own ? t('desk-this-browser') : t('desk-last-used', { time: ago(serverTime() - used) });
      return made('li', 'desk-item', made('span', '', made('b', '', name), ` ${words}`), ...(own ? [] : [named(button(t('account-sign-out'), () => desk.report(end())), t('desk-sign-out-one', { name }))]));
    }),
  );
  if (sessions.length === 0) list.append(made('li', 'desk-hint', t('people-no-links')));
}
