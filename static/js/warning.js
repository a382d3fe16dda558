// The content warning of a stream, which stands before the picture until the viewer wants to see it. Loaded for streams that
// have one.

import { find, made, setText } from './dom.js';
import { recall, remember } from './prefs.js';
import { t } from './text.js';

/**
 * Asks the viewer, unless this browser remembers that they agreed to the same warning before. Never resolves if the warning is
 * replaced meanwhile.
 * @param {HTMLElement} stage
 * @param {string} name of the streamer
 * @param {string} warning
 * @returns {Promise<void>}
 */
export function agreed(stage, name, warning) {
  forgetQuestion(stage);
  const memory = `warned ${name}`;
  if (recall(memory) === warning) return Promise.resolve();
  const text = made('p', '', warning);
  text.dir = 'auto';
  const watch = made('button', 'button', t('password-watch'));
  const cover = made('div', 'cover cover-shut', made('p', 'cover-title', t('site-content-warning')), text, watch);
  cover.dataset.cover = 'warning';
  stage.append(cover);
  find('media-controller', stage).inert = true;
  setText(find('#announce'), t('site-content-warning-of', { warning }));
  return new Promise((resolve) => {
    watch.addEventListener('click', () => {
      remember(memory, warning);
      forgetQuestion(stage);
      resolve();
    });
  });
}

/** @param {HTMLElement} stage */
export function forgetQuestion(stage) {
  find('media-controller', stage).inert = false;
  stage.querySelector('[data-cover="warning"]')?.remove();
}
