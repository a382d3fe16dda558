// The administration: what all its sections share, and the section that is shown.

import { openDesk } from './desk/desk.js';
import { find } from './dom.js';
import { tick } from './times.js';

/** Milliseconds between two questions about what is recorded. */
const ASK_MS = 3000;

const { section = '', admin: root = '' } = find('#section').dataset;
const desk = openDesk('/api/v1', root, 'administration');
/** The last event that was told. @type {number | null} */
let last = null;

/** Asks what was recorded since. The API has no stream of all events. */
async function ask() {
  if (document.hidden || desk.isOver()) return;
  try {
    const { events } = await desk.api.send(last === null ? '/events?limit=1' : `/events?limit=100&after=${last}`);
    if (last === null) desk.tell(null);
    else for (const event of events) desk.tell(event);
    last = events.at(-1)?.id ?? last ?? 0;
  } catch {
    // the site is away for a moment
  }
}

/** A section is loaded when it is shown. */
async function show() {
  if (section === 'streamers') (await import('./admin/streamers.js')).showStreamers(desk);
  else if (section === 'people') (await import('./admin/people.js')).showSitePeople(desk);
  else if (section === 'emotes') (await import('./admin/emotes.js')).showSiteEmotes(desk);
  else if (section === 'programs') (await import('./admin/programs.js')).showSitePrograms(desk);
  else if (section === 'settings') (await import('./admin/settings.js')).showSiteSettings(desk);
  else if (section === 'log') (await import('./admin/log.js')).showLog(desk);
  else if (section === 'backup') (await import('./admin/backup.js')).showBackups(desk);
  else if (section === 'start') (await import('./admin/start.js')).showStart(desk);
  else (await import('./admin/now.js')).showServer(desk);
}

tick();
find('.desk-link[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
void show();
void ask();
setInterval(() => void ask(), ASK_MS);
document.addEventListener('visibilitychange', () => void ask());
