// What stands in the list: messages, notices, comings and goings, and which of them belong together. Pure.

import { t } from '../text.js';
import { folded } from './people.js';

/**
 * @typedef {import('./people.js').Role} Role
 *
 * @typedef {object} Message something that somebody said, did or drew
 * @property {'message' | 'action' | 'drawing' | 'announcement'} kind
 * @property {number} id
 * @property {number} time unix seconds
 * @property {string} name
 * @property {Role} role
 * @property {boolean | undefined} [account]
 * @property {string} color
 * @property {string[]} [badges]
 * @property {string} text words, or the drawing's address
 * @property {number} [reply] id of the message that it answers
 *
 * @typedef {object} Notice
 * @property {'notice'} kind
 * @property {number} [id]
 * @property {number} time
 * @property {string} text
 *
 * @typedef {object} Crowd people who came and went, one after the other
 * @property {'crowd'} kind
 * @property {number} time
 * @property {string[]} joined
 * @property {string[]} left
 *
 * @typedef {object} Change someone has another name or colour
 * @property {'change'} kind
 * @property {number} time
 * @property {string} before
 * @property {string} name
 * @property {string} color
 *
 * @typedef {(Message | Notice | Crowd | Change) & { first?: boolean }} Line `first`: the first that the reader has not seen
 *
 * @typedef {object} Said a message's event, or its entry in `history`
 * @property {number} [id]
 * @property {number} [time]
 * @property {string} [username]
 * @property {Role} [type]
 * @property {boolean | undefined} [account]
 * @property {string} [color]
 * @property {string[]} [badges]
 * @property {string} [message]
 * @property {string} [src]
 * @property {string} [msg]
 * @property {string} [code]
 * @property {number} [reply]
 */

const TOGETHER_SECONDS = 40;
/** How many come or go by name before the rest is counted. */
const NAMED = 2;

/** @type {Record<string, 'message' | 'action' | 'drawing'>} */
const KINDS = { 'message received': 'message', 'action received': 'action', 'drawing received': 'drawing' };

/**
 * @param {string} event
 * @param {Said} said
 * @returns {Message | Notice}
 */
export function lineOf(event, said) {
  // a notice that has an author is an announcement
  const kind = KINDS[event] ?? (said.username === undefined ? undefined : 'announcement');
  if (kind === undefined) {
    return { kind: 'notice', ...(said.id === undefined ? {} : { id: said.id }), time: said.time ?? 0, text: said.msg ?? '' };
  }
  return {
    kind,
    id: said.id ?? 0,
    time: said.time ?? 0,
    name: said.username ?? '',
    role: said.type ?? 'normal',
    ...(said.account ? { account: true } : {}),
    color: said.color ?? '#000000',
    ...(said.badges === undefined ? {} : { badges: said.badges }),
    text: (kind === 'drawing' ? said.src : kind === 'announcement' ? said.msg : said.message) ?? '',
    ...(said.reply === undefined ? {} : { reply: said.reply }),
  };
}

/**
 * Whether `line` needs no name of its own, since it goes on where `before` stopped.
 * @param {Line | undefined} before
 * @param {Line} line
 */
export function goesOn(before, line) {
  return (
    (before?.kind === 'message' || before?.kind === 'drawing') &&
    (line.kind === 'message' || line.kind === 'drawing') &&
    line.reply === undefined &&
    before.name === line.name &&
    before.role === line.role &&
    before.color === line.color &&
    line.time - before.time <= TOGETHER_SECONDS
  );
}

/**
 * Gives each name one colour, the newest that it wrote in.
 * @param {Line[]} lines oldest first
 * @returns {Map<string, string>} those colours, by the folded name
 */
export function inNewestColours(lines) {
  /** @type {Map<string, string>} */
  const newest = new Map();
  const said = lines.filter((line) => 'role' in line);
  for (const { name, color } of said) newest.set(folded(name), color);
  for (const line of said) line.color = newest.get(folded(line.name)) ?? line.color;
  return newest;
}

/**
 * Adds a coming or going to a crowd. Who comes and goes within one crowd was never there.
 * @param {Crowd} crowd
 * @param {'joined' | 'left'} what
 * @param {string} name
 */
export function crowdIn(crowd, what, name) {
  const opposite = what === 'joined' ? crowd.left : crowd.joined;
  const same = (/** @type {string} */ other) => folded(other) === folded(name);
  const at = opposite.findIndex(same);
  if (at >= 0) opposite.splice(at, 1);
  else if (!crowd[what].some(same)) crowd[what].push(name);
}

/** `ana, bo and 12 others joined; cy left`
 * @param {Crowd} crowd
 */
export function crowdWords({ joined, left }) {
  const parts = [];
  if (joined.length > 0) parts.push(t('chat-joined', { names: named(joined) }));
  if (left.length > 0) parts.push(t('chat-left', { names: named(left) }));
  return parts.join('; ');
}

/** @param {string[]} names */
function named(names) {
  const others = names.length - NAMED;
  if (others > 1) return t('chat-and-others', { names: names.slice(0, NAMED).join(', '), count: others });
  const [before, last] = [names.slice(0, -1), names.at(-1) ?? ''];
  return before.length > 0 ? t('chat-and', { names: before.join(', '), last: last ?? '' }) : last;
}
