// Taking messages apart: nothing is lost, nothing becomes a link that is none, names and emoji are found whole.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { isOnlyEmoji, shortLink, tokenize } from '../../static/js/chat/tokens.js';
import emoji from '../../static/vendor/emojibase/emoji.js';

const emotes = new Set([':kappa:', ':b:', ':pog-2:']);

/**
 * `text` as its tokens, text in plain and the others as `kind(text)`.
 * @param {string} text
 * @param {import('../../static/js/chat/tokens.js').Words} words
 */
const shown = (text, words = {}) => tokenize(text, { emotes, ...words }).map(({ kind, text: part }) => (kind === 'text' ? part : `${kind}(${part})`));

/** A small generator of its own, so that a failure can be repeated. @param {number} seed */
function random(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  'a', ' ', '\n', ':', '@', '/', '.', ')', '(', '#', '1', '*', '_', '<', '>', '"', '&', "'", '\\', ';', '%',
  'http://', 'https://', 'javascript:', 'example.com', '[::1]', 'kappa', ':kappa:', ':b:', ':no:', '@ana', '@ana maria', 'Ana', 'ana maria',
  '<b>', '<script>', '</', '&lt;', '😀', '❤', '❤️', '👍🏽', '👨‍👩‍👧', '🇩🇪', '🇩', '1️⃣', '\u200d', '\ufe0f', '\ufe0e', '\u20e3', '\u202e', '\u2066', '\u0000',
  '\ud83d', '\ude00', 'שלום', 'مرحبا', 'İ', 'ß', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '\u{e0067}', '🏻',
];

test('every character stays, in its order, in exactly one token', () => {
  const pick = random(7);
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: 1 + pick(12) }, () => PIECES[pick(PIECES.length)]).join('');
    const tokens = tokenize(text, { emotes, names: ['ana', 'ana maria', ':kappa:', 'İ', ''], self: pick(2) ? 'Ana' : null });
    assert.equal(tokens.map((token) => token.text).join(''), text, JSON.stringify(text));
    for (const token of tokens) {
      assert.notEqual(token.text, '');
      if (token.kind === 'link') {
        assert.match(token.href, /^https?:\/\/[^/]/);
        assert.ok(token.text.length > 0 && !/[\s<>"\u202e\u2066]/.test(token.text), token.text);
        assert.ok(shortLink(token.href).length > 0);
      }
      if (token.kind === 'emote') assert.ok(emotes.has(token.text));
    }
  }
});

test('hostile lengths take no time', () => {
  const started = performance.now();
  for (const piece of [':', ':a', '@', '(', 'https://', 'https://a)', '😀', '1', '🇩', '\u{e0067}', '👨\u200d', 'ana ']) {
    tokenize(piece.repeat(5000), { emotes, names: ['ana', 'bo'], self: 'ana' });
  }
  assert.ok(performance.now() - started < 3000);
});

for (const [text, expected] of /** @type {[string, string[]][]} */ ([
  ['see https://example.com/a_(b).', ['see ', 'link(https://example.com/a_(b))', '.']],
  ['(https://example.com/)', ['(', 'link(https://example.com/)', ')']],
  ['https://example.com, http://b.example?', ['link(https://example.com)', ', ', 'link(http://b.example)', '?']],
  ['HTTPS://EXAMPLE.COM', ['link(HTTPS://EXAMPLE.COM)']],
  ['javascript:alert(1) data:text/html,x //example.com ftp://x', ['javascript:alert(1) data:text/html,x //example.com ftp://x']],
  ['<a href="https://example.com/">', ['<a href="', 'link(https://example.com/)', '">']],
  ['https://exa\u202emple.com', ['link(https://exa)', '\u202emple.com']],
  ['xhttps://example.com', ['xhttps://example.com']],
  ['https:// and http://', ['https:// and http://']],
  ['https://example.com/:kappa:', ['link(https://example.com/:kappa)', ':']],
])) {
  test(`links in ${JSON.stringify(text)}`, () => assert.deepEqual(shown(text), expected));
}

for (const [text, expected] of /** @type {[string, string[]][]} */ ([
  [':kappa: :nope: :pog-2:', ['emote(:kappa:)', ' :nope: ', 'emote(:pog-2:)']],
  [':no:kappa:', [':no', 'emote(:kappa:)']],
  ['a:b:c', ['a', 'emote(:b:)', 'c']],
  ['12:30:15', ['12:30:15']],
  [':KAPPA:', [':KAPPA:']],
])) {
  test(`emotes in ${JSON.stringify(text)}`, () => assert.deepEqual(shown(text), expected));
}

