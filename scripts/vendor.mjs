#!/usr/bin/env node
// Makes static/vendor from the versions locked in scripts/vendor/package-lock.json.
//
//   node scripts/vendor.mjs           write the folder anew
//   node scripts/vendor.mjs --check   change nothing; fail if the folder differs from what would be written
//
// To take a newer version: change it in scripts/vendor/package.json, then in that folder run
//   npm install --ignore-scripts --omit-lockfile-registry-resolved

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emojiModule } from './vendor/emoji.mjs';
import { withPlainSequences } from './vendor/ligatures.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const work = join(root, 'scripts', 'vendor');
const target = join(root, 'static', 'vendor');

/**
 * @typedef {object} Library
 * @property {string} package
 * @property {string} folder inside static/vendor
 * @property {string} use
 * @property {Record<string, string>} files a name in our folder → one in the package
 * @property {Record<string, string>} [bundle] a name in our folder → an entry module in scripts/vendor, built into one
 *   file: for a library whose package is hundreds of small ones
 * @property {Record<string, (source: string, origin: string) => string | Promise<Buffer>>} [make] a name in our folder → what makes it
 *   from the package's folder: for data of which pages need a part, and for what has to be changed
 *
 * @typedef {Map<string, Buffer>} Files path inside static/vendor → bytes
 */

/** @type {Library[]} */
const libraries = [
  {
    package: 'hls.js',
    folder: 'hls.js',
    use: 'plays HLS where the browser has Media Source Extensions; the full build, for the captions that encoders embed',
    files: { 'hls.min.js': 'dist/hls.min.mjs', 'hls.worker.js': 'dist/hls.worker.js', LICENSE: 'LICENSE' },
  },
  {
    package: 'media-chrome',
    folder: 'media-chrome',
    use: "the player's controls",
    bundle: { 'media-chrome.min.js': 'media-chrome.mjs' },
    files: { LICENSE: 'LICENSE' },
  },
  {
    package: 'openapi-explorer',
    folder: 'openapi-explorer',
    use: 'shows the OpenAPI document at /api/v1/; no other page loads it',
    bundle: { 'openapi-explorer.min.js': 'openapi-explorer.mjs' },
    files: { LICENSE: 'LICENSE' },
  },
  {
    package: 'uplot',
    folder: 'uplot',
    use: 'the curves of past broadcasts in the studio; no other page loads it',
    bundle: { 'uplot.min.js': 'uplot.mjs' },
    files: { 'uplot.min.css': 'dist/uPlot.min.css', LICENSE: 'LICENSE' },
  },
  {
    package: 'socket.io-client',
    folder: 'socket.io',
    use: 'carries chat and the news of a stream',
    files: { 'socket.io.min.js': 'dist/socket.io.esm.min.js', LICENSE: 'LICENSE' },
  },
  {
    package: '@oddbird/popover-polyfill',
    folder: 'popover',
    use: 'menus in the window of chat for browsers that have no popovers: those in streaming programs; others never load it',
    files: { 'popover.min.js': 'dist/popover.min.js', LICENSE: 'LICENSE' },
  },
  {
    package: '@fontsource/atkinson-hyperlegible',
    folder: 'atkinson-hyperlegible',
    use: 'the typeface of every page',
    files: {
      'regular.woff2': 'files/atkinson-hyperlegible-latin-400-normal.woff2',
      'bold.woff2': 'files/atkinson-hyperlegible-latin-700-normal.woff2',
      'regular-ext.woff2': 'files/atkinson-hyperlegible-latin-ext-400-normal.woff2',
      'bold-ext.woff2': 'files/atkinson-hyperlegible-latin-ext-700-normal.woff2',
      LICENSE: 'LICENSE',
    },
  },
  {
    package: 'twemoji-colr-font',
    folder: 'twemoji',
    use: 'emoji drawn the same on every system; COLR version 0, which every current browser draws; with more ligatures',
    make: { 'twemoji.woff2': (source) => withPlainSequences(readFileSync(join(source, 'twemoji.woff2')), dirname(source)) },
    files: { LICENSE: 'LICENSE' },
  },
  {
    package: 'emojibase-data',
    folder: 'emojibase',
    use: 'names of emoji, for the picker and while typing; a part of it, in a compact form',
    make: { 'emoji.js': emojiModule, 'package.json': () => '{ "type": "module" }\n' },
    files: { LICENSE: 'LICENSE' },
  },
];

/** What the folder must hold. */
async function wanted() {
  /** @type {Files} */
  const files = new Map();
  const rows = [];
  for (const library of libraries) {
    const source = join(work, 'node_modules', library.package);
    const { version, license } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    for (const [name, from] of Object.entries(library.files)) {
      files.set(`${library.folder}/${name}`, withoutSourceMap(readFileSync(join(source, from))));
    }
    const origin = `${library.package} ${version}, ${license}`;
    for (const [name, make] of Object.entries(library.make ?? {})) {
      files.set(`${library.folder}/${name}`, Buffer.from(await make(source, origin)));
    }
    for (const [name, entry] of Object.entries(library.bundle ?? {})) {
      files.set(`${library.folder}/${name}`, await bundled(entry, origin));
    }
    rows.push({ ...library, version, license });
  }
  files.set('README.md', Buffer.from(readme(rows, files)));
  return files;
}

/** Source maps are not copied, so a reference to one would only be a 404 in the developer tools. @param {Buffer} bytes */
function withoutSourceMap(bytes) {
  const at = bytes.lastIndexOf('\n//# sourceMappingURL=');
  return at < 0 ? bytes : bytes.subarray(0, at + 1);
}

/**
 * @param {string} entry
 * @param {string} banner
 */
async function bundled(entry, banner) {
  const { build } = await import(join(work, 'node_modules', 'esbuild', 'lib', 'main.js'));
  const result = await build({
    entryPoints: [join(work, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'inline',
    banner: { js: `/* ${banner} */` },
    write: false,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/**
 * @param {(Library & { version: string, license: string })[]} rows
 * @param {Files} files
 */
function readme(rows, files) {
  const list = rows.map((row) => `| ${row.folder} | ${row.version} | ${row.license} | npm \`${row.package}\` | ${row.use} |`);
  const sums = [...files].map(([path, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}`);
  return `# Libraries of others

Copied here so that a page fetches nothing from another site. \`scripts/vendor.mjs\` writes this folder from the versions
locked in \`scripts/vendor/package-lock.json\`; do not edit it by hand. Each folder holds its library's licence.

| library | version | licence | source | use |
|---|---|---|---|---|
${list.join('\n')}

SHA-256 of each file, checked by \`tests/js/vendor.test.mjs\`:

\`\`\`
${sums.join('\n')}
\`\`\`
`;
}

/** @param {string} folder */
function listed(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path));
}

/** @param {Files} files */
function differences(files) {
  const found = [];
  for (const [path, bytes] of files) {
    const place = join(target, path);
    if (!existsSync(place)) found.push(`${path} is missing`);
    else if (!readFileSync(place).equals(bytes)) found.push(`${path} differs`);
  }
  for (const path of listed(target)) if (!files.has(path)) found.push(`${path} belongs to no library`);
  return found;
}

execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
const files = await wanted();
if (process.argv.includes('--check')) {
  const found = differences(files);
  for (const line of found) console.error(`static/vendor: ${line}`);
  if (found.length > 0) process.exit(1);
  console.log(`static/vendor is what the lock file asks for (${files.size} files)`);
} else {
  rmSync(target, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), bytes);
  }
  console.log(`wrote ${files.size} files to static/vendor`);
}
