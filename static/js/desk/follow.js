// Recorded events as they happen: the event stream of the API, read by `fetch`, which can send the header that it needs and
// tells why it ends.

import { pause } from '../pace.js';

/**
 * @typedef {object} Recorded
 * @property {number} id
 * @property {number} time
 * @property {string} type
 * @property {Record<string, unknown>} data
 */

/** Milliseconds without a byte after which a connection is taken for dead; the server sends something every 15 seconds. */
const SILENCE_MS = 40_000;
/** Longest pause before another attempt, in milliseconds. */
const MOST_MS = 10_000;

/**
 * The fields of the events in a text of Server-Sent Events, and what is left of it. Pure.
 * @param {string} text
 * @returns {{ events: Recorded[], rest: string }}
 */
export function parsed(text) {
  const parts = text.split('\n\n');
  const rest = parts.pop() ?? '';
  const events = parts.flatMap((part) => {
    const data = part.split('\n').find((line) => line.startsWith('data: '));
    return data === undefined ? [] : [JSON.parse(data.slice('data: '.length))];
  });
  return { events, rest };
}

/**
 * Follows the events of a stream for as long as the page is there.
 * @param {import('./api.js').Api} api
 * @param {(event: Recorded | null) => void} hear `null` after a connection began: something may have been missed
 */
export async function follow(api, hear) {
  let last = '';
  for (let failures = 0; ; failures++) {
    const question = new AbortController();
    let silence = setTimeout(() => question.abort(), SILENCE_MS);
    try {
      /** @type {Record<string, string>} */
      const headers = { 'X-Desk': '1', ...(last === '' ? {} : { 'Last-Event-ID': last }) };
      const response = await fetch(`${api.base}/events/stream`, { headers, cache: 'no-store', signal: question.signal });
      if (response.status === 401 || response.status === 403) return api.onSignedOut();
      if (response.ok && response.body) {
        failures = 0;
        hear(null);
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = '';
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          clearTimeout(silence);
          silence = setTimeout(() => question.abort(), SILENCE_MS);
          const { events, rest } = parsed(text + read.value);
          text = rest;
          for (const event of events) {
            last = String(event.id);
            hear(event);
          }
        }
      }
    } catch {
      // the site is away for a moment
    }
    clearTimeout(silence);
    await new Promise((done) => setTimeout(done, pause(failures, { usual: 1000, most: MOST_MS })));
  }
}
