// What opens below the description: each part is filled when somebody opens it for the first time.

import { fillFollow } from './follow.js';
import { fillShare } from './share.js';
import { fillShortcuts } from './shortcuts.js';

/** By the ids of the parts, or else their classes. @type {Record<string, (part: HTMLElement, streamer: string) => unknown>} */
const FILL = { follow: fillFollow, share: fillShare, keys: fillShortcuts };

/**
 * @param {HTMLElement} part
 * @param {string} streamer
 */
export function fill(part, streamer) {
  void FILL[part.id || part.className]?.(part, streamer);
}
