// Shows another theme without a reload, and has the server remember it.

import { find } from './dom.js';

/** Told when another theme is shown. */
export const themes = new EventTarget();

/** The theme whose sheet is on its way; a later choice goes before an earlier one. */
let wanted = '';

/**
 * @param {string} name one that the site offers; others are passed over
 * @param {{ keep?: boolean }} [options] whether the server's cookie is to keep it
 */
export async function changeTheme(name, { keep = true } = {}) {
  const href = [...document.querySelectorAll('[data-sheet]')].find((offer) => offer.getAttribute('value') === name)?.getAttribute('data-sheet');
  if (!href || name === document.documentElement.dataset.theme) return;
  wanted = name;
  const body = new URLSearchParams({ theme: name, next: '/' });
  const kept = keep ? fetch('/theme', { method: 'POST', body, redirect: 'manual' }) : null;
  await showSheet(href, name);
  await kept?.catch(() => {});
}

/** The browser's own bar has the colour of ours. */
function colourBrowserBar() {
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim();
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute('content', colour);
}

/**
 * The new sheet replaces the old one once it is here, so that the page is never without.
 * @param {string} href
 * @param {string} name
 */
async function showSheet(href, name) {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = href;
  await new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    find('#theme').after(sheet);
  });
  if (wanted !== name) {
    sheet.remove();
    return;
  }
  find('#theme').remove();
  sheet.id = 'theme';
  document.documentElement.dataset.theme = name;
  colourBrowserBar();
  for (const offer of document.querySelectorAll('button[data-sheet]')) {
    if (offer.getAttribute('value') === name) offer.setAttribute('aria-current', 'true');
    else offer.removeAttribute('aria-current');
  }
  themes.dispatchEvent(new Event('change'));
}
