// What this browser remembers for the viewer. Storage may be full, or forbidden: then nothing is remembered.

const PREFIX = 'pystreaming.';

/**
 * @param {string} name
 * @returns {string | null}
 */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Forgets where this browser is signed in: one session may have opened studios and the administration. */
export function forgetWays() {
  for (const way of ['studio', 'administration']) remember(way, null);
}

/** Calls back when another page of this browser remembers something else. @param {string} name @param {() => void} listener */
export function onElsewhere(name, listener) {
  addEventListener('storage', ({ key }) => key === PREFIX + name && listener());
}

/**
 * @param {string} name
 * @param {string | null} value `null` forgets
 */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // it holds for this page then
  }
}
