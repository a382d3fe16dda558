// The chooser in the bar: changes the theme in place, so that a picture that plays goes on. Without scripts the form
// does it by a reload.

import { find, openBelow } from './dom.js';
import { changeTheme } from './sheet.js';

const form = document.querySelector('#themes');
if (form instanceof HTMLFormElement) {
  openBelow(form, find('[popovertarget="themes"]'));
  form.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement)) return;
    // the language needs a reload, which the form does; a search stays
    form.next.value = location.pathname + location.search;
    if (!button.dataset.sheet) return;
    event.preventDefault();
    form.hidePopover();
    void changeTheme(button.value);
  });
}
