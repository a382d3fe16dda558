// Draws what people wrote: text, links, emoji, emotes, mentions. All of it goes in as text nodes and attributes.
//
//   renderContent(text, { emotes, names, self })   the pieces of one message
//   refreshEmotes(root, emotes)                    when emotes come and go: `root` is a message's content, or an ancestor of
//                                                  contents that are marked with `data-content`
//   showContent(element, text, words)              both for one element: marks it, and makes it large if it is emoji alone

import { made } from '../dom.js';
import { emoteImage } from './emote.js';
import { isOnlyEmoji, shortLink, tokenize } from './tokens.js';

/** Emoji that are drawn nearly black, and need an edge to be seen by night. */
const SIGN = /^[✔✖➕➖➗➰➿〰©®™💱💲♾🖤🏴🎱🕷🐜]\uFE0F?$/u;

/** @typedef {Map<string, string>} Emotes `:alias:` → address of the picture */

/**
 * @param {string} text
 * @param {{ emotes?: Emotes, names?: Iterable<string>, self?: string | null }} words
 */
export function renderContent(text, { emotes = new Map(), names = [], self = null } = {}) {
  const tokens = tokenize(text, { emotes, names, self });
  const fragment = document.createDocumentFragment();
  for (const token of tokens) fragment.append(drawn(token, emotes));
  return {
    fragment,
    onlyEmoji: isOnlyEmoji(tokens),
    mentionsSelf: tokens.some((token) => token.kind === 'mention' && token.self),
  };
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 * @param {{ emotes?: Emotes, names?: Iterable<string>, self?: string | null }} words
 */
export function showContent(element, text, words) {
  const { fragment, onlyEmoji, mentionsSelf } = renderContent(text, words);
  element.dataset.content = '';
  element.classList.toggle('only-emoji', onlyEmoji);
  element.replaceChildren(fragment);
  return { mentionsSelf };
}

/**
 * @param {Element} root
 * @param {Emotes} emotes
 */
export function refreshEmotes(root, emotes) {
  for (const old of root.querySelectorAll('.emote')) {
    const alias = old.getAttribute('data-alias') ?? '';
    const uri = emotes.get(alias);
    if (uri === undefined) old.replaceWith(alias);
    else if (uri !== old.getAttribute('data-uri')) old.replaceWith(emoteImage(alias, uri));
  }
  const marked = root.querySelectorAll('[data-content]');
  for (const place of marked.length > 0 ? marked : [root]) drawNew(place, emotes);
  for (const place of marked) place.classList.toggle('only-emoji', isOnlyEmoji(tokenize(written(place), { emotes })));
}

/** What was written, or as much of it as says whether it is emoji alone. @param {Element} place */
function written(place) {
  return Array.from(place.childNodes, (node) => (node instanceof HTMLElement && node.dataset.alias) || node.textContent).join('');
}

/**
 * @param {Element} place
 * @param {Emotes} emotes
 */
function drawNew(place, emotes) {
  place.normalize();
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  for (const node of texts) {
    if (node.parentElement?.closest('a, .mention, .emote')) continue;
    const tokens = tokenize(node.data, { emotes });
    if (tokens.some(({ kind }) => kind === 'emote')) {
      node.replaceWith(...tokens.map((token) => (token.kind === 'emote' ? drawn(token, emotes) : token.text)));
    }
  }
}

/**
 * @param {import('./tokens.js').Token} token
 * @param {Emotes} emotes
 * @returns {Node}
 */
function drawn(token, emotes) {
  switch (token.kind) {
    case 'link':
      return link(token);
    case 'emote':
      return emoteImage(token.text, emotes.get(token.text) ?? '');
    case 'emoji':
      return made('span', SIGN.test(token.text) ? 'emoji emoji-sign' : 'emoji', token.text);
    case 'mention':
      // a name runs in its own direction, whatever it stands in
      return made('bdi', token.self ? 'mention mention-self' : 'mention', token.text);
    default:
      return document.createTextNode(token.text);
  }
}

/** @param {{ text: string, href: string }} token */
function link({ text, href }) {
  const a = document.createElement('a');
  a.href = href;
  a.rel = 'noopener nofollow ugc';
  a.target = '_blank';
  a.dir = 'ltr';
  // who walks by keyboard comes to it from its line, not through the links of hundreds of lines
  a.tabIndex = -1;
  a.textContent = shortLink(href);
  if (a.textContent !== text) a.title = text;
  return a;
}
