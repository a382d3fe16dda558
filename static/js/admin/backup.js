// Backups of the database: those that there are, and another.

import { part } from '../desk/parts.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { ago, dayAndTime } from '../words.js';
import { serverTime } from '../clock.js';
import { bytes } from './state-words.js';

/** @typedef {{ backups: { name: string, time: number, bytes: number }[], folder: string | null, most: number }} Backups as `list-backups` has it */

/** @param {import('../desk/desk.js').Desk} desk */
export function showBackups(desk) {
  const { api, body, report, say } = desk;
  const go = made('button', 'button', t('backup-now'));
  go.type = 'button';
  const about = made('p', 'desk-hint');
  const list = made('ul', 'desk-rows');
  const read = async () => {
    const { backups, folder, most } = /** @type {Backups} */ (await api.send('/backups'));
    go.hidden = folder === null;
    setText(about, folder === null ? t('backup-no-file') : t('backup-where', { folder, most }));
    list.replaceChildren(
      ...backups.map(({ name, time, bytes: size }) => {
        const when = `${ago(serverTime() - time)}, ${dayAndTime(time)}, ${bytes(size)}`;
        return made('li', 'desk-item', made('div', 'desk-grow', made('b', '', name), made('span', 'desk-about', when)));
      }),
    );
    if (backups.length === 0 && folder !== null) list.append(made('li', 'desk-hint', t('backup-none')));
  };
  const backUp = async () => {
    go.disabled = true;
    setText(go, t('backup-running'));
    try {
      const { name } = await api.send('/backups', { method: 'POST', body: {} });
      say(t('backup-made', { name }));
    } finally {
      go.disabled = false;
      setText(go, t('backup-now'));
    }
    await read();
    go.focus();
  };
  go.addEventListener('click', () => report(backUp()));
  body.append(part(t('backup-title'), about, made('div', 'desk-row', go), list));
  report(read());
}
