// Rules for templates that a reader could break without seeing it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const folder = new URL('../../templates/', import.meta.url);
const templates = readdirSync(folder).map((name) => ({ name, source: readFileSync(new URL(name, folder), 'utf8') }));
const all = templates.map(({ source }) => source).join('\n');
const js = new URL('../static/js/', folder);
const scripts = readdirSync(js, { recursive: true })
  .filter((name) => String(name).endsWith('.js'))
  .map((name) => readFileSync(new URL(String(name), js), 'utf8'))
  .join('\n');

test('no template has inline script, inline handlers or anything from another site', () => {
  for (const { name, source } of templates) {
    assert.doesNotMatch(source, /<script(?![^>]*\ssrc=)/, name);
    assert.doesNotMatch(source, /\son[a-z]+=/, name);
    assert.doesNotMatch(source, /javascript:/, name);
    assert.doesNotMatch(source, /(?:src|href)="(?:https?:)?\/\//, name);
  }
});

test('every icon that is used is drawn, and every one drawn is used', () => {
  const drawn = new Set([...all.matchAll(/<symbol id="icon-([\w-]+)"/g)].map(([, name]) => name));
  const inTemplates = [...all.matchAll(/icon\(name="([\w-]+)"|href="#icon-([\w-]+)"/g)].map(([, one, other]) => one ?? other);
  const inScripts = [...scripts.matchAll(/icon(?:Button)?(?:\(|: )'([\w-]+)'/g)].map(([, name]) => name);
  const used = new Set([...inTemplates, ...inScripts]);
  assert.deepEqual([...drawn].sort(), [...used].sort());
});

test('every static file that a template names is there', () => {
  for (const [, one, other] of all.matchAll(/static\(path="([^"]+)"\)|"\/static\/([^"{]+)"/g)) {
    const path = one ?? other ?? '';
    assert.ok(readFileSync(new URL(`../static/${path}`, folder)).length > 0, path);
  }
});

/**
 * The modules that one loads, itself among them, by static imports alone.
 * @param {string} name
 * @param {Set<string>} found
 */
function graph(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const source = readFileSync(new URL(`../static/js/${name}.js`, folder), 'utf8');
  for (const [, next = ''] of source.matchAll(/^(?:import|export) .*'(\.\.?\/[\w/-]+)\.js';$/gm)) graph(new URL(next, `js:/${name}`).pathname.slice(1), found);
  return found;
}

test('a page asks for all of its modules at once, not one after the other', () => {
  for (const [page, loads] of Object.entries({ front: ['front'], stream: ['stream', 'watch'], chat: ['window'], overlay: ['overlay'] })) {
    const { source = '' } = templates.find(({ name }) => name === `${page}.html`) ?? {};
    const lists = [...source.matchAll(/for module in \[([^\]]+)\]/g)].map(([, list = '']) => [...list.matchAll(/"([\w/-]+)"/g)].map(([, name]) => name));
    const tags = [...source.matchAll(/src="(?:\/static|{{ static\(path=")\/?(?:js\/)?([\w/-]+)\.js"/g)].map(([, name]) => name);
    const wanted = new Set(loads.flatMap((name) => [...graph(name)]));
    assert.deepEqual([...new Set([...tags, ...lists.flat()])].sort(), [...wanted].sort(), page);
  }
});

test('every element that a script asks for is in a template', () => {
  for (const [, id = ''] of scripts.matchAll(/find\('#([\w-]+)/g)) {
    assert.match(all, new RegExp(`id="${id}"`), id);
  }
});
