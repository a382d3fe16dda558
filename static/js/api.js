// The page of the API. The library's element hides where the keyboard's focus is, and opens sections by mouse alone; both
// are mended in its shadow tree.

import { find } from './dom.js';

/** What opens and closes a section. */
const HEADS = '.endpoint-head, .section-tag-header';

const explorer = find('openapi-explorer');

/** @param {ShadowRoot} tree */
function showFocus(tree) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':focus-visible { outline: 2px solid var(--focus) !important; outline-offset: -2px; }');
  tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet];
}

/** @param {ShadowRoot} tree */
function openByKeyboard(tree) {
  for (const head of tree.querySelectorAll(HEADS)) {
    head.setAttribute('tabindex', '0');
    head.setAttribute('role', 'button');
  }
}

/** @param {Event} event */
function press(event) {
  if (!(event instanceof KeyboardEvent) || !['Enter', ' '].includes(event.key)) return;
  if (!(event.target instanceof HTMLElement) || !event.target.matches(HEADS)) return;
  event.preventDefault();
  event.target.click();
}

void customElements.whenDefined('openapi-explorer').then(() => {
  const tree = explorer.shadowRoot;
  if (!tree) return;
  showFocus(tree);
  tree.addEventListener('keydown', press);
  new MutationObserver(() => openByKeyboard(tree)).observe(tree, { childList: true, subtree: true });
  openByKeyboard(tree);
});
