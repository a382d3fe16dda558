// What could be meant by the word that is being typed. Pure.

import { findEmoji } from './emoji.js';
import { asTyped } from './tokens.js';

/**
 * @typedef {import('./emoji.js').Emoji} Emoji
 * @typedef {{ name: string, aliases: string[], arguments: string, help: string }} Command with or without the slash
 *
 * @typedef {object} Word
 * @property {'emoji' | 'name' | 'command' | 'user'} kind `user` is the name that a command is about
 * @property {string} query without its mark
 * @property {number} start where its mark stands
 *
 * @typedef {{ kind: 'emoji', emoji: Emoji } | { kind: 'emote', alias: string, uri: string } | { kind: 'name' | 'user', name: string }
 *   | { kind: 'command', command: Command }} Suggestion
 *
 * @typedef {object} Sources
 * @property {import('./emoji.js').Group[]} emoji
 * @property {Map<string, string>} emotes
 * @property {string[]} names
 * @property {Command[]} commands
 */

const MOST = 8;
const NAME_MOST = 40;
const EMOJI_WORD = /(?<![\p{L}\p{N}_:]):([\p{L}\p{N}_+-]{2,})$/u;
const NAME_WORD = new RegExp(String.raw`(?<![\p{L}\p{N}_])@([^@\n]{0,${NAME_MOST}})$`, 'u');
const COMMAND_WORD = /^\/(\S*)$/u;
const USER_WORD = new RegExp(String.raw`^/(\S+) +@?([^@\n]{0,${NAME_MOST}})$`, 'u');

/**
 * The word before the caret, if one is begun that there may be suggestions for.
 * @param {string} text
 * @param {number} caret
 * @param {Command[]} commands
 * @returns {Word | null}
 */
export function wordBefore(text, caret, commands = []) {
  const before = text.slice(0, caret);
  const command = COMMAND_WORD.exec(before);
  if (command) return { kind: 'command', query: command[1] ?? '', start: 0 };
  const [, about = '', user = ''] = USER_WORD.exec(before) ?? [];
  if (commands.some((one) => one.arguments.startsWith('USER') && spellings(one).includes(about.toLowerCase()))) {
    return { kind: 'user', query: user, start: before.indexOf(' ') + 1 };
  }
  // within a link neither is read
  if (asTyped(before).some(({ link, end }) => link && end === caret)) return null;
  const emoji = EMOJI_WORD.exec(before);
  if (emoji) return { kind: 'emoji', query: emoji[1] ?? '', start: emoji.index };
  const name = NAME_WORD.exec(before);
  return name && { kind: 'name', query: name[1] ?? '', start: name.index };
}

/**
 * @param {Word} word
 * @param {Sources} sources
 * @returns {Suggestion[]}
 */
export function suggestions({ kind, query }, { emoji, emotes, names, commands }) {
  const wanted = query.toLowerCase();
  if (kind === 'command') {
    const rank = (/** @type {Command} */ command) => {
      const at = spellings(command).findIndex((one) => one.startsWith(wanted));
      return at < 0 ? 2 : Math.min(at, 1);
    };
    return best(commands, rank, commands.length).map((command) => ({ kind, command }));
  }
  if (kind === 'name' || kind === 'user') {
    const rank = (/** @type {string} */ name) => beginning(name.toLowerCase(), wanted);
    return best(names, rank, MOST).map((name) => ({ kind, name }));
  }
  const rank = (/** @type {[string, string]} */ [alias]) => {
    const at = alias.toLowerCase().indexOf(wanted);
    return at === 1 ? 0 : at > 1 ? 1 : 2;
  };
  const own = best([...emotes], rank, MOST / 2).map(([alias, uri]) => /** @type {Suggestion} */ ({ kind: 'emote', alias, uri }));
  const found = findEmoji(emoji, query, MOST - own.length).map((one) => /** @type {Suggestion} */ ({ kind: 'emoji', emoji: one }));
  return [...own, ...found];
}

/**
 * Whether the word is already what the suggestion would make of it, so that there is nothing left to choose.
 * @param {Word} word
 * @param {Suggestion} suggestion
 */
export function isWhole({ query }, suggestion) {
  const typed = query.toLowerCase();
  if (suggestion.kind === 'name' || suggestion.kind === 'user') return suggestion.name.toLowerCase() === typed;
  return suggestion.kind === 'command' && spellings(suggestion.command).includes(typed);
}

/** All ways to call a command, without the slash. @param {Command} command */
export function spellings({ name, aliases }) {
  return [name, ...aliases].map((one) => one.replace(/^\//, '').toLowerCase());
}

/**
 * The items of the ranks 0 and 1, in that order.
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} rank
 * @param {number} most
 */
function best(items, rank, most) {
  const ranks = items.map((item) => ({ item, rank: rank(item) }));
  return [0, 1].flatMap((wanted) => ranks.filter((one) => one.rank === wanted)).slice(0, most).map(({ item }) => item);
}

/** @param {string} name @param {string} wanted */
function beginning(name, wanted) {
  if (name.startsWith(wanted)) return 0;
  return name.split(/[\s_.-]+/).some((part) => part.startsWith(wanted)) ? 1 : 2;
}
