// Lists whose rows go away when they are dealt with.

/**
 * Shows other rows. Whoever had the focus on a row that is gone has it on the first button of the next one, so that a list can be
 * worked through by keyboard.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} rows each with its `dataset.key`
 * @param {HTMLElement} otherwise gets the focus where no row is left
 */
export function showRows(list, rows, otherwise) {
  const had = /** @type {HTMLElement[]} */ ([...list.children]);
  const at = had.findIndex((row) => row.contains(document.activeElement));
  const focused = had[at];
  const stop = focused ? [...focused.querySelectorAll('button')].findIndex((button) => button === document.activeElement) : -1;
  list.replaceChildren(...rows);
  if (focused === undefined) return;
  const same = rows.find((row) => row.dataset.key === focused.dataset.key);
  const next = same ?? rows[Math.min(at, rows.length - 1)];
  const buttons = next ? [...next.querySelectorAll('button')] : [];
  (buttons[same ? Math.max(0, stop) : 0] ?? otherwise).focus();
}
