// How the server is, in words for its administrators. Pure.

import { t } from '../text.js';
import { counted, tenths } from '../words.js';

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
  return `${unit === 0 || value >= 100 ? Math.round(value) : tenths(value)} ${UNITS[unit]}`;
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

/** @param {string} state as the API has it */
const databaseState = (state) => t('server-database-state', { state: state.replaceAll(' ', '-') });

/** @param {string} state as the API has it */
function folderState(state) {
  if (state === 'missing') return t('server-folder-missing');
  return state === 'unreadable' ? t('server-folder-unreadable') : state;
}

/**
 * What is wrong with the server, and what to do.
 * @param {Server} server
 */
export function troubles({ database, hls_dir: folder, journal_waiting: waiting, journal_dropped: dropped, open_files: files, open_files_most: most }) {
  const found = [];
  if (database !== 'ok') found.push(t('server-database-bad', { state: databaseState(database) }));
  if (folder === 'missing' || folder === 'unreadable') found.push(t('server-folder-bad', { state: folderState(folder) }));
  if (dropped > 0) found.push(t('server-dropped', { count: dropped }));
  else if (waiting > 1000) found.push(t('server-waiting', { count: counted(waiting) }));
  if (files !== null && most !== null && files > most * 0.8) found.push(t('server-files-bad', { count: counted(files), most: counted(most) }));
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
    [t('server-processor'), share === null ? null : t('server-share', { share: share < 10 ? tenths(share) : Math.round(share), cores: processors })],
    [t('server-load'), load === null ? null : load.toLocaleString(t('language-tag'), { minimumFractionDigits: 2, maximumFractionDigits: 2 })],
    [t('server-memory'), memory === null ? null : bytes(memory)],
    [t('server-sockets'), counted(sockets)],
    [t('server-files'), files === null ? null : most === null ? counted(files) : t('health-dropped-of', { count: counted(files), all: counted(most) })],
    [t('server-database'), [keeper, size === null ? null : bytes(size), databaseState(database)].filter(Boolean).join(', ')],
    [t('server-journal'), t('server-journal-state', { waiting: counted(waiting), written: counted(written) })],
    [t('server-folder'), folderState(folder)],
    [t('server-version'), version],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}
