// The on-screen keyboard. Some lie over the page: then the page takes the height that is left, so that the composer stands
// above them. Others make the page itself lower. Either way the style sheets hear of it, to spare what can be spared.

import { root } from './layout.js';

/** Less is a bar of the browser that comes and goes. */
const LEAST = 120;

export function keepAboveKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  let width = 0;
  let tallest = 0;
  const fit = () => {
    if (window.innerWidth !== width) tallest = 0;
    width = window.innerWidth;
    tallest = Math.max(tallest, window.innerHeight);
    const writing = document.activeElement?.matches('input, textarea') ?? false;
    const open = writing && tallest - view.height > LEAST && view.scale === 1;
    if (open) root.style.setProperty('--view', `${view.height}px`);
    else root.style.removeProperty('--view');
    root.toggleAttribute('data-keyboard', open);
    // the browser scrolls the field into sight; the layout has done that already
    if (open) window.scrollTo(0, 0);
  };
  view.addEventListener('resize', fit);
  view.addEventListener('scroll', fit);
  fit();
}
