// The element of a line in the list.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { t } from '../text.js';
import { dayAndTime, when } from '../words.js';
import { badgeOf, titleOf } from './badges.js';
import { paint } from './colours.js';
import { showContent } from './content.js';
import { icon } from './icons.js';
import { crowdWords, goesOn } from './lines.js';

/**
 * @typedef {import('./lines.js').Line} Line
 * @typedef {import('./lines.js').Message} Message
 * @typedef {import('./people.js').Role} Role
 *
 * @typedef {object} Surroundings what an element depends on besides its line
 * @property {(text: string) => { emotes: Map<string, string>, names: Iterable<string>, self: string | null }} words for what is drawn in
 *   a text
 * @property {(message: Message) => boolean} toMe
 * @property {(name: string) => unknown} muteOf whether the person who wrote under a name may not speak
 * @property {Set<number>} firsts messages that were the first of newcomers
 * @property {(id: number) => Message | undefined} find for the words that a reply answers
 */

const SNIPPET = 80;
const FIRST = t('chat-first');

const SIGNS = {
  streamer: () => icon('crown'),
  site_administrator: () => icon('star'),
  site_moderator: () => icon('guard'),
  moderator: () => icon('shield'),
  vip: () => icon('gem'),
  bot: () => icon('robot'),
};

/**
 * @param {Line} line
 * @param {Line | undefined} before
 * @param {Surroundings} around
 * @returns {HTMLElement}
 */
export function elementOf(line, before, around) {
  switch (line.kind) {
    case 'notice':
      return quietElement(textOf(line.text, around));
    case 'crowd':
      return quietElement(made('p', 'line-text', made('bdi', '', crowdWords(line))));
    case 'change':
      return quietElement(made('p', 'line-text', ...changeWords(line)));
    default:
      return messageElement(line, goesOn(before, line), around);
  }
}

/** What is left of a line of which nothing else could be drawn. @param {Line} line */
export function plainElement(line) {
  if (!('role' in line)) return quietElement(made('p', 'line-text', 'text' in line ? line.text : ''));
  const element = made('article', 'line message', made('p', 'line-text', spoken(line)));
  element.tabIndex = -1;
  return element;
}

/** @param {HTMLElement} text */
function quietElement(text) {
  const line = made('div', 'line line-quiet', text);
  // the arrow keys walk over it
  line.tabIndex = -1;
  return line;
}

/**
 * @param {Message} message
 * @param {boolean} goingOn
 * @param {Surroundings} around
 */
function messageElement(message, goingOn, around) {
  const line = made('article', 'line message');
  line.tabIndex = -1;
  line.dataset.id = String(message.id);
  line.dataset.kind = message.kind;
  line.classList.toggle('goes-on', goingOn);
  line.classList.toggle('to-me', around.toMe(message));
  const first = around.firsts.has(message.id);
  line.setAttribute('aria-label', first ? `${FIRST}. ${spoken(message)}` : spoken(message));
  if (first) line.append(made('p', 'line-first', FIRST));
  if (message.reply !== undefined) line.append(quote(message.reply, around));
  if (message.kind === 'announcement') line.append(made('div', 'line-mark', icon('megaphone'), t('chat-announcement')));
  if (!goingOn) line.append(made('div', 'line-head', nameElement(message)));
  line.append(body(message, around));
  markMuted(line, around.muteOf(message.name) !== undefined);
  return line;
}

/** When something was said. @param {number} seconds unix time */
export function timeElement(seconds) {
  const time = made('time', '', when(seconds, serverTime()));
  time.dateTime = new Date(seconds * 1000).toISOString();
  time.title = dayAndTime(seconds);
  return time;
}

/**
 * Shows a message's author in another colour.
 * @param {HTMLElement} element of the message
 * @param {string} color
 */
export function recolour(element, color) {
  for (const part of element.querySelectorAll('[data-colour]')) paint(/** @type {HTMLElement} */ (part), color);
}

