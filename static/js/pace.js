// How long to wait before asking again. Pure.

/**
 * The pause after `failures` failed tries in a row: the usual pace at first, then half as much again each time up to
 * `most`. A random quarter is taken off, so that the viewers of a site that went away do not all return in one moment.
 * @param {number} failures
 * @param {{ usual: number, most: number }} pace in milliseconds
 * @param {() => number} random from 0 up to 1
 */
export function pause(failures, { usual, most }, random = Math.random) {
  if (failures === 0) return usual;
  const grown = Math.min(most, usual * 1.5 ** (failures - 1));
  return grown * (1 - random() / 4);
}
