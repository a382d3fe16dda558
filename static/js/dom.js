/**
 * The element that the template is known to have; a template that lost it fails at once and by name.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {T}
 */
export function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`no ${selector} on this page`);
  return /** @type {T} */ (element);
}

/**
 * Sets text only where it differs, so that assistive technology hears of changes alone.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A new element with a class and what is in it.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function made(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/**
 * Whether a key is an Escape that nothing has taken. What lies open as a popover closes by it, and nothing below does.
 * @param {KeyboardEvent} event
 */
export function isEscape(event) {
  return event.key === 'Escape' && !event.defaultPrevented && !document.querySelector(':popover-open');
}

/**
 * Has a menu open below its button, at their right edges, wherever the button stands.
 * @param {HTMLElement} menu a popover
 * @param {HTMLElement} opener
 */
export function openBelow(menu, opener) {
  menu.addEventListener('beforetoggle', () => {
    const { bottom, right } = opener.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    Object.assign(menu.style, { inset: `${bottom + 4}px ${clientWidth - right}px auto auto`, maxHeight: `${clientHeight - bottom - 12}px` });
  });
}