/** What a screen reader says when it comes by. @param {Message} message */
export function spoken({ kind, name, text }) {
  if (kind === 'drawing') return t('chat-drew', { name });
  if (kind === 'announcement') return t('chat-announces', { name, text });
  return kind === 'action' ? `${name} ${text}` : `${name}: ${text}`;
}

/** @param {{ name: string, role: Role, color: string, badges?: string[] | undefined, account?: boolean | undefined }} person */
export function nameElement({ name, role, color, badges, account }) {
  const reserved = account ? [signed('name-role', icon('reserved'), t('chat-has-account'))] : [];
  const button = made('button', 'name', ...badge(role, badges), made('bdi', '', name), ...reserved);
  button.type = 'button';
  button.tabIndex = -1;
  button.dataset.name = name;
  button.dataset.role = role;
  paint(button, color);
  return button;
}

/**
 * Marks or unmarks a name as muted.
 * @param {HTMLElement} element the name, or what it stands in; without a name nothing happens
 * @param {boolean} muted
 */
export function markMuted(element, muted) {
  const name = element.matches('.name') ? element : element.querySelector('.line-head .name');
  const mark = name?.querySelector('.name-muted');
  if (muted && !mark) name?.append(signed('name-role name-muted', icon('silence'), t('chat-muted')));
  else if (!muted) mark?.remove();
}

/**
 * @param {Role} role
 * @param {string[]} [badges]
 */
function badge(role, badges) {
  const known = badgeOf(role, badges);
  if (known === undefined) return [];
  const mark = signed('name-role', SIGNS[known](), titleOf(known));
  mark.dataset.rank = known;
  return [mark];
}

/**
 * A sign beside a name, which is read out with it.
 * @param {string} className
 * @param {Node} sign
 * @param {string} word
 */
function signed(className, sign, word) {
  const mark = made('span', className, sign, made('span', 'unseen', ` ${word} `));
  mark.title = word;
  return mark;
}

/**
 * @param {Message} message
 * @param {Surroundings} around
 */
function body(message, around) {
  if (message.kind === 'drawing') {
    const image = made('img', 'drawing');
    image.width = 240;
    image.height = 120;
    image.alt = t('chat-drawing-by', { name: message.name });
    image.decoding = 'async';
    // only ever a picture that the server has encoded itself
    if (message.text.startsWith('data:image/png;base64,')) image.src = message.text;
    paint(image, message.color);
    return image;
  }
  const text = textOf(message.text, around);
  if (message.kind === 'action') paint(text, message.color);
  return text;
}

/**
 * @param {string} text
 * @param {Surroundings} around
 */
function textOf(text, around) {
  const element = made('p', 'line-text');
  element.dir = 'auto';
  showContent(element, text, around.words(text));
  return element;
}

/**
 * @param {number} id
 * @param {Surroundings} around
 */
function quote(id, around) {
  const button = made('button', 'line-quote', icon('reply'));
  button.type = 'button';
  button.tabIndex = -1;
  button.dataset.quote = String(id);
  const answered = around.find(id);
  if (answered === undefined) {
    button.append(made('span', 'line-quote-text', t('chat-earlier')));
    button.disabled = true;
  } else {
    const words = answered.kind === 'drawing' ? 'a drawing' : answered.text.slice(0, SNIPPET);
    button.append(made('span', 'line-quote-text', made('b', '', made('bdi', '', answered.name)), ' ', made('bdi', '', words)));
    button.setAttribute('aria-label', t('chat-in-reply-to', { message: spoken(answered) }));
  }
  return button;
}

/** @param {import('./lines.js').Change} change */
function changeWords({ before, name, color }) {
  const shown = made('b', 'ink', made('bdi', '', name));
  paint(shown, color);
  if (before === name) return [shown, t('chat-new-colour')];
  return [made('bdi', '', before), t('chat-now-called'), shown];
}
