// Takes a message apart into what is drawn differently. Pure: no document, and every character of the message is in
// exactly one token, in its order.

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
const LINK = String.raw`(?<![\p{L}\p{N}_])https?:\/\/[^\s\p{Cf}<>"]+`;
const CANDIDATE = new RegExp(String.raw`(${LINK})|(:[^\s:]+:)|(${EMOJI})|@`, 'giu');
const DRAWN = /[\p{Emoji_Presentation}\p{EMod}\uFE0F\u200D\u20E3]/u;
const TRAILING = /[.,:;!?'"*_~。、，！？…]$/u;
const WORD = /[\p{L}\p{N}_]/u;

/** A bare word that is shorter is too often no name but a word. */
const BARE_NAME_LEAST = 3;
/** Larger crowds of emoji are shown in the usual size. */
const LARGE_MOST = 24;
const LINK_SHOWN_MOST = 48;

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
  CANDIDATE.lastIndex = 0;
  for (let found = CANDIDATE.exec(text); found !== null; found = CANDIDATE.exec(text)) {
    const token = tokenAt(found, text, { emotes, people, self });
    if (token) add(found.index, token);
    // what was only a candidate may hide a real one: `:no:yes:`
    CANDIDATE.lastIndex = token ? done : found.index + ([...found[0]][0]?.length ?? 1);
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
  const [whole, link, alias, emoji] = found;
  if (link !== undefined) return linkToken(link);
  if (alias !== undefined) return emotes?.has(alias) ? { kind: 'emote', text: alias } : null;
  if (emoji !== undefined) return DRAWN.test(emoji) ? { kind: 'emoji', text: emoji } : null;
  if (isWord(text, found.index - 1)) return null;
  const start = found.index + whole.length;
  const name = people.filter((one) => isNameAt(text, start, one)).sort((a, b) => b.length - a.length)[0];
  if (name === undefined) return null;
  const isSelf = self !== null && name.toLowerCase() === self.toLowerCase();
  return { kind: 'mention', text: text.slice(found.index, start + name.length), self: isSelf };
}

/** @param {string} found @returns {Token | null} */
function linkToken(found) {
  let text = found;
  while (TRAILING.test(text) || hasLooseBracket(text)) text = text.slice(0, -1);
  const url = URL.canParse(text) ? new URL(text) : null;
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
