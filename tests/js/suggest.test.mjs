// Suggestions while typing: when there are any, which come first, and when Enter is not theirs.

import assert from 'node:assert/strict';
import test from 'node:test';
import { findEmoji, inTone, loadEmoji } from '../../static/js/chat/emoji.js';
import { isWhole, spellings, suggestions, wordBefore } from '../../static/js/chat/suggest.js';

const emoji = await loadEmoji();
const command = (/** @type {string} */ name, /** @type {string[]} */ ...aliases) => ({ name, aliases, arguments: name === '/mute' ? 'USER' : 'TEXT', help: 'says it' });
const sources = {
  emoji,
  emotes: new Map([[':kappa:', '/k.png'], [':smirkcat:', '/s.png']]),
  names: ['ana', 'Ana Maria', 'bo', 'Joe Banana'],
  commands: [command('/mute', '/quiet'), command('/me', '/action'), command('help')],
};

/** What is suggested at the end of `text`, in short. @param {string} text */
function suggested(text) {
  const word = wordBefore(text, text.length, sources.commands);
  if (!word) return null;
  return suggestions(word, sources).map((one) => {
    if (one.kind === 'emoji') return one.emoji.emoji;
    if (one.kind === 'emote') return one.alias;
    if (one.kind === 'command') return `/${spellings(one.command)[0]}`;
    return one.kind === 'user' ? one.name : `@${one.name}`;
  });
}

for (const text of ['', 'hello', ':s', 'a:smile', 'http://example', '12:30', 'me@ana', ' /me', 'x /me', '/me a', ':smile: ', '::sm', 'a:', 'ana@', 'https://a.example/:smil', 'https://b.example/@a', '10:00:30']) {
  test(`nothing is begun by ${JSON.stringify(text)}`, () => assert.equal(suggested(text), null));
}

for (const [text, word] of /** @type {[string, import('../../static/js/chat/suggest.js').Word][]} */ ([
  ['hi :smi', { kind: 'emoji', query: 'smi', start: 3 }],
  ['(:+1', { kind: 'emoji', query: '+1', start: 1 }],
  ['😀:th', { kind: 'emoji', query: 'th', start: 2 }],
  ['@', { kind: 'name', query: '', start: 0 }],
  ['hi @ana ma', { kind: 'name', query: 'ana ma', start: 3 }],
  ['שלום @ש', { kind: 'name', query: 'ש', start: 5 }],
  ['/', { kind: 'command', query: '', start: 0 }],
  ['/mu', { kind: 'command', query: 'mu', start: 0 }],
])) {
  test(`a word is begun by ${JSON.stringify(text)}`, () => assert.deepEqual(wordBefore(text, text.length), word));
}

test('the word is the one before the caret', () => {
  assert.deepEqual(wordBefore(':smi and more', 4), { kind: 'emoji', query: 'smi', start: 0 });
  assert.equal(wordBefore(':smi and more', 8), null);
});

test('names of GitHub and of CLDR are both found, the exact one first', () => {
  for (const name of [':thumbsup', ':thumbs_up', ':+1']) assert.equal(suggested(name)?.[0], '👍', name);
  assert.equal(suggested(':smile')?.[0], '😄');
  assert.equal(suggested(':heart')?.[0], '❤️');
});

test('the site’s own emotes go before emoji', () => {
  assert.equal(suggested(':smirk')?.[0], ':smirkcat:');
  assert.deepEqual(suggested(':kapp'), [':kappa:']);
  assert.equal(suggested(':cat')?.[0], ':smirkcat:');
});

test('no more are suggested than can be looked over', () => assert.equal(suggested(':fa')?.length, 8));

test('names are found by their beginning, then by the beginning of a later word', () => {
  assert.deepEqual(suggested('@'), ['@ana', '@Ana Maria', '@bo', '@Joe Banana']);
  assert.deepEqual(suggested('@AN'), ['@ana', '@Ana Maria']);
  assert.deepEqual(suggested('@ana m'), ['@Ana Maria']);
  assert.deepEqual(suggested('@b'), ['@bo', '@Joe Banana']);
  assert.deepEqual(suggested('@ana is here'), []);
});

test('commands are found by name and by alias', () => {
  assert.deepEqual(suggested('/'), ['/mute', '/me', '/help']);
  assert.deepEqual(suggested('/m'), ['/mute', '/me']);
  assert.deepEqual(suggested('/q'), ['/mute']);
  assert.deepEqual(suggested('/x'), []);
});

test('a command about somebody is told who, and others keep their suggestions', () => {
  assert.deepEqual(suggested('/mute '), ['ana', 'Ana Maria', 'bo', 'Joe Banana']);
  assert.deepEqual(suggested('/QUIET @ana m'), ['Ana Maria']);
  assert.deepEqual(suggested('/me @b'), ['@bo', '@Joe Banana']);
  assert.equal(suggested('/help b'), null);
  assert.equal(suggested('/me :kappa')?.[0], ':kappa:');
  assert.deepEqual(wordBefore('/mute  @bo', 10, sources.commands), { kind: 'user', query: 'bo', start: 6 });
});

test('Enter sends what needs no choice', () => {
  const whole = (/** @type {string} */ text) => {
    const word = wordBefore(text, text.length, sources.commands);
    const first = word && suggestions(word, sources)[0];
    return Boolean(first && isWhole(word, first));
  };
  for (const text of ['/help', '/quiet', '@ana', '@BO', '/mute ana']) assert.ok(whole(text), text);
  for (const text of ['/hel', '@an', ':smile', ':kappa']) assert.ok(!whole(text), text);
});

test('emoji are found by words about them, too', () => {
  const found = (/** @type {string} */ query) => findEmoji(emoji, query, 20).map((one) => one.emoji);
  assert.ok(found('lol').includes('😂'));
  assert.ok(found('cat smile').includes('😸'));
  assert.deepEqual(found('no such thing'), []);
  assert.deepEqual(found(' : '), []);
});

test('a tone goes to every person and to no handshake between them', () => {
  const named = (/** @type {string} */ name) => {
    const one = findEmoji(emoji, name, 1)[0];
    assert.ok(one);
    return one;
  };
  assert.equal(inTone(named('thumbs_up'), 3), '👍🏽');
  assert.equal(inTone(named('people_holding_hands'), 1), '🧑🏻‍🤝‍🧑🏻');
  assert.equal(inTone(named('handshake'), 5), '🤝🏿');
  assert.equal(inTone(named('smile'), 3), '😄');
  assert.equal(inTone(named('thumbs_up'), 0), '👍');
});
