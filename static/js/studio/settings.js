// The settings of the stream and of its chat, its followers, and the browsers that are signed in.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { ago } from '../words.js';
import { called } from '../desk/browsers.js';
import { DocumentForm } from '../desk/form.js';
import { button, part } from '../desk/parts.js';
import { profileForm } from './profile.js';
import { Schedule } from './schedule.js';

/** @typedef {import('../studio.js').Studio} Studio */

/** @type {import('../desk/form.js').Field[]} */
const STREAM = [
  { name: 'title', label: 'Title', kind: 'text', hint: 'What is on, in up to 140 characters.' },
  { name: 'description', label: 'Description', kind: 'lines', hint: 'Under the picture and on the front page. Addresses become links.' },
  { name: 'tags', label: 'Tags', kind: 'words', hint: 'By which people find the stream: up to 10, separated by commas.' },
  { name: 'language', label: 'Language', kind: 'text', hint: 'Of what is spoken: en, de or pt-BR, or the English name.' },
  { name: 'content_warning', label: 'Content warning', kind: 'text', hint: 'Viewers are asked before they see the picture. Leave it empty for no question.' },
  { name: 'password', label: 'Password for viewers', kind: 'secret', hint: 'Viewers have to enter it. Leave it empty for everybody to watch.' },
  { name: 'chat', label: 'Chat', kind: 'choice', choices: { enabled: 'Beside the picture', hidden: 'Folded away until viewers open it' } },
  { name: 'slow_mode', label: 'Slow mode', kind: 'number', most: 3600, hint: 'Seconds between two messages of one person; 0 for none.' },
];

/** @type {import('../desk/form.js').Field[]} */
const RULES = [
  { name: 'links', label: 'Links', kind: 'text', hint: 'everybody, moderators, or the hosts to which links may lead, separated by commas.' },
  { name: 'capitals', label: 'Capitals', kind: 'number', most: 99, hint: 'Largest share in percent; 0 for no limit.' },
  { name: 'capitals_letters', label: 'Capitals from so many letters on', kind: 'number', most: 500 },
  { name: 'repetition', label: 'Repetition', kind: 'number', most: 100, hint: 'How often a character, emoji or word may come in a row; 0 for no limit.' },
  { name: 'newcomers', label: 'Newcomers wait', kind: 'number', most: 10080, hint: 'Minutes for which somebody has to be known before they can speak; 0 for nobody.' },
  { name: 'slow_newcomers', label: 'Slow mode for newcomers', kind: 'number', most: 3600, hint: 'Seconds between two messages of those known for less than ten minutes.' },
  { name: 'emoji_only', label: 'Emoji alone', kind: 'check' },
];

/** What is recorded when a setting changes. */
const CHANGES = ['set_stream_title', 'set_description', 'set_tags', 'set_about', 'set_links', 'set_language', 'set_content_warning', 'set_viewer_password', 'set_chat', 'set_slow_mode', 'set_chat_rules', 'set_lockdown'];

/** @param {Studio} studio */
export function showSettings(studio) {
  const { api, report, say, body } = studio;
  const stream = new DocumentForm({ api, path: '/settings', fields: STREAM, what: 'Settings', report, say });
  const about = profileForm(studio);
  const schedule = new Schedule(studio);
  const rules = new DocumentForm({ api, path: '/chat-rules', fields: RULES, what: 'Rules', report, say });
  const followers = made('div', 'desk-row');
  const sessions = made('ul', 'desk-rows');
  body.append(part('Stream', stream.element), part('About you', about.element), part('Schedule', schedule.element), part('Rules of the chat', rules.element), part('Followers', followers), part('Signed in', sessions));
  const read = () => report(Promise.all([stream.read(), about.read(), rules.read()]));
  studio.onEvent((event) => (event === null || CHANGES.includes(event.type)) && read());
  const readSchedule = () => report(schedule.read());
  studio.onEvent((event) => (event === null || event.type === 'set_schedule') && readSchedule());
  studio.onEvent((event) => (event === null || event.type === 'set_announced') && report(showFollowers(studio, followers)));
  read();
  readSchedule();
  report(showFollowers(studio, followers));
  report(showSessions(studio, sessions));
}

/**
 * @param {Studio} studio
 * @param {HTMLElement} place
 */
async function showFollowers(studio, place) {
  /** @type {{ announced: boolean, push: number }} */
  const { announced, push } = await studio.api.send('/followers');
  const words = push === 1 ? 'One browser is told when you go live.' : `${push} browsers are told when you go live.`;
  const set = async () => {
    await studio.api.send('/following', { method: 'PUT', body: { announced: !announced } });
    studio.say(announced ? 'Nobody is told from now on.' : 'Followers are told from now on.');
    await showFollowers(studio, place);
    place.querySelector('button')?.focus();
  };
  const act = button(announced ? 'Tell nobody' : 'Tell followers', () => studio.report(set()));
  place.replaceChildren(made('p', 'desk-grow', announced ? words : 'Nobody is told when you go live.'), act);
}

/**
 * @param {Studio} studio
 * @param {HTMLElement} list
 */
async function showSessions(studio, list) {
  const { sessions } = await studio.api.send('/sessions');
  list.replaceChildren(
    ...sessions.map((/** @type {{ id: number, browser: string, last_used: number, is_this: boolean }} */ { id, browser, last_used: used, is_this: own }) => {
      const name = called(browser);
      const words = own ? 'this browser' : `last used ${ago(serverTime() - used)}`;
      const end = async () => {
        await studio.api.send(`/sessions/${id}`, { method: 'DELETE' });
        studio.say(`${name} is signed out.`);
        await showSessions(studio, list);
      };
      const out = button('Sign out', () => studio.report(end()));
      out.setAttribute('aria-label', `Sign out: ${name}`);
      return made('li', 'desk-item', made('span', '', made('b', '', name), ` ${words}`), ...(own ? [] : [out]));
    }),
  );
  if (sessions.length === 0) list.append(made('li', 'desk-hint', 'No browser is signed in by the stream key.'));
}
