// How the server is, in words for its administrators. Pure.

import { counted } from '../words.js';

/**
 * @typedef {object} Server as `show-server` has it; null is what is not known
 * @property {string} version
 * @property {number} started unix seconds
 * @property {number} uptime
 * @property {boolean} ready
 * @property {string} database
 * @property {string} database_version
 * @property {number | null} database_bytes
 * @property {string} hls_dir
 * @property {number} journal_waiting
 * @property {number} journal_written
 * @property {number} journal_dropped
 * @property {number} streamers
 * @property {number} live
 * @property {number} viewers
 * @property {number} sockets
 * @property {number | null} memory
 * @property {number | null} processor_seconds
 * @property {number} processors
 * @property {number | null} load
 * @property {number | null} open_files
 * @property {number | null} open_files_most
 */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `512 B`, `12.3 MiB` @param {number} count */
export function bytes(count) {
  let unit = 0;
  let value = count;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/**
 * Share of the processors that the server used between two answers, in percent; since its start, if there is one answer.
 * @param {Server} now
 * @param {Server | null} before
 */
export function busy(now, before) {
  if (now.processor_seconds === null) return null;
  // after a restart, the older answer is another server's
  const same = before !== null && before.started === now.started && before.processor_seconds !== null && before.uptime < now.uptime;
  const used = now.processor_seconds - (same ? before.processor_seconds ?? 0 : 0);
  const passed = now.uptime - (same ? before.uptime : 0);
  return Math.min(100, Math.max(0, (100 * used) / (Math.max(1, passed) * now.processors)));
}

/**
 * What is wrong with the server, and what to do.
 * @param {Server} server
 */
export function troubles({ database, hls_dir: folder, journal_waiting: waiting, journal_dropped: dropped, open_files: files, open_files_most: most }) {
  const found = [];
  if (database !== 'ok') found.push(`The database ${database}. Video and chat go on; look into the server's log and at the disk.`);
  if (folder === 'missing' || folder === 'unreadable') found.push(`The HLS folder is ${folder}. Make it, and let the server read it.`);
  if (dropped > 0) found.push(`${counted(dropped)} ${dropped === 1 ? 'step was' : 'steps were'} not recorded since the start, because the database was too slow.`);
  else if (waiting > 1000) found.push(`${counted(waiting)} steps wait for the database, which is slow.`);
  if (files !== null && most !== null && files > most * 0.8) found.push(`${counted(files)} of ${counted(most)} files and sockets are open. Raise the limit (LimitNOFILE).`);
  return found;
}

/**
 * What is known, by name.
 * @param {Server} server
 * @param {number | null} share of the processors that is used, in percent
 * @returns {[string, string][]}
 */
export function facts(server, share) {
  const { version, database, database_version: keeper, database_bytes: size, hls_dir: folder, journal_waiting: waiting, journal_written: written, sockets, memory, processors, load, open_files: files, open_files_most: most } = server;
  /** @type {[string, string | null][]} */
  const all = [
    ['Processor', share === null ? null : `${share < 10 ? share.toFixed(1) : Math.round(share)} % of ${processors === 1 ? 'one core' : `${counted(processors)} cores`}`],
    ['Load of the machine', load === null ? null : load.toFixed(2)],
    ['Memory', memory === null ? null : bytes(memory)],
    ['Sockets', counted(sockets)],
    ['Open files', files === null ? null : most === null ? counted(files) : `${counted(files)} of ${counted(most)}`],
    ['Database', [keeper, size === null ? null : bytes(size), database].filter(Boolean).join(', ')],
    ['Journal', `${counted(waiting)} waiting, ${counted(written)} written`],
    ['HLS folder', folder],
    ['Version', version],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}
