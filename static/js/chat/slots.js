// What this window remembers of a chat: the draft, and the identity that logs in again. It ends with the window, unlike what prefs.js
// keeps.

const PREFIX = 'pystreaming.';

/**
 * @param {string} name
 * @returns {string | null}
 */
export function recallHere(name) {
  try {
    return sessionStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value `null` forgets
 */
export function rememberHere(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, value);
  } catch {
    // then it is not kept
  }
}
