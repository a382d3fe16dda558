// What people read comes from the catalogue: templates and scripts have no texts of their own.

import { parse } from 'acorn';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const root = new URL('../../', import.meta.url);

/** @param {string} folder @param {string} end */
function files(folder, end) {
  const names = readdirSync(new URL(folder, root), { recursive: true }).map(String);
  return names.filter((name) => name.endsWith(end)).map((name) => ({ name, source: readFileSync(new URL(folder + name, root), 'utf8') }));
}

/** What is no text: names of programs and of formats, examples of what to type, units, kinds of failure. */
const NO_TEXT = /^(?:pystreaming|pystreaming-admin [\w -]+|mastodon\.social|abcd-efgh-jkmn-pqrs|UTC|[kM]bit\/s|ms|s|fps|p|px|@|10m, 2h, 1d|add_streamer|format|picture)$/;
/** @param {string} text */
const isText = (text) => !text.startsWith('https://') && /\p{L}{2}/u.test(text) && !NO_TEXT.test(text.trim());

test('templates have no texts of their own', () => {
  const found = files('templates/', '.html').flatMap(({ name, source }) => {
    // the pieces of Tera, which can stand in attributes, and what is drawn
    const html = source.replace(/\{#[^]*?#\}|\{% block (?:root|page) %\}.*?\{% endblock .*?%\}/g, '').replace(/\{\{[^]*?\}\}/g, '').replace(/\{%[^]*?%\}/g, '').replace(/<svg[^]*?<\/svg>/g, '');
    const attributes = [...html.matchAll(/\s(?:aria-label|aria-description|title|placeholder|alt)="([^"]*)"/g)].map(([, text = '']) => text);
    const nodes = html.replace(/<[^>]*>/g, '\n').split('\n');
    return [...attributes, ...nodes].filter(isText).map((text) => `${name}: ${text.trim()}`);
  });
  assert.deepEqual(found, []);
});

/** What shows its arguments: from which on, and to which. @type {Record<string, [number, number?]>} */
const SHOWS = { made: [2], setText: [1], append: [0], prepend: [0], replaceChildren: [0], iconButton: [1], notice: [0, 1], fail: [0, 1], hear: [0] };
const SHOWN = new Set(['textContent', 'title', 'placeholder', 'alt', 'ariaLabel', 'innerText', 'words', 'text', 'remedy', 'label']);
const ATTRIBUTES = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt']);
/** Several words of prose, wherever they stand. */
const PROSE = /^\p{L}[\p{L}'’,.:;!?…()-]*(?: [\p{L}\d'’,.:;!?…()-]+){3,}$/u;

/** The literals that an expression can be. @param {any} node @returns {string[]} */
function literals(node) {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return node.quasis.map((/** @type {any} */ part) => part.value.cooked);
    case 'ConditionalExpression':
      return [...literals(node.consequent), ...literals(node.alternate)];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return ['&&', '||', '??', '+'].includes(node.operator) ? [...literals(node.left), ...literals(node.right)] : [];
    case 'ArrayExpression':
      return node.elements.flatMap(literals);
    default:
      return [];
  }
}

/** Texts in a script. @param {any} node @param {(text: string) => void} found */
function look(node, found) {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) return void node.forEach((one) => look(one, found));
  const name = node.callee?.name ?? node.callee?.property?.name;
  // errors are for the console
  if (node.type === 'ThrowStatement' || node.type === 'ImportDeclaration' || (node.type === 'CallExpression' && name === 't')) return;
  /** @type {any[]} */
  let shown = [];
  if (node.type === 'CallExpression' && Object.hasOwn(SHOWS, name)) shown = node.arguments.slice(...(SHOWS[name] ?? []));
  if (node.type === 'CallExpression' && name === 'setAttribute' && ATTRIBUTES.has(node.arguments[0].value)) shown = [node.arguments[1]];
  if (node.type === 'AssignmentExpression' && SHOWN.has(node.left.property?.name)) shown = [node.right];
  if (node.type === 'Property' && SHOWN.has(node.key.name)) shown = [node.value];
  shown.flatMap(literals).filter(isText).forEach(found);
  if (node.type === 'Literal' && typeof node.value === 'string' && PROSE.test(node.value) && !/^[a-z-]+(?: [a-z-]+)*$/.test(node.value)) found(node.value);
  // names of properties are no texts
  const skipped = node.type === 'Property' ? ['type', 'key'] : ['type'];
  for (const [key, value] of Object.entries(node)) if (!skipped.includes(key)) look(value, found);
}

test('scripts have no texts of their own', () => {
  const found = files('static/js/', '.js').flatMap(({ name, source }) => {
    /** @type {string[]} */
    const texts = [];
    look(parse(source, { ecmaVersion: 2023, sourceType: 'module' }), (text) => texts.push(`${name}: ${text}`));
    return [...new Set(texts)];
  });
  assert.deepEqual(found, []);
});
