// What this browser remembers of somebody's emoji: those used last, and the tone of skin.

import { recall, remember } from '../prefs.js';
import { TONES } from './emoji.js';

const RECENT_MOST = 24;

/** Emoji and `:alias:` of emotes, the last one first. @returns {string[]} */
export function recent() {
  return (recall('emoji-recent') ?? '').split(' ').filter(Boolean);
}

/** @param {string} used */
export function rememberUsed(used) {
  remember('emoji-recent', [used, ...recent().filter((one) => one !== used)].slice(0, RECENT_MOST).join(' '));
}

export function tone() {
  const kept = Number(recall('emoji-tone') ?? 0);
  return Number.isInteger(kept) && kept >= 0 && kept < TONES.length ? kept : 0;
}

/** @param {number} chosen */
export function rememberTone(chosen) {
  remember('emoji-tone', String(chosen));
}
