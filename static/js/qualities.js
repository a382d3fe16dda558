// The qualities of a stream as media-chrome's menu reads them, and which one the viewer chose.

/**
 * @typedef {object} Rendition the fields that the menu reads
 * @property {string} id
 * @property {number} width
 * @property {number} height
 * @property {number} bitrate
 *
 * @typedef {object} Level what hls.js knows of a quality
 * @property {string} name
 * @property {number} width
 * @property {number} height
 * @property {number} bitrate
 */

/** What a quality is called where the playlist gives it no name.
 * @param {Level} level
 */
export function levelName(level) {
  if (level.name) return level.name;
  if (level.height) return `${Math.min(level.width || level.height, level.height)}p`;
  return `${Math.round(level.bitrate / 1000)} kbit/s`;
}

/**
 * The level to begin with, given what was chosen the last time: the one of that name, or -1 (automatic) where this
 * stream has none.
 * @param {Level[]} levels
 * @param {string | null} chosen
 */
export function chosenLevel(levels, chosen) {
  return chosen === null ? -1 : levels.findIndex((level) => levelName(level) === chosen);
}

/**
 * A list in the shape that media-chrome looks for as `video.videoRenditions`: indexed like an array, and telling of
 * changes by events. Selecting -1 means automatic.
 */
export class RenditionList extends EventTarget {
  /** @type {Rendition[]} */
  #items = [];
  #selected = -1;

  get length() {
    return this.#items.length;
  }

  [Symbol.iterator]() {
    return this.#items[Symbol.iterator]();
  }

  get selectedIndex() {
    return this.#selected;
  }

  set selectedIndex(index) {
    if (index === this.#selected) return;
    this.#selected = index;
    this.dispatchEvent(new Event('change'));
  }

  /**
   * One quality is no choice: then the list is empty, and there is no menu.
   * @param {Level[]} levels
   * @param {number} selected
   */
  replace(levels, selected) {
    const slots = /** @type {Record<number, Rendition>} */ (/** @type {unknown} */ (this));
    this.#items.forEach((_, i) => delete slots[i]);
    const choice = levels.length > 1 ? levels : [];
    this.#items = choice.map((level) => ({
      id: levelName(level),
      width: level.width,
      height: level.height,
      bitrate: level.bitrate,
    }));
    this.#items.forEach((item, i) => (slots[i] = item));
    this.#selected = selected;
    this.dispatchEvent(new Event('addrendition'));
    this.dispatchEvent(new Event('change'));
  }
}
