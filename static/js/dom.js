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
 * Has a list show these values, and touches only what differs.
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} values
 * @param {() => HTMLElement} make a line
 * @param {(line: HTMLElement, value: T) => void} fill
 */
export function setAll(list, values, make, fill) {
  while (list.children.length > values.length) list.lastElementChild?.remove();
  while (list.children.length < values.length) list.append(make());
  values.forEach((value, index) => fill(/** @type {HTMLElement} */ (list.children[index]), value));
}

/**
 * An address, if it is one. (`URL.canParse` is younger than the browsers in streaming programs.)
 * @param {string} text
 * @param {string} [base]
 */
export function urlOf(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** The key code of every key that an input method has taken. */
const TAKEN = 229;

/**
 * Whether a key belongs to an input method. Safari ends the composition before it reports the Enter that confirmed it, so
 * that only the key code still tells.
 * @param {Pick<KeyboardEvent, 'isComposing' | 'keyCode'>} event
 */
export function isOfInputMethod({ isComposing, keyCode }) {
  return isComposing || keyCode === TAKEN;
}

/**
 * Whether somebody is about to type a line break: some on-screen keyboards report no key for Enter, only this. What is
 * pasted or dropped does not count.
 * @param {Pick<InputEvent, 'inputType' | 'data'>} event a `beforeinput`
 */
export function isLineBreak({ inputType, data }) {
  return inputType === 'insertLineBreak' || inputType === 'insertParagraph' || (inputType === 'insertText' && /^(?:\r\n?|\n)$/.test(data ?? ''));
}

/**
 * Whether a key is an Escape that nothing has taken: no input method, and nothing that lies open as a popover, which closes
 * by it and spares what is below.
 * @param {KeyboardEvent} event
 */
export function isEscape(event) {
  return event.key === 'Escape' && !event.defaultPrevented && !isOfInputMethod(event) && !document.querySelector(':popover-open');
}

/**
 * Has a menu open below its button, at their right edges, wherever the button stands. From right to left the sheet says where.
 * @param {HTMLElement} menu a popover
 * @param {HTMLElement} opener
 */
export function openBelow(menu, opener) {
  if (document.dir) return;
  menu.addEventListener('beforetoggle', () => {
    const { bottom, right } = opener.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    Object.assign(menu.style, { inset: `${bottom + 4}px ${clientWidth - right}px auto auto`, maxHeight: `${clientHeight - bottom - 12}px` });
  });
}
