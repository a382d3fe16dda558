// Where the keyboard leads in the picker's grids.

/**
 * The item that a key leads to: `null` where there is none in that direction, `undefined` if the key is no direction.
 * @param {HTMLElement} from
 * @param {string} key
 * @returns {HTMLElement | null | undefined}
 */
export function neighbour(from, key) {
  const items = itemsIn(from.closest('.picker-body'));
  const at = items.indexOf(from);
  switch (key) {
    case 'ArrowRight':
      return items[at + 1] ?? null;
    case 'ArrowLeft':
      return items[at - 1] ?? null;
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    case 'ArrowDown':
      return below(from);
    case 'ArrowUp':
      return above(from);
    default:
      return undefined;
  }
}

/** @param {HTMLElement} from */
function below(from) {
  const { items, columns, place, section } = around(from);
  const next = items[place + columns];
  if (next) return next;
  // a last row that is shorter than this one is still below
  if (Math.floor(place / columns) < Math.floor((items.length - 1) / columns)) return items.at(-1) ?? null;
  const after = itemsIn(section?.nextElementSibling);
  return after[place % columns] ?? after.at(-1) ?? null;
}

/** @param {HTMLElement} from */
function above(from) {
  const { items, columns, place, section } = around(from);
  const next = items[place - columns];
  if (next) return next;
  const before = itemsIn(section?.previousElementSibling);
  const lastRow = Math.floor((before.length - 1) / columns) * columns;
  return before[lastRow + (place % columns)] ?? before.at(-1) ?? null;
}

/** @param {HTMLElement} from */
function around(from) {
  const section = from.closest('section');
  const items = itemsIn(section);
  const columns = from.parentElement ? getComputedStyle(from.parentElement).gridTemplateColumns.split(' ').length : 1;
  return { items, columns, place: items.indexOf(from), section };
}

/** @param {Element | null | undefined} place */
function itemsIn(place) {
  return /** @type {HTMLElement[]} */ ([...(place?.querySelectorAll('.picker-item') ?? [])]);
}
