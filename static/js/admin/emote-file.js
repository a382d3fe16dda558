// Files that may become emotes. Pure.

import { t } from '../text.js';

/** Largest picture in KiB, and what it may be. */
export const KIB = 512;
export const TYPES = ['image/png', 'image/gif', 'image/webp'];

/**
 * The name that a file gives its emote.
 * @param {string} file
 */
export function aliasOf(file) {
  return file.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9_-]+/g, '').slice(0, 32);
}

/**
 * Why a file cannot be an emote; empty if it may be one.
 * @param {{ type: string, size: number }} file
 */
export function unfit({ type, size }) {
  if (!TYPES.includes(type)) return t('emotes-kind');
  return size > KIB * 1024 ? t('emotes-large', { has: Math.ceil(size / 1024), most: KIB }) : '';
}