for (const [text, expected] of /** @type {[string, string[]][]} */ ([
  ['hi 😀!', ['hi ', 'emoji(😀)', '!']],
  ['👍🏽👨‍👩‍👧🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿1️⃣', ['emoji(👍🏽)', 'emoji(👨‍👩‍👧)', 'emoji(🇩🇪)', 'emoji(🏴󠁧󠁢󠁥󠁮󠁧󠁿)', 'emoji(1️⃣)']],
  ['❤️ but ❤ and ⌚︎', ['emoji(❤️)', ' but ❤ and ⌚︎']],
  ['© 2026 #1 * 5', ['© 2026 #1 * 5']],
  ['©️', ['emoji(©️)']],
])) {
  test(`emoji in ${JSON.stringify(text)}`, () => assert.deepEqual(shown(text), expected));
}

test('every emoji of the picker is one emoji, in every tone', () => {
  for (const [, list] of emoji) for (const [one] of list) assert.deepEqual(shown(one), [`emoji(${one})`]);
});

for (const [text, expected] of /** @type {[string, string[]][]} */ ([
  ['@bo and @Ana Maria, @ana', ['mention(@bo)', ' and ', 'mention(@Ana Maria)', ', ', 'mention(@ana)']],
  ['@bob @anamaria a@bo me@ana.example', ['@bob @anamaria a@bo me@ana.example']],
  ["@bo's (@bo)", ['mention(@bo)', "'s (", 'mention(@bo)', ')']],
  ['@:kappa: @x+y', ['mention(@:kappa:)', ' ', 'mention(@x+)', 'y']],
  ['@nobody', ['@nobody']],
])) {
  test(`names in ${JSON.stringify(text)}`, () => assert.deepEqual(shown(text, { names: ['ana', 'ana maria', 'bo', ':kappa:', 'x+'] }), expected));
}

test('one is mentioned by one’s name alone, too, if it is a whole word', () => {
  assert.deepEqual(shown('Ana: hello anabel, ana', { self: 'ana' }), ['mention(Ana)', ': hello anabel, ', 'mention(ana)']);
  assert.deepEqual(shown('it is me', { self: 'is' }), ['it is me']);
  const [token] = tokenize('@ANA', { names: ['ana', 'bo'], self: 'ana' });
  assert.deepEqual(token, { kind: 'mention', text: '@ANA', self: true });
});

test('only emoji are large, and not whole crowds of them', () => {
  const large = (/** @type {string} */ text) => isOnlyEmoji(tokenize(text, { emotes }));
  assert.ok(large('😀 :kappa:\n'));
  for (const text of ['', ' ', 'a 😀', '❤', '😀'.repeat(25), 'https://example.com']) assert.ok(!large(text), text);
});

for (const [href, expected] of /** @type {[string, string][]} */ ([
  ['https://example.com/', 'example.com'],
  ['https://example.com/watch?v=1#t', 'example.com/watch?v=1#t'],
  ['https://bank.example@evil.example/login', 'evil.example/login'],
  ['https://example.com/a/very/long/path/that/goes/on/and/on/for/ever/last.html', 'example.com/a/very/long/path/that/g…er/last.html'],
  ['https://ехample.com/', 'xn--ample-ywe6i.com'],
])) {
  test(`a link to ${href} shows where it leads`, () => assert.equal(shortLink(href), expected));
}

test('the host of a link is never cut', () => {
  const host = `${'a'.repeat(60)}.example`;
  assert.equal(shortLink(`https://${host}/x/y/z`), `${host}…`);
});

const shared = JSON.parse(readFileSync(new URL('../data/short-names.json', import.meta.url), 'utf8'));
for (const [text, expected] of /** @type {[string, string[]][]} */ (shared.texts)) {
  test(`short names in ${JSON.stringify(text)} are those that the server reads`, () => {
    const tokens = tokenize(text, { emotes: new Set(shared.names.map((/** @type {string} */ name) => `:${name}:`)) });
    assert.deepEqual(tokens.flatMap((token) => (token.kind === 'emote' ? [token.text] : [])), expected);
  });
}

test('names in links are no mentions', () => {
  assert.deepEqual(shown('@ana ftp://a.example/@ana https://b.example/@ana', { names: ['ana'] }), [
    'mention(@ana)',
    ' ftp://a.example/@ana ',
    'link(https://b.example/@ana)',
  ]);
});
