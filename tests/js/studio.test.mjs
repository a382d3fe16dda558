// What the studio decides without a page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { called } from '../../static/js/desk/browsers.js';
import { isSame, items, written } from '../../static/js/desk/form.js';
import { parsed } from '../../static/js/desk/follow.js';
import { average, moments } from '../../static/js/studio/broadcasts.js';
import { axisTimes, spanOf } from '../../static/js/studio/chart.js';
import { csv } from '../../static/js/studio/csv.js';
import { standing } from '../../static/js/studio/members.js';
import { details, fieldOf, long } from '../../static/js/studio/schedule.js';
import { requestOf, ROUTES } from '../../static/js/studio/operations.js';
import { webhookState } from '../../static/js/desk/programs.js';
import { timeOfDay } from '../../static/js/words.js';

test('events are read from pieces of a stream', () => {
  const event = (/** @type {number} */ id) => `id: ${id}\nevent: join_chat\ndata: {"id":${id},"type":"join_chat"}\n\n`;
  const text = `retry: 2000\n\n${event(1)}:\n\n${event(2)}`;
  const seen = [];
  let rest = '';
  for (const letter of text) {
    const read = parsed(rest + letter);
    seen.push(...read.events);
    rest = read.rest;
  }
  assert.deepEqual(seen.map(({ id }) => id), [1, 2]);
  assert.equal(rest, '');
  assert.deepEqual(parsed(event(3).slice(0, -1)).events, []);
});

test('a browser is called by its name and system', () => {
  assert.equal(called('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), 'Firefox on Linux');
  assert.equal(called('curl/8.0'), 'curl/8.0');
  assert.equal(called(''), 'A program');
});

test('the routes of operations are those of the API', () => {
  const documented = new Map([...readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8').matchAll(/^\| `([\w-]+)` \| `(\w+) \/streams\/\{streamer\}([^`]*)`/gm)].map(([, id, method, path]) => [id, `${method} ${path}`]));
  for (const [id, route] of Object.entries(ROUTES)) assert.equal(route, documented.get(id), id);
});

test('parameters go into the path, the query or the body', () => {
  assert.deepEqual(requestOf('unmute', { user: 'a/b ü' }), { path: '/mutes/a%2Fb%20%C3%BC', method: 'DELETE' });
  assert.deepEqual(requestOf('list-acts', { person: 'bob & co', limit: 5 }), { path: '/acts?person=bob+%26+co&limit=5', method: 'GET' });
  assert.deepEqual(requestOf('settle-report', { id: 3, delete: true }), { path: '/reports/3', method: 'POST', body: { delete: true } });
  assert.deepEqual(requestOf('list-held'), { path: '/held', method: 'GET' });
});

test('the table of a broadcast has each interval once, with what is known of it', () => {
  const viewers = { started: 0, ended: 180, interval: 60, points: [{ time: 0, mean: 1.5, peak: 2 }, { time: 120, mean: 1, peak: 1 }] };
  const chat = { points: [{ time: 60, messages: 1, joins: 2, leaves: 3 }, { time: 120, messages: 4, joins: 0, leaves: 0 }] };
  assert.deepEqual(moments(viewers, chat), [
    { time: 0, mean: 1.5, peak: 2, messages: 0, joins: 0, leaves: 0 },
    { time: 60, mean: null, peak: null, messages: 1, joins: 2, leaves: 3 },
    { time: 120, mean: 1, peak: 1, messages: 4, joins: 0, leaves: 0 },
  ]);
  assert.equal(average(1234.56), '1,234.6');
});

test('lists are written in a line or on lines of their own, and read from there', () => {
  for (const [kind, text, list] of /** @type {const} */ ([
    ['words', 'art, live-coding', ['art', 'live-coding']],
    ['rows', 'https://a.example/?b,c\nhttps://d.example', ['https://a.example/?b,c', 'https://d.example']],
    ['words', '', []],
  ])) {
    assert.equal(written(kind, [...list]), text);
    assert.deepEqual(items(kind, text), list);
  }
  assert.deepEqual(items('words', ' ,art,, Live coding ,'), ['art', 'Live coding']);
  assert.deepEqual(items('rows', '\n a \n\nb\n'), ['a', 'b']);
  assert.equal(written('text', null), '');
  assert.ok(isSame([], null) && isSame(null, '') && isSame(['a'], ['a']));
  assert.ok(!isSame(['a', 'b'], ['b', 'a']) && !isSame(['a'], []) && !isSame(0, 1));
});

test('a plan is told in words, and a refusal stands at its field', () => {
  const plan = { id: 'a', title: null, start: '2026-12-04T20:00', time_zone: 'Europe/Berlin', minutes: 150, weekly: true, skipped: ['2026-12-11'], next: 5 };
  assert.equal(details(plan), 'every week · 2 h 30 min · 20:00 from 2026-12-04 in Europe/Berlin · not on 2026-12-11');
  assert.equal(details({ ...plan, weekly: false, skipped: [], next: null, minutes: 45 }), 'over · 45 min · 2026-12-04 20:00 in Europe/Berlin');
  assert.equal(long(120), '2 h');
  assert.equal(fieldOf('The time zone is not known.'), 'time_zone');
  assert.equal(fieldOf('The start is in the past.'), 'start');
  assert.equal(fieldOf('There are 20 planned broadcasts already. Remove one first.'), null);
});

test('CSV quotes what has to be quoted, and starts no formula', () => {
  assert.equal(csv(['a', 'b'], [['x,"y"', null], ['=1+1', -3.5]]), 'a,b\r\n"x,""y""",\r\n\'=1+1,-3.5\r\n');
});

test('the times below a chart are written as everywhere, and name each day where it begins', () => {
  const at = (/** @type {number} */ day, /** @type {number} */ hour) => new Date(2025, 2, day, hour).getTime() / 1000;
  const times = [at(4, 22), at(4, 23), at(5, 0), at(5, 1)];
  const shown = axisTimes(times).map((time) => time.split('\n'));
  assert.deepEqual(shown.map(([time]) => time), times.map(timeOfDay));
  const days = shown.map(([, day]) => day);
  assert.match(days[0] ?? '', /Mar/);
  assert.deepEqual(days.map((day) => day !== undefined), [true, false, true, false]);
});

test('people and webhooks are described in words', () => {
  assert.equal(standing({ name: 'a', type: 'moderator', badges: ['site_moderator'], muted: true }), 'site moderator, muted');
  assert.equal(standing({ name: 'a', type: 'normal', muted: false }), '');
  const webhook = { id: 1, url: '', format: 'events', events: [], enabled: true, disabled_because: null, retry: null, last_delivery: null };
  assert.equal(webhookState(webhook, 100), 'on, nothing sent yet');
  assert.equal(webhookState({ ...webhook, enabled: false, disabled_because: 'too many failures' }, 100), 'off: too many failures');
  const last_delivery = { id: 1, event: 1, type: 'ping', time: 40, attempt: 1, outcome: 'given_up', status: 500, reason: null, duration: 3, answer: null };
  assert.equal(webhookState({ ...webhook, last_delivery }, 100), 'on, last given up (500) 1 minute ago');
});

test('a chart ends with its broadcast, and shows a minute at least', () => {
  assert.deepEqual(spanOf([{ time: 600 }, { time: 660 }, { time: 4200 }]), [600, 4200]);
  assert.deepEqual(spanOf([{ time: 600 }]), [600, 660]);
});
