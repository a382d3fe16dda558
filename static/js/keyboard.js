// The on-screen keyboard. Where it lies over the page instead of making room, the page takes the height that is left, so
// that the composer stands above it.

import { root } from './layout.js';

/** Less is a bar of the browser that comes and goes. */
const LEAST = 120;

export function keepAboveKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    const open = window.innerHeight - view.height > LEAST && view.scale === 1;
    if (open) root.style.setProperty('--view', `${view.height}px`);
    else root.style.removeProperty('--view');
    root.toggleAttribute('data-keyboard', open);
    // the browser scrolls the field into sight; the layout has done that already
    if (open) window.scrollTo(0, 0);
  };
  view.addEventListener('resize', fit);
  view.addEventListener('scroll', fit);
}
