// The chat in a window of its own. It watches nothing, so it does not count as a viewer.

import { Chat } from './chat/chat.js';
import { Connection } from './chat/connection.js';
import { find } from './dom.js';
import { keepAboveKeyboard } from './keyboard.js';
import { showWays } from './ways.js';

const { url = '/', name = '', socket = '', popover = '' } = find('#window').dataset;
const title = document.title;

// streaming programs show this page in a dock, in a browser that may be years old
if ('popover' in HTMLElement.prototype) start();
else void import(popover).then(start);

function start() {
  const connection = new Connection({ library: socket, streamer: name, watch: false, chat: true });
  const chat = new Chat({
    pane: find('#chat'),
    connection,
    streamer: name,
    url,
    onUnread: (unread) => (document.title = unread > 0 ? `(${unread}) ${title}` : title),
    onLocked: () => chat.lock(),
  });
  connection.on('stream', ({ chat: setting }) => {
    const before = document.documentElement.dataset.chat;
    document.documentElement.dataset.chat = setting;
    // a room that was closed no longer knows its readers
    if (before === 'disabled' && setting !== before) connection.read(true);
    if (setting === 'disabled') connection.read(false);
  });
  chat.look(!document.hidden);
  showWays(`${url}studio/`);
  keepAboveKeyboard();
}
