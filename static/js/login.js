// The page of a link that signs a browser in. The secret stands behind the `#`, which no server and no other site sees.

import { find } from './dom.js';
import { t } from './text.js';

const secret = location.hash.slice(1);
const form = document.querySelector('#login');
if (form instanceof HTMLFormElement) {
  const field = /** @type {HTMLInputElement} */ (find('input[name="secret"]', form));
  field.value = secret;
  form.hidden = secret === '';
  if (secret === '') find('#words').textContent = t('login-not-whole');
  // it stays neither in the address nor in the history
  else {
    history.replaceState(null, '', location.pathname);
    find('button', form).focus();
  }
}
