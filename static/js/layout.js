// How the viewer left the stream page: panel folded or not, how wide, theatre mode. Runs before the first paint, so that
// nothing moves after it; that is why it is small and marked as blocking in the template. What it sets lies on the root
// element, the only one that exists by then.

import { recall } from './prefs.js';

const NARROWEST = 280;
const WIDEST = 480;

/** Carries `data-panel`, `data-theatre` and `--panel-width`, which the style sheet reads. */
export const root = document.documentElement;

/** Where the panel is a drawer over the picture; the same words as in stream.css. */
export const drawer = matchMedia('(max-height: 500px) and (orientation: landscape)');

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

const panel = recall('panel');
// a stream without chat has no panel, whatever another stream's page remembered
if (root.dataset.panel !== 'none') {
  if (panel !== null) root.dataset.panel = panel;
  if (drawer.matches) root.dataset.panel = 'folded';
}
const width = Number(recall('panel-width'));
if (width > 0) setPanelWidth(width);
root.toggleAttribute('data-theatre', recall('theatre') === 'yes');
