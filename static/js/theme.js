// Changes the theme in place, so that a picture that plays goes on. Without scripts the form does it by a reload.

import { find } from './dom.js';

const form = document.querySelector('#themes');
if (form instanceof HTMLFormElement) {
  form.addEventListener('submit', (event) => {
    if (!(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    void choose(form, event.submitter);
  });
}

/**
 * The new sheet is shown once it is here, and the choice is kept by the server's cookie.
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
async function choose(form, button) {
  const body = new URLSearchParams({ theme: button.value, next: '/' });
  const kept = fetch(form.action, { method: 'POST', body, redirect: 'manual' });
  await showSheet(button.dataset.sheet ?? '');
  document.documentElement.dataset.theme = button.value;
  for (const other of form.querySelectorAll('button')) other.removeAttribute('aria-current');
  button.setAttribute('aria-current', 'true');
  form.hidePopover();
  await kept;
}

/** @param {string} href */
async function showSheet(href) {
  const old = find('#theme');
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = href;
  await new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    old.after(sheet);
  });
  old.remove();
  sheet.id = 'theme';
}
