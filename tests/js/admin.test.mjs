// What the administration decides without a page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { EVENTS, eventName } from '../../static/js/admin/event-words.js';
import { received } from '../../static/js/admin/connect.js';
import { aliasOf, unfit } from '../../static/js/admin/emote-file.js';
import { details, queryOf } from '../../static/js/admin/log.js';
import { sanctionWords } from '../../static/js/admin/people.js';
import { ABOUT, CALLED } from '../../static/js/admin/settings.js';
import { busy, bytes, facts, troubles } from '../../static/js/admin/state-words.js';
import { addressOf, found } from '../../static/js/admin/streamers.js';

/** @type {import('../../static/js/admin/state-words.js').Server} */
const SERVER = {
  version: '1.0.0', started: 1000, uptime: 100, ready: true, database: 'ok', database_version: 'SQLite 3.50.4', database_bytes: 3 * 1024 * 1024, hls_dir: 'ok',
  journal_waiting: 0, journal_written: 1234, journal_dropped: 0, streamers: 2, live: 1, viewers: 5, sockets: 7, memory: 25 * 1024 * 1024,
  processor_seconds: 10, processors: 2, load: 0.5, open_files: 40, open_files_most: 1024,
};
/** @type {import('../../static/js/health-words.js').Picture} */
const PICTURE = { codec: 'H.264', profile: 'High', width: 1280, height: 720, frame_rate: 29.97, keyframe_seconds: 2, b_frames_ms: null, frames: null, dropped: null, late: null };
const HEALTH = { bit_rate: null, round_trip_ms: null, late_ms: null, sound_ahead_ms: null, picture: PICTURE, sound: { codec: 'AAC', profile: null, bit_rate: null }, warnings: [] };

test('what arrives is said in one sentence, with what is known', () => {
  assert.match(received(null, null), /^Waiting/);
  assert.match(received('offline', null), /^Waiting/);
  assert.equal(received('live', HEALTH), 'We receive your stream: 1280×720, 30 fps, a keyframe every 2 s.');
  assert.equal(received('live', { ...HEALTH, picture: { ...PICTURE, keyframe_seconds: null, frame_rate: null } }), 'We receive your stream: 1280×720.');
  assert.equal(received('live', { ...HEALTH, sound: null }), 'We receive your stream: 1280×720, 30 fps, a keyframe every 2 s, no sound.');
  assert.equal(received('live', null), 'We receive your stream.');
  assert.match(received('starting', null), /on its way\.$/);
  assert.match(received('reconnecting', HEALTH), /gone for a moment/);
});

