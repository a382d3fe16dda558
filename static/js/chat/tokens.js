// Takes a message apart into what is drawn differently. Pure: no document, and every character of the message is in
// exactly one token, in its order.

import { urlOf } from '../dom.js';

/**
 * @typedef {{ kind: 'text' | 'emoji' | 'emote', text: string }
 *   | { kind: 'link', text: string, href: string }
 *   | { kind: 'mention', text: string, self: boolean }} Token
 *
 * @typedef {object} Words
 * @property {{ has(alias: string): boolean }} [emotes] by `:alias:`
 * @property {Iterable<string>} [names] who can be mentioned
 * @property {string | null} [self] one's own name, mentioned also without `@`
 */

// by structure rather than by list, so that emoji newer than the browser stay whole
const PICTURE = String.raw`\p{ExtPict}(?:\p{EMod}|\uFE0F)?(?:[\u{E0020}-\u{E007E}]+\u{E007F})?`;
const EMOJI = String.raw`\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3|(?:${PICTURE}(?:\u200D${PICTURE})*|\p{EMod})(?!\uFE0E)`;
const CANDIDATE = new RegExp(String.raw`(:[^\s:]+:)|(${EMOJI})|@`, 'giu');
// what stays as it is typed; `actors/src/chat/as_typed.rs` has the same rule for the server
const LINK_OR_RUN = /((?:[a-z][a-z0-9+.-]*:\/\/|\bwww\.)[^\s\p{Cf}<>"]+)|[0-9a-f]*:[0-9a-f:]+/giu;
const TIME = /(?<![0-9:])[0-9]+(?::[0-9]+){2,}/g;
const DRAWN = /[\p{Emoji_Presentation}\p{EMod}\uFE0F\u200D\u20E3]/u;
const TRAILING = /[.,:;!?'"*_~。、，！？…]$/u;
const WORD = /[\p{L}\p{N}_]/u;

/** A bare word that is shorter is too often no name but a word. */
const BARE_NAME_LEAST = 3;
/** Larger crowds of emoji are shown in the usual size. */
const LARGE_MOST = 24;
const LINK_SHOWN_MOST = 48;

/**
 * @typedef {object} AsTyped a stretch in which a colon begins no short name and an `@` no mention
 * @property {number} start
 * @property {number} end
 * @property {boolean} link otherwise it is a time or the address of a network or a device
 */

/**
 * Links, times such as `10:00:30` and addresses such as `2001:db8::a:1`, in their order.
 * @param {string} text
 */
export function asTyped(text) {
  /** @type {AsTyped[]} */
  const found = [];
  for (const { 0: whole, 1: link, index } of text.matchAll(LINK_OR_RUN)) {
    const address = /(?<!:):$/.test(whole) ? whole.slice(0, -1) : whole;
    if (link !== undefined) found.push({ start: index, end: index + whole.length, link: true });
    else if (!isWord(text, index - 1) && !isWord(text, index + whole.length) && isAddress(address)) {
      found.push({ start: index, end: index + address.length, link: false });
    } else {
      for (const time of whole.matchAll(TIME)) {
        found.push({ start: index + time.index, end: index + time.index + time[0].length, link: false });
      }
    }
  }
  return found;
}

/**
 * Groups of hexadecimal digits between colons. At least one digit is decimal: `a:b:c` is text.
 * @param {string} run of hexadecimal digits and colons, without a single colon at its end
 */
function isAddress(run) {
  return run.split(':').length > 2 && /[0-9]/.test(run) && !run.includes(':::') && !/^:(?!:)/.test(run);
}

/**
 * @param {string} text
 * @param {Words} words
 * @returns {Token[]}
 */
export function tokenize(text, { emotes, names = [], self = null } = {}) {
  /** @type {Token[]} */
  const tokens = [];
  const people = self === null ? [...names] : [...names, self];
  let done = 0;
  /** @param {number} start @param {Token} token */
  const add = (start, token) => {
    if (start > done) tokens.push(...withOwnName(text.slice(done, start), self));
    tokens.push(token);
    done = start + token.text.length;
  };
  let from = 0;
  for (const { start, end, link } of [...asTyped(text), { start: text.length, end: text.length, link: false }]) {
    CANDIDATE.lastIndex = from;
    for (let found = CANDIDATE.exec(text); found !== null && found.index < start; found = CANDIDATE.exec(text)) {
      const token = found.index + found[0].length > start ? null : tokenAt(found, text, { emotes, people, self });
      if (token) add(found.index, token);
      // what was only a candidate may hide a real one: `:no:yes:`
      CANDIDATE.lastIndex = token ? done : found.index + ([...found[0]][0]?.length ?? 1);
    }
    const token = link ? linkToken(text.slice(start, end), isWord(text, start - 1)) : null;
    if (token) add(start, token);
    from = end;
  }
  if (done < text.length) tokens.push(...withOwnName(text.slice(done), self));
  return tokens;
}

/**
 * Whether there is nothing but emoji and emotes, few enough to be drawn large.
 * @param {Token[]} tokens
 */
export function isOnlyEmoji(tokens) {
  const drawn = tokens.filter(({ kind }) => kind === 'emoji' || kind === 'emote').length;
  const blank = tokens.every(({ kind, text }) => kind === 'emoji' || kind === 'emote' || (kind === 'text' && text.trim() === ''));
  return blank && drawn > 0 && drawn <= LARGE_MOST;
}

/**
 * What a link shows: host and path, without what anybody could put before the host to look like another.
 * @param {string} href
 */
export function shortLink(href) {
  const { host, pathname, search, hash } = new URL(href);
  const rest = pathname + search + hash;
  const shown = rest === '/' ? host : host + rest;
  if (shown.length <= LINK_SHOWN_MOST) return shown;
  const tail = Math.max(0, Math.min(12, LINK_SHOWN_MOST - host.length - 2));
  return `${shown.slice(0, Math.max(host.length, LINK_SHOWN_MOST - tail - 1))}…${tail === 0 ? '' : shown.slice(-tail)}`;
}

/**
 * @param {RegExpExecArray} found
 * @param {string} text
 * @param {{ emotes: Words['emotes'], people: string[], self: string | null }} words
 * @returns {Token | null}
 */
function tokenAt(found, text, { emotes, people, self }) {
  const [whole, alias, emoji] = found;
  if (alias !== undefined) return emotes?.has(alias) ? { kind: 'emote', text: alias } : null;
  if (emoji !== undefined) return DRAWN.test(emoji) ? { kind: 'emoji', text: emoji } : null;
  if (isWord(text, found.index - 1)) return null;
  const start = found.index + whole.length;
  const name = people.filter((one) => isNameAt(text, start, one)).sort((a, b) => b.length - a.length)[0];
  if (name === undefined) return null;
  const isSelf = self !== null && name.toLowerCase() === self.toLowerCase();
  return { kind: 'mention', text: text.slice(found.index, start + name.length), self: isSelf };
}

/**
 * @param {string} found
 * @param {boolean} glued whether it goes on a word
 * @returns {Token | null}
 */
function linkToken(found, glued) {
  if (glued || !/^https?:/i.test(found)) return null;
  let text = found;
  while (TRAILING.test(text) || hasLooseBracket(text)) text = text.slice(0, -1);
  const url = urlOf(text);
  return url && /^https?:$/.test(url.protocol) ? { kind: 'link', text, href: url.href } : null;
}

/** Whether it ends in a bracket that was opened before it: "(see https://example.com/)". @param {string} text */
function hasLooseBracket(text) {
  const pair = { ')': '(', ']': '[', '}': '{' }[text.at(-1) ?? ''];
  return pair !== undefined && text.split(pair).length < text.split(text.at(-1) ?? '').length;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {string} name
 */
function isNameAt(text, start, name) {
  const end = start + name.length;
  if (name === '' || text.slice(start, end).toLowerCase() !== name.toLowerCase()) return false;
  return !(isWord(text, end - 1) && isWord(text, end));
}

/** @param {string} text @param {number} at */
function isWord(text, at) {
  const unit = text[at];
  if (unit === undefined) return false;
  const isTail = /[\uDC00-\uDFFF]/.test(unit) && at > 0;
  return WORD.test(isTail ? text.slice(at - 1, at + 1) : String.fromCodePoint(text.codePointAt(at) ?? 0));
}

/**
 * @param {string} text
 * @param {string | null} self
 * @returns {Token[]}
 */
function withOwnName(text, self) {
  if (self === null || self.length < BARE_NAME_LEAST) return [{ kind: 'text', text }];
  /** @type {Token[]} */
  const tokens = [];
  let done = 0;
  for (let at = 0; at < text.length; at++) {
    if (isWord(text, at - 1) && isWord(text, at)) continue;
    if (!isNameAt(text, at, self)) continue;
    if (at > done) tokens.push({ kind: 'text', text: text.slice(done, at) });
    done = at + self.length;
    tokens.push({ kind: 'mention', text: text.slice(at, done), self: true });
    at = done - 1;
  }
  if (done < text.length) tokens.push({ kind: 'text', text: text.slice(done) });
  return tokens;
}
