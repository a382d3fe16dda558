// The theme chooser in the bar: changes the theme in place, so that a picture that plays goes on. Without scripts the form
// does it by a reload.

import { find, openBelow } from './dom.js';
import { changeTheme } from './sheet.js';

const form = document.querySelector('#themes');
if (form instanceof HTMLFormElement) {
  openBelow(form, find('[popovertarget="themes"]'));
  form.addEventListener('submit', (event) => {
    if (!(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    form.hidePopover();
    void changeTheme(event.submitter.value);
  });
}
