// A row of buttons as one stop of the Tab key, among which the arrow keys go.

/**
 * The caller gives one button of the row the `tabIndex` 0 and the others -1.
 * @param {HTMLElement} row
 */
export function rove(row) {
  const buttons = () => [...row.querySelectorAll('button')].filter((button) => !button.disabled);
  row.addEventListener('keydown', (event) => {
    const all = buttons();
    const next = neighbourIn(all.length, all.findIndex((button) => button === document.activeElement), event.key);
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  });
  row.addEventListener('focusin', ({ target }) => {
    for (const button of buttons()) button.tabIndex = button === target ? 0 : -1;
  });
}

/**
 * Where a key leads in a row, which goes on at its other end; `undefined` if it leads nowhere. Pure.
 * @param {number} count
 * @param {number} at
 * @param {string} key
 */
export function neighbourIn(count, at, key) {
  if (at < 0) return undefined;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  return step === undefined ? undefined : (at + step + count) % count;
}
