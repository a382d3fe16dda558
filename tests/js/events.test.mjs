// The types of the chat's events are those of the tables in docs/chat.md.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const read = (/** @type {string} */ path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const docs = read('docs/chat.md');
const types = read('static/js/chat/events.d.ts');

/** What the types of other files that events.d.ts takes up consist of. */
const OTHERS = {
  Person: read('static/js/chat/people.js'),
  Mute: read('static/js/chat/mutes.js'),
  Info: read('static/js/phase.js'),
};

const [client = '', server = ''] = docs.split('\n| event | fields |').slice(1).map((table) => table.split('\n\n')[0]);

/**
 * The fields of each event in a table of the documentation; those that may be missing end with `?`.
 * @param {string} table
 */
function documented(table) {
  const rows = [...table.matchAll(/^\| (`[^|]+) \|([^|]*)\|/gm)];
  return Object.fromEntries(rows.flatMap(([, events = '', fields = '']) => quoted(events).map((event) => [event, fieldsOf(fields).sort()])));
}

/** @param {string} text */
const quoted = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/**
 * A cell lists fields, may explain them after a colon, and goes on with those that only some have.
 * @param {string} cell
 */
function fieldsOf(cell) {
  const [list = '', ...more] = cell.split('; ').map((part) => part.split(': ')[0] ?? '');
  const known = more.filter((part) => part.startsWith('`') || part.startsWith('and '));
  const sometimes = more.filter((part) => part.startsWith('with '));
  const names = [...[list, ...known].flatMap(quoted), ...sometimes.flatMap(quoted).map((name) => `${name}?`)];
  return names.filter((name) => /^\w+\??$/.test(name));
}

/** @param {string} name of an interface in events.d.ts */
function typed(name) {
  const body = types.split(`export interface ${name} {\n`)[1]?.split('\n}')[0] ?? '';
  return Object.fromEntries([...body.matchAll(/^ {2}'([^']+)': (.+);$/gm)].map(([, event = '', type = '']) => [event, membersOf(type).sort()]));
}

/**
 * The names of a type's members.
 * @param {string} type
 * @returns {string[]}
 */
function membersOf(type) {
  const parts = type.split(' & ');
  if (parts.length > 1) return parts.flatMap(membersOf);
  if (type.startsWith('{')) return [...type.matchAll(/(?<=[{;] )(\w+\??):/g)].map(([, name = '']) => name);
  const alias = types.match(new RegExp(`^type ${type} = (.+);$`, 'm'))?.[1];
  if (alias) return membersOf(alias);
  const inner = types.split(`export interface ${type} {\n`)[1]?.split('\n}')[0];
  if (inner) return [...inner.matchAll(/^ {2}(\w+\??):/gm)].map(([, name = '']) => name);
  const source = OTHERS[/** @type {keyof typeof OTHERS} */ (type)].split(`@typedef {object} ${type}`)[1]?.split(/@typedef|\*\//)[0] ?? '';
  return [...source.matchAll(/@property \{.+\} (?:\[(\w+)\]|(\w+))/g)].map(([, maybe, name = '']) => (maybe ? `${maybe}?` : name));
}

test('every event of the server has the fields that are documented', () => {
  // some streams have none of them, which the table leaves out
  const info = { last_live: 'last_live?', problems: 'problems?' };
  const found = documented(server);
  found.stream = found.stream?.map((name) => info[/** @type {keyof typeof info} */ (name)] ?? name).sort() ?? [];
  assert.deepEqual(typed('ServerEvents'), found);
});

test('every event of a client has the fields that are documented', () => {
  assert.deepEqual(typed('ClientEvents'), documented(client));
});
