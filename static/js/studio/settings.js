// The settings of the stream and of its chat, its followers, and the browsers that are signed in.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { t } from '../text.js';
import { ago } from '../words.js';
import { called } from '../desk/browsers.js';
import { DocumentForm } from '../desk/form.js';
import { button, part } from '../desk/parts.js';
import { TAGS, TITLE } from './fields.js';
import { picturesPart } from './pictures.js';
import { profileForm } from './profile.js';
import { Schedule } from './schedule.js';

/** @typedef {import('../studio.js').Studio} Studio */

/** @type {import('../desk/form.js').Field[]} */
const STREAM = [
  TITLE,
  { name: 'description', label: t('stream-description'), kind: 'lines', hint: t('stream-description-hint') },
  TAGS,
  { name: 'language', label: t('front-languages'), kind: 'text', hint: t('stream-language-hint') },
  { name: 'content_warning', label: t('site-content-warning'), kind: 'text', hint: t('stream-warning-hint') },
  { name: 'password', label: t('stream-password'), kind: 'secret', hint: t('stream-password-hint') },
];

/** @type {import('../desk/form.js').Field[]} */
const CHAT = [
  { name: 'chat', label: t('stream-chat-place'), kind: 'choice', choices: { enabled: t('stream-chat-beside'), hidden: t('stream-chat-folded') } },
  { name: 'slow_mode', label: t('stream-slow'), kind: 'number', most: 3600, hint: t('stream-slow-hint') },
];

/** @type {import('../desk/form.js').Field[]} */
const RULES = [
  { name: 'links', label: t('stream-links'), kind: 'text', hint: t('stream-links-hint') },
  { name: 'capitals', label: t('stream-capitals'), kind: 'number', most: 99, hint: t('stream-capitals-hint') },
  { name: 'capitals_letters', label: t('stream-capitals-from'), kind: 'number', most: 500 },
  { name: 'repetition', label: t('stream-repetition'), kind: 'number', most: 100, hint: t('stream-repetition-hint') },
  { name: 'newcomers', label: t('stream-newcomers'), kind: 'number', most: 10080, hint: t('stream-newcomers-hint') },
  { name: 'slow_newcomers', label: t('stream-slow-newcomers'), kind: 'number', most: 3600, hint: t('stream-slow-newcomers-hint') },
  { name: 'emoji_only', label: t('stream-emoji-only'), kind: 'check' },
];

/** What is recorded when a setting changes. */
const CHANGES = ['set_stream_title', 'set_description', 'set_tags', 'set_about', 'set_links', 'set_language', 'set_content_warning', 'set_viewer_password', 'set_chat', 'set_slow_mode', 'set_chat_rules', 'set_lockdown'];

/** The same of a picture. */
const PICTURES = ['set_avatar', 'set_offline_picture'];

/** @param {Studio} studio */
export function showSettings(studio) {
  const { api, report, say, body } = studio;
  const stream = new DocumentForm({ api, path: '/settings', fields: STREAM, what: 'settings', report, say });
  const chat = new DocumentForm({ api, path: '/settings', fields: CHAT, what: 'settings', report, say });
  const about = profileForm(studio);
  const pictures = picturesPart(studio);
  const schedule = new Schedule(studio);
  const rules = new DocumentForm({ api, path: '/chat-rules', fields: RULES, what: 'rules', report, say });
  const followers = made('div', 'desk-row');
  const sessions = made('ul', 'desk-rows');
  /** What there is, by the last part of its address. @type {[string, string, HTMLElement][]} */
  const parts = [
    ['stream', t('stream-part'), stream.element],
    ['about-you', t('stream-part-about'), about.element],
    ['pictures', t('stream-part-pictures'), pictures.element],
    ['schedule', t('stream-schedule'), schedule.element],
    ['chat', t('chat-title'), chat.element],
    ['rules', t('stream-part-rules'), rules.element],
    ['followers', t('stream-part-followers'), followers],
    ['sessions', t('account-sessions'), sessions],
  ];
  const jumps = made('nav', '', made('ul', 'studio-jumps', ...parts.map(([id, title]) => made('li', '', jump(id, title)))));
  jumps.setAttribute('aria-label', t('stream-parts'));
  body.append(
    jumps,
    ...parts.map(([id, title, element]) => {
      const section = part(title, element);
      section.id = id;
      return section;
    }),
  );
  if (location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView();
  const read = () => report(Promise.all([stream.read(), about.read(), chat.read(), rules.read()]));
  studio.onEvent((event) => (event === null || CHANGES.includes(event.type)) && read());
  const readSchedule = () => report(schedule.read());
  studio.onEvent((event) => (event === null || event.type === 'set_schedule') && readSchedule());
  studio.onEvent((event) => (event === null || event.type === 'set_announced') && report(showFollowers(studio, followers)));
  const readPictures = () => report(pictures.read());
  studio.onEvent((event) => (event === null || PICTURES.includes(event.type)) && readPictures());
  read();
  readPictures();
  readSchedule();
  report(showFollowers(studio, followers));
  report(showSessions(studio, sessions));
}

/** @param {string} id @param {string} title */
function jump(id, title) {
  const link = made('a', 'studio-jump', title);
  link.href = `#${id}`;
  return link;
}

/**
 * @param {Studio} studio
 * @param {HTMLElement} place
 */
async function showFollowers(studio, place) {
  /** @type {{ announced: boolean, push: number, mail: number }} */
  const { announced, push, mail } = await studio.api.send('/followers');
  const words = mail === 0 ? t('stream-told', { count: push }) : t('stream-told-mail', { browsers: push, addresses: mail });
  const set = async () => {
    await studio.api.send('/following', { method: 'PUT', body: { announced: !announced } });
    studio.say(announced ? t('stream-nobody-told') : t('stream-followers-told'));
    await showFollowers(studio, place);
    place.querySelector('button')?.focus();
  };
  const act = button(announced ? t('stream-tell-nobody') : t('stream-tell'), () => studio.report(set()));
  place.replaceChildren(made('p', 'desk-grow', announced ? words : t('stream-none-told')), act);
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
      const words = own ? t('desk-this-browser') : t('desk-last-used', { time: ago(serverTime() - used) });
      const end = async () => {
        await studio.api.send(`/sessions/${id}`, { method: 'DELETE' });
        studio.say(t('desk-signed-out', { name }));
        await showSessions(studio, list);
      };
      const out = button(t('account-sign-out'), () => studio.report(end()));
      out.setAttribute('aria-label', t('desk-sign-out-one', { name }));
      return made('li', 'desk-item', made('span', '', made('b', '', name), ` ${words}`), ...(own ? [] : [out]));
    }),
  );
  if (sessions.length === 0) list.append(made('li', 'desk-hint', t('desk-no-browser')));
}
