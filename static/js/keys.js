// Keys for the player, wherever on the page the focus is, as long as nothing else wants them.

/** @typedef {HTMLElement & { keyboardShortcutHandler(event: KeyboardEvent): void }} Controller */

/** Keys that the controls know; with the focus elsewhere, up and down still scroll the page. */
const CONTROLS = [' ', 'k', 'm', 'f', 'p', 'c', 'j', 'l', 'ArrowLeft', 'ArrowRight'];

/**
 * Whether a key pressed on this element belongs to the element itself.
 * @param {EventTarget | null} target
 */
function isTaken(target) {
  return target instanceof HTMLElement && (target !== document.body || target.isContentEditable);
}

/**
 * @param {Controller} controller media-chrome's, which handles keys itself while the focus is inside it
 * @param {() => void} theatre
 */
export function listenForKeys(controller, theatre) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const inside = controller.contains(/** @type {Node} */ (event.target));
    if (!inside && isTaken(event.target)) return;
    if (event.key === 't') theatre();
    else if (!inside && CONTROLS.includes(event.key)) {
      event.preventDefault();
      controller.keyboardShortcutHandler(event);
    }
  });
}
