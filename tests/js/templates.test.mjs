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
  const inSheets = [...all.matchAll(/<symbol id="icon-([\w-]+)"/g)].map(([, name]) => name);
  // those of picker-icons.js
  const asPaths = [...scripts.matchAll(/^  (\w+): 'M[\d.]+ /gm)].map(([, name]) => name);
  const drawn = new Set([...inSheets, ...asPaths]);
  const inTemplates = [...all.matchAll(/icon\(name="([\w-]+)"|href="#icon-([\w-]+)"/g)].map(([, one, other]) => one ?? other);
  const inScripts = [...scripts.matchAll(/icon(?:Button)?(?:\(|: )'([\w-]+)'/g)].map(([, name]) => name);
  const used = new Set([...inTemplates, ...inScripts]);
  assert.deepEqual([...drawn].sort(), [...used].sort());
});

test('every static file that a template names is there', () => {
  for (const [, path = ''] of all.matchAll(/static\(path="([^"]+)"\)/g)) {
    // what is made of many files has its test beside what joins them
    if (path.startsWith('pages/')) continue;
    assert.ok(readFileSync(new URL(`../static/${path}`, folder)).length > 0, path);
  }
});

test('every element that a script asks for is in a template', () => {
  for (const [, id = ''] of scripts.matchAll(/find\('#([\w-]+)/g)) {
    assert.match(all, new RegExp(`id="${id}"`), id);
  }
});

test('no script reads a canvas, which browsers that guard against being recognised fill with noise', () => {
  assert.doesNotMatch(scripts, /\.(?:getImageData|toDataURL|toBlob|convertToBlob|transferToImageBitmap)\(/);
});
