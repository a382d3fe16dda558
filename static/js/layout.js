// How the viewer left the stream page: chat folded or not, how wide, theatre mode. Runs before the first paint, so that
// nothing moves after it; that is why it is small and marked as blocking in the template. What it sets lies on the root
// element, the only one that exists by then.

import { recall } from './prefs.js';

const NARROWEST = 280;
const WIDEST = 480;

/** Carries `data-panel`, `data-theatre` and `--panel-width`, which the style sheet reads. */
export const root = document.documentElement;

/** Where the panel is a drawer over the picture; the same words as in stream.css. A narrower window is no phone on its side
 * but one whose keyboard is open. */
export const drawer = matchMedia('(min-width: 500px) and (max-height: 500px) and (orientation: landscape)');

/**
 * The name under which it is remembered whether the chat is open. Where the streamer hides it, having opened another
 * stream's chat says nothing.
 * @param {string} setting of the streamer: enabled, hidden or disabled
 */
export function panelMemory(setting) {
  return setting === 'hidden' ? `panel ${location.pathname}` : 'panel';
}

/**
 * Opens or folds the panel as the streamer's setting and the viewer's memory want it.
 * @param {string} setting
 */
export function layPanel(setting) {
  root.dataset.chat = setting;
  if (setting === 'disabled') root.dataset.panel = 'none';
  else if (drawer.matches) root.dataset.panel = 'folded';
  else root.dataset.panel = recall(panelMemory(setting)) ?? (setting === 'hidden' ? 'folded' : 'open');
}

/** How much larger everything is in a very large window; the widths here are those before that. */
export function scale() {
  return Number(getComputedStyle(root).getPropertyValue('--scale')) || 1;
}

/**
 * Sets the panel's width, as near as the layout allows.
 * @param {number} width
 * @returns {number} what it is now
 */
export function setPanelWidth(width) {
  const allowed = Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
  root.style.setProperty('--panel-width', `${allowed}px`);
  return allowed;
}

layPanel(root.dataset.chat ?? 'enabled');
const width = Number(recall('panel-width'));
if (width > 0) setPanelWidth(width);
root.toggleAttribute('data-theatre', recall('theatre') === 'yes');
