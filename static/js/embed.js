// The player alone, in a frame of another site. It begins silently, as visitors of that site expect.

import { Connection } from './chat/connection.js';
import { find, setText } from './dom.js';
import { News } from './news.js';
import { Stage } from './stage.js';
import { setMoment, tick } from './times.js';
import { counted } from './words.js';

const page = find('#stream');
const { url = '/', name = '', socket = '' } = page.dataset;

const stage = new Stage({ page, theatre() {}, silently: true, onPhase() {}, onRetry: () => news.ask() });
const connection = new Connection({ library: socket, streamer: name, watch: true, chat: false });
const news = new News({ connection, url, stage, onInfo, onLocked: () => stage.lock() });
tick();
stage.begin();

/** @param {import('./phase.js').Info} info */
function onInfo(info) {
  setText(find('#count [data-count]'), counted(info.count));
  find('#count').hidden = stage.phase !== 'live';
  const time = /** @type {HTMLTimeElement} */ (find('time[data-of="last_live"]'));
  if (info.last_live !== undefined) setMoment(time, info.last_live);
  find('[data-needs="last_live"]').hidden = !info.last_live;
}
