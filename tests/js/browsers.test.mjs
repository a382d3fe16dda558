// The oldest browsers that docs/viewers.md names: nothing that the scripts of a page use is younger.

import bcd from '@mdn/browser-compat-data' with { type: 'json' };
import { parse } from 'acorn';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

/** The oldest versions for each page. @type {Record<string, { entry: string, oldest: Record<string, number> }>} */
const PAGES = {
  overlay: { entry: 'overlay', oldest: { chrome: 103 } },
  'window of chat': { entry: 'window', oldest: { chrome: 103 } },
  'stream page': { entry: 'stream', oldest: { chrome: 114, firefox: 125, safari: 17 } },
};
/** Names that are younger, and why they do no harm. */
const KNOWN = new Set([
  // vendor/popover stands in where they are not there
  'popover', 'showPopover', 'hidePopover', 'togglePopover',
  // asked for before they are used
  'CompressionStream', 'getCoalescedEvents', 'getStartDate',
  // no such things but lines, events, settings of hls.js, and a style
  'first', 'broadcast', 'config', 'frameRate', 'minHeight',
]);

/** @type {Map<string, any[]>} what has a name, wherever it belongs to */
const features = new Map();
/** @param {any} node */
function gather(node) {
  for (const [name, child] of Object.entries(node)) {
    if (name === '__compat' || typeof child !== 'object' || child === null) continue;
    const plain = name.replace(/_(?:static|event)$/, '');
    if (child.__compat) features.set(plain, [...(features.get(plain) ?? []), child.__compat.support]);
    gather(child);
  }
}
gather(bcd.api);
gather(bcd.javascript.builtins);

/**
 * Whether a browser has something of that name in that version. Names that nobody has defined are our own.
 * @param {string} name
 * @param {string} browser
 * @param {number} version
 */
function has(name, browser, version) {
  const all = features.get(name);
  if (all === undefined) return true;
  return all.some((support) => {
    const entries = [support[browser]].flat();
    return entries.some((entry) => {
      const added = entry?.version_added;
      if (typeof added !== 'string' || entry.flags || added === 'preview') return false;
      return Number.parseFloat(added.replace('≤', '')) <= version;
    });
  });
}

/** Every module that one loads, also later. @param {string} name @param {Map<string, string>} found */
function modules(name, found = new Map()) {
  if (found.has(name)) return found;
  const source = readFileSync(new URL(`../../static/js/${name}.js`, import.meta.url), 'utf8');
  found.set(name, source);
  // comments import types, which nothing loads
  const code = source.replaceAll(/\/\*[^]*?\*\//g, '');
  for (const [, next = ''] of code.matchAll(/(?:from|import\()\s*'(\.\.?\/[\w/.-]+)\.js'/g)) {
    const path = new URL(next, `js:/${name}`).pathname.slice(1);
    if (!path.startsWith('vendor') && !next.includes('vendor/')) modules(path, found);
  }
  return found;
}

/**
 * Names of members and of what is made by `new`; and those that the scripts give themselves.
 * @param {any} node
 * @param {{ used: Set<string>, own: Set<string> }} names
 */
function namesIn(node, names = { used: new Set(), own: new Set() }) {
  if (Array.isArray(node)) for (const one of node) namesIn(one, names);
  else if (node !== null && typeof node === 'object') {
    if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier') names.used.add(node.property.name);
    if (node.type === 'NewExpression' && node.callee.type === 'Identifier') names.used.add(node.callee.name);
    if (/^(?:MethodDefinition|PropertyDefinition|Property)$/.test(node.type) && node.key.type === 'Identifier') names.own.add(node.key.name);
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && node.left.object.type === 'ThisExpression') {
      names.own.add(node.left.property.name);
    }
    for (const child of Object.values(node)) namesIn(child, names);
  }
  return names;
}

for (const [page, { entry, oldest }] of Object.entries(PAGES)) {
  test(`the ${page} uses nothing that is younger than its oldest browsers`, () => {
    /** @type {string[]} */
    const young = [];
    // whose grammar is not younger either
    const found = [...modules(entry)].map(([name, source]) => ({ name, ...namesIn(parse(source, { ecmaVersion: 2022, sourceType: 'module' })) }));
    const own = new Set(found.flatMap((module) => [...module.own]));
    for (const { name, used } of found) {
      for (const one of used) {
        if (KNOWN.has(one) || own.has(one)) continue;
        for (const [browser, version] of Object.entries(oldest)) if (!has(one, browser, version)) young.push(`${name}: ${one} in ${browser} ${version}`);
      }
    }
    assert.deepEqual(young, []);
  });
}

test('the style sheets of chat ask before they use what Chromium 103 does not have', () => {
  for (const folder of ['chat', 'overlay', 'window']) {
    const css = new URL(`../../static/css/${folder}/`, import.meta.url);
    for (const name of readdirSync(css)) {
      const source = readFileSync(new URL(name, css), 'utf8');
      const always = source.replaceAll(/@supports [^{]+\{(?:[^{}]|\{[^{}]*\})*\}/g, '').replaceAll(/\/\*[^]*?\*\//g, '');
      assert.doesNotMatch(always, /\d[dsl]v[hw]\b|color-mix\(|light-dark\(|^\s*(?:translate|scale|rotate):|:popover-open|@starting-style/m, name);
    }
  }
});
