// Every built-in theme sets every token and nothing else, and its pairs of colours can be read. Style sheets use the tokens, and keep
// their classes to themselves.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const folder = new URL('../../static/themes/', import.meta.url);
const css = new URL('../../static/css/', import.meta.url);
const js = new URL('../../static/js/', import.meta.url);
const scripts = readdirSync(js, { recursive: true })
  .filter((name) => String(name).endsWith('.js'))
  .map((name) => readFileSync(new URL(String(name), js), 'utf8'))
  .join('\n');

const sheets = readdirSync(css, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.css'))
  .map((name) => ({ name, source: readFileSync(new URL(name, css), 'utf8') }));

const COLOURS = ['bg', 'surface', 'surface-raised', 'border', 'text', 'text-muted', 'accent', 'accent-text', 'live', 'warn', 'danger', 'focus', 'picture', 'picture-text'];
const TOKENS = [...COLOURS, 'badge-streamer', 'badge-moderator', 'badge-vip', 'badge-bot', 'radius', 'shadow', 'chat-width', 'font'];
const GROUNDS = ['bg', 'surface', 'surface-raised'];

/** Least contrast of text on its ground, by WCAG 2.2: AA for all, AAA where the theme is for that. */
const TEXT = { default: 4.5, dark: 4.5, light: 4.5, contrast: 7 };
/** Least contrast of what is no text but must be seen: the focus ring, a live dot over the picture. */
const SIGN = 3;

/** @typedef {Record<string, string>} Tokens */

/**
 * The variants of a theme: its tokens as they are, and as a dark system changes them.
 * @param {string} name
 * @returns {Tokens[]}
 */
function variants(name) {
  const source = readFileSync(new URL(`${name}/theme.css`, folder), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
  const [plain = '', dark] = source.split('@media (prefers-color-scheme: dark)');
  const base = tokens(plain);
  return dark === undefined ? [base] : [base, { ...base, ...tokens(dark) }];
}

/** @param {string} source @returns {Tokens} */
function tokens(source) {
  return Object.fromEntries([...source.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]));
}

/** Relative luminance of `#rgb` or `#rrggbb`. @param {string} colour */
function luminance(colour) {
  const digits = colour.slice(1);
  const full = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits;
  assert.match(full, /^[0-9a-f]{6}$/, `${colour} is not #rgb or #rrggbb`);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} a @param {string} b */
function contrast(a, b) {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

for (const [name, text] of Object.entries(TEXT)) {
  test(`theme ${name} sets every token and no other`, () => {
    for (const set of variants(name)) assert.deepEqual(Object.keys(set).sort(), [...TOKENS].sort());
  });

  test(`theme ${name} keeps every pair of colours apart`, () => {
    /** @type {[string, string, number][]} */
    const pairs = [
      ...GROUNDS.flatMap((ground) => ['text', 'text-muted', 'accent', 'live', 'warn', 'danger'].map((ink) => /** @type {[string, string, number]} */ ([ink, ground, text]))),
      ...[...GROUNDS, 'picture'].map((ground) => /** @type {[string, string, number]} */ (['focus', ground, SIGN])),
      ['accent-text', 'accent', text],
      ['picture-text', 'picture', text],
      ['live', 'picture', SIGN],
    ];
    for (const set of variants(name)) {
      for (const [ink, ground, least] of pairs) {
        const found = contrast(set[ink] ?? '', set[ground] ?? '');
        assert.ok(found >= least, `--${ink} on --${ground} is ${found.toFixed(2)}:1, not ${least}:1`);
      }
    }
  });
}

test('the default theme is the light one by day and the dark one by night', () => {
  const [day, night] = variants('default');
  assert.deepEqual(day, variants('light')[0]);
  assert.deepEqual(night, variants('dark')[0]);
});

test('no colour is written outside a theme', () => {
  const literal = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab|lch|hwb)a?\(|[:\s,(](?:black|white|red|green|blue|gr[ae]y|yellow|orange)\b(?!-)/i;
  for (const { name, source } of sheets) {
    const lines = source.replaceAll(/\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' ')).split('\n');
    lines.forEach((line, i) => assert.doesNotMatch(line, literal, `${name}:${i + 1}`));
  }
});

test('every token that a style sheet uses is set by the themes or by itself', () => {
  const all = sheets.map(({ source }) => source).join('\n');
  const own = new Set([...all.matchAll(/--([\w-]+):/g)].map(([, name]) => name));
  for (const [, name] of scripts.matchAll(/setProperty\('--([\w-]+)'/g)) own.add(name);
  for (const [, name = ''] of all.matchAll(/var\(--([\w-]+)/g)) {
    assert.ok(TOKENS.includes(name) || own.has(name), `--${name} is set nowhere`);
  }
});

test('no style sheet sets a token on the root, where the theme, which is in no layer, would win', () => {
  for (const { name, source } of sheets) {
    for (const [, body = ''] of source.matchAll(/^\s*(?::root|html)[^ {]* \{([^}]*)\}/gm)) {
      for (const token of TOKENS) assert.ok(!body.includes(` --${token}:`), `${name}: --${token}`);
    }
  }
});

test('every class has one style sheet of its own', () => {
  /** @type {Map<string, Set<string>>} */
  const homes = new Map();
  for (const { name, source } of sheets) {
    const [layer = ''] = name.split('/');
    // the layers after the components change them for a layout or a page
    if (['layout', 'overlay', 'window'].includes(layer)) continue;
    const rules = source.replaceAll(/\/\*[^]*?\*\//g, '').matchAll(/([^{};]+)\{/g);
    for (const selector of [...rules].flatMap(([, selectors = '']) => selectors.split(',')).map((one) => one.trim())) {
      // a class that stands alone, whatever its state
      const [, own] = selector.match(/^\.([\w-]+)(?:::?[\w-]+(?:\([^()]*\))?|\[[^\]]*\])*$/) ?? [];
      if (own) homes.set(own, (homes.get(own) ?? new Set()).add(name));
    }
  }
  assert.ok(homes.size > 100);
  const shared = [...homes].filter(([, names]) => names.size > 1).map(([own, names]) => [own, ...names]);
  assert.deepEqual(shared, []);
});
