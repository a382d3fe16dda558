// What is in static/vendor is what its README lists, in the versions that the lock file has. That the bytes are those of
// the packages is checked by `scripts/vendor.mjs --check`, which needs the registry.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

const folder = new URL('../../static/vendor/', import.meta.url);
const readme = readFileSync(new URL('README.md', folder), 'utf8');
const lock = JSON.parse(readFileSync(new URL('../../scripts/vendor/package-lock.json', import.meta.url), 'utf8'));

test('every file is listed with its sum', () => {
  const listed = Object.fromEntries([...readme.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(([, sum, path]) => [path, sum]));
  const found = Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => readdirSync(new URL(`${entry.name}/`, folder)).map((name) => `${entry.name}/${name}`))
      .map((path) => [path, createHash('sha256').update(readFileSync(new URL(path, folder))).digest('hex')]),
  );
  assert.deepEqual(found, listed);
});

test('every library is listed in its locked version, with its licence beside it', () => {
  const rows = [...readme.matchAll(/^\| (\S+) \| (\S+) \| (\S+) \| npm `(\S+)` \|/gm)];
  assert.ok(rows.length > 0);
  for (const [, name, version, licence, source] of rows) {
    const locked = lock.packages[`node_modules/${source}`];
    assert.deepEqual([version, licence], [locked.version, locked.license]);
    assert.ok(readFileSync(new URL(`${name}/LICENSE`, folder), 'utf8').length > 0);
  }
});

test('no library is fetched from elsewhere or refers to a file that is not there', () => {
  for (const path of ['hls.js/hls.min.js', 'hls.js/hls.worker.js', 'media-chrome/media-chrome.min.js', 'openapi-explorer/openapi-explorer.min.js', 'socket.io/socket.io.min.js']) {
    const source = readFileSync(new URL(path, folder), 'utf8');
    assert.doesNotMatch(source, /\/\/# sourceMappingURL=/);
    assert.doesNotMatch(source, /\bimport\s*\(?\s*["']https?:/);
  }
});

test('the lock file names no host', () => {
  for (const [path, entry] of Object.entries(lock.packages)) assert.equal(entry.resolved, undefined, path);
});
