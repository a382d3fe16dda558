// The texts of the interface. The server replaces each call of `t` by the text in the language of the page (see
// src/languages/script.rs), so this module runs in tests only.

/**
 * The text of the catalogue `locales` with this key.
 * @param {string} key
 * @param {Record<string, string | number>} [values] what stands for its variables. Those that decide between singular and
 *   plural are numbers, and are shown as the language writes numbers; others are shown as they are.
 * @returns {string}
 */
export function t(key, values) {
  return /** @type {any} */ (globalThis).catalogue(key, values);
}
