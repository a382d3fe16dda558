// What a page does when its stream asks for a password.

import { recallHere, rememberHere } from './slots.js';

/** A stream that locks twice in so short a time would have the page reload for ever. */
const ANEW_MS = 30_000;
/** Time to read why. */
const PAUSE_MS = 1000;

/** The address of the page answers with the form now, and leads back here. */
export function reloadLocked() {
  if (Date.now() - Number(recallHere('locked')) < ANEW_MS) return;
  rememberHere('locked', String(Date.now()));
  setTimeout(() => location.reload(), PAUSE_MS);
}