test('every setting that changes while the server runs has a name and words of its own', () => {
  const source = readFileSync(new URL('../../src/config/live.rs', import.meta.url), 'utf8');
  const keys = [...(/LIVE_KEYS[^[]*\[[^[]*\[([^\]]+)\]/.exec(source)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, key]) => key);
  assert.ok(keys.length > 10, source.slice(0, 200));
  assert.deepEqual(Object.keys(CALLED), keys);
  assert.deepEqual(Object.keys(ABOUT), keys);
});

test('every event that the server records has a name', () => {
  const kindsIn = (/** @type {string} */ file) => {
    const source = readFileSync(new URL(`../../actors/src/model/${file}.rs`, import.meta.url), 'utf8');
    const body = /fn kind\(&self\) -> &'static str \{([^]*?)\n    \}\n/.exec(source)?.[1] ?? '';
    return [...body.matchAll(/"([a-z_]+)"/g)].map(([, kind]) => kind);
  };
  assert.deepEqual(Object.keys(EVENTS).sort(), [...kindsIn('audit'), ...kindsIn('site_event')].sort());
  assert.equal(eventName('add_streamer'), 'Streamer added');
  assert.equal(eventName('of_a_later_version'), 'of a later version');
});

test('the address of a page is told while its name is written', () => {
  assert.equal(addressOf('https://a.example', 'alice'), 'https://a.example/alice/');
  assert.equal(addressOf('https://a.example', ' Alice Paints! '), 'https://a.example/Alice%20Paints!/');
  assert.equal(addressOf('https://a.example', '  '), null);
});

test('the share of the processors is that between two answers of one server', () => {
  assert.equal(busy(SERVER, null), 5);
  assert.equal(busy({ ...SERVER, uptime: 102, processor_seconds: 12 }, SERVER), 50);
  assert.equal(busy({ ...SERVER, started: 2000, uptime: 10, processor_seconds: 2 }, SERVER), 10);
  assert.equal(busy({ ...SERVER, processor_seconds: null }, SERVER), null);
});

test('sizes are written in their unit', () => {
  assert.deepEqual([0, 512, 1536, 1024 ** 2 * 250, 1024 ** 3 * 2].map(bytes), ['0 B', '512 B', '1.5 KiB', '250 MiB', '2.0 GiB']);
});

test('what is wrong is said with what to do, and what is not known is left out', () => {
  assert.deepEqual(troubles(SERVER), []);
  assert.equal(troubles({ ...SERVER, database: 'takes no writes', hls_dir: 'missing', journal_dropped: 1, open_files: 1000 }).length, 4);
  assert.match(troubles({ ...SERVER, journal_dropped: 1 })[0] ?? '', /^1 step was/);
  const names = facts({ ...SERVER, memory: null, load: null, database_bytes: null }, null).map(([name]) => name);
  assert.deepEqual(names, ['Sockets', 'Open files', 'Database', 'Journal', 'HLS folder', 'Version']);
  assert.deepEqual(facts(SERVER, 5)[0], ['Processor', '5.0 % of 2 cores']);
});

test('streamers are found in any case, by name', () => {
  const all = [{ name: 'Zoë' }, { name: 'alice' }, { name: 'Bob' }];
  assert.deepEqual(found(all, ' O').map(({ name }) => name), ['Bob', 'Zoë']);
  assert.deepEqual(found(all, '').map(({ name }) => name), ['alice', 'Bob', 'Zoë']);
});

test('the log is asked for what a form says, and tells what is known of an entry', () => {
  const wanted = { streamer: '', type: '', since: '', until: '', site: false };
  assert.equal(queryOf(wanted, null), '/events?limit=50');
  assert.equal(queryOf({ ...wanted, streamer: ' Zoë ', type: 'add_token' }, 7), '/events?limit=50&streamer=Zo%C3%AB&type=add_token&before=7');
  assert.equal(queryOf({ ...wanted, streamer: 'alice', site: true }, null), '/events?limit=50&streamer=');
  const query = new URLSearchParams(queryOf({ ...wanted, since: '2026-01-31', until: '2026-01-31' }, null).split('?')[1]);
  assert.equal(Number(query.get('until')) - Number(query.get('since')), 86400);
  assert.equal(queryOf({ ...wanted, since: 'nonsense' }, null), '/events?limit=50');
  assert.equal(details({ user_name: 'bob', reason: '', until: null, n: 5, list: ['a'] }), 'user name: bob · n: 5 · list: ["a"]');
  assert.equal(details({ text: 'x'.repeat(300) }).length, 'text: '.length + 201);
});

test('a file is named, and refused where it cannot be an emote', () => {
  assert.equal(aliasOf('Party Parrot (1).gif'), 'PartyParrot1');
  assert.equal(unfit({ type: 'image/png', size: 1024 }), '');
  assert.match(unfit({ type: 'image/svg+xml', size: 1 }), /neither/);
  assert.match(unfit({ type: 'image/gif', size: 600 * 1024 }), /600 KiB; 512/);
});

test('a sanction is said with how long, why and what the person says', () => {
  /** @type {import('../../static/js/admin/people.js').Sanction} */
  const ban = { id: 'x', kind: 'ban', name: 'eve', time: 0, until: null, reason: 'spam', by_address: false, appeal: 'sorry', declined: false };
  assert.match(sanctionWords(ban, 100), /^banned, since .*, until lifted, not by address: spam\. Appeal: sorry$/);
  assert.match(sanctionWords({ ...ban, kind: 'mute', reason: '', by_address: true, appeal: null }, 100), /^muted, since .*, until lifted\.$/);
});
