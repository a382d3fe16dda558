import assert from 'node:assert/strict';
import test from 'node:test';
import { People, called } from '../../static/js/chat/people.js';

/** @typedef {import('../../static/js/chat/people.js').Person} Person */

/** @param {string} username @param {Person['type']} [type] @returns {Person} */
const person = (username, type = 'normal') => ({ username, type, color: '#112233' });
/** @param {People} people @param {string} [part] */
const names = (people, part) => people.list(part).map(({ username }) => username);

test('streamer and moderators stand first, then everybody by name', () => {
  const people = new People();
  people.replace([person('zoe'), person('Bo'), person('mo', 'moderator'), person('ana'), person('alice', 'admin')], 5);
  assert.deepEqual(names(people), ['alice', 'mo', 'ana', 'Bo', 'zoe']);
  assert.deepEqual(names(people, ' O '), ['mo', 'Bo', 'zoe']);
});

test('comings and goings keep the list without anybody sending it whole', () => {
  const people = new People();
  people.joined(person('ana'), { count: 1 });
  people.joined(person('bo'), { count: 2 });
  people.left(person('ANA'), { count: 1 });
  assert.deepEqual([names(people), people.count], [['bo'], 1]);
});

test('a list that comes along is the whole truth', () => {
  const people = new People();
  people.joined(person('ana'), { count: 1 });
  people.joined(person('bo'), { count: 2, users: [person('bo'), person('cy')] });
  assert.deepEqual(names(people), ['bo', 'cy']);
});

test('it tells whether some are known by number alone', () => {
  const people = new People();
  people.replace([person('ana')], 700);
  assert.deepEqual([people.complete, people.count], [false, 700]);
  people.replace([person('ana'), person('bo')], 1);
  assert.deepEqual([people.complete, people.count], [true, 2]);
});

test('the author under a former name is found under the present one', () => {
  const people = new People();
  people.joined(person('ana'), { count: 1 });
  people.renamed('ana', person('Anastasia'));
  people.renamed('Anastasia', person('stasia'));
  assert.equal(people.find('ana')?.username, 'stasia');
  assert.deepEqual(names(people), ['stasia']);
});

test('a name that somebody else took is theirs', () => {
  const people = new People();
  people.joined(person('ana'), { count: 1 });
  people.renamed('ana', person('bea'));
  people.joined(person('Ana', 'moderator'), { count: 2 });
  assert.equal(people.find('ana')?.type, 'moderator');
});

test('two who swap names do not send the search round and round', () => {
  const people = new People();
  people.joined(person('ana'), { count: 1 });
  people.renamed('ana', person('bea'));
  people.renamed('bea', person('ana'));
  people.left(person('ana'), { count: 0 });
  assert.equal(people.find('ana'), undefined);
});

test('mentions are found by name, however many people there are', () => {
  const here = new Set(['ana', 'bo peep', 'bo']);
  let asked = 0;
  const known = (/** @type {string} */ name) => {
    asked += 1;
    return here.has(name);
  };
  assert.deepEqual(called('hi @Bo Peep and @ANA, not bo or @nobody', known), ['Bo', 'Bo Peep', 'ANA']);
  asked = 0;
  assert.deepEqual(called('@'.repeat(5000), known), []);
  assert.ok(asked < 2000, `a message costs a bounded number of questions, not ${asked}`);
});
