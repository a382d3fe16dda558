// What streamers tell about themselves: a text, which the server shows as the page will, and their pages elsewhere.

import { made, setText } from '../dom.js';
import { DocumentForm } from '../desk/form.js';
import { button } from '../desk/parts.js';
import { t } from '../text.js';

/** @typedef {import('../studio.js').Studio} Studio */

/** @type {import('../desk/form.js').Field[]} */
const FIELDS = [
  { name: 'about', label: t('profile-text'), kind: 'lines', rows: 8, hint: t('profile-text-hint') },
  { name: 'links', label: t('profile-pages'), kind: 'rows', hint: t('profile-pages-hint') },
];

/** @param {Studio} studio */
export function profileForm({ api, report, say }) {
  const form = new DocumentForm({ api, path: '/settings', fields: FIELDS, what: 'profile', report, say });
  const text = /** @type {HTMLTextAreaElement} */ (form.element.elements.namedItem('about'));
  const shown = made('div', 'prose studio-preview');
  shown.hidden = true;
  shown.setAttribute('role', 'region');
  shown.setAttribute('aria-label', t('profile-preview-of'));
  const preview = async () => {
    const { html } = await api.send('/about/preview', { method: 'POST', body: { text: text.value } });
    const page = new DOMParser().parseFromString(html, 'text/html');
    if (html === '') setText(shown, t('profile-nothing'));
    else shown.replaceChildren(...Array.from(page.body.childNodes, (node) => document.importNode(node, true)));
    shown.hidden = false;
    say(t('profile-below'));
  };
  const show = button(t('profile-preview'), () => report(preview()));
  text.parentElement?.append(made('div', 'desk-row', show), shown);
  return form;
}
