// What streamers tell about themselves: a text, which the server shows as the page will, and their pages elsewhere.

import { made, setText } from '../dom.js';
import { DocumentForm } from '../desk/form.js';
import { button } from '../desk/parts.js';

/** @typedef {import('../studio.js').Studio} Studio */

/** @type {import('../desk/form.js').Field[]} */
const FIELDS = [
  { name: 'about', label: 'Text', kind: 'lines', rows: 8, hint: 'Under the picture, in Markdown: # Heading, *emphasis*, - list, [words](https://example.com). Up to 5000 characters.' },
  { name: 'links', label: 'Your pages elsewhere', kind: 'rows', hint: 'Up to 10 addresses that begin with https://, each on a line of its own.' },
];

/** @param {Studio} studio */
export function profileForm({ api, report, say }) {
  const form = new DocumentForm({ api, path: '/settings', fields: FIELDS, what: 'Profile', report, say });
  const text = /** @type {HTMLTextAreaElement} */ (form.element.elements.namedItem('about'));
  const shown = made('div', 'prose studio-preview');
  shown.hidden = true;
  shown.setAttribute('role', 'region');
  shown.setAttribute('aria-label', 'Preview of the text');
  const preview = async () => {
    const { html } = await api.send('/about/preview', { method: 'POST', body: { text: text.value } });
    const page = new DOMParser().parseFromString(html, 'text/html');
    if (html === '') setText(shown, 'Nothing is written yet.');
    else shown.replaceChildren(...Array.from(page.body.childNodes, (node) => document.importNode(node, true)));
    shown.hidden = false;
    say('The preview is below the text.');
  };
  const show = button('Preview', () => report(preview()));
  text.parentElement?.append(made('div', 'desk-row', show), shown);
  return form;
}
