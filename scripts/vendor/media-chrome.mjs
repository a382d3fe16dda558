// The elements of media-chrome that templates/stream.html uses, and no others: one file, one request.
import { addTranslation, setLanguage } from 'media-chrome/dist/utils/i18n.js';

/**
 * Defines the elements, which say these words.
 * @param {string} language
 * @param {Record<string, string>} words by what media-chrome says in English
 */
export async function define(language, words) {
  // elements read them when they are made
  addTranslation(language, words);
  setLanguage(language);
  await import('media-chrome/dist/media-controller.js');
  await import('media-chrome/dist/media-control-bar.js');
  await import('media-chrome/dist/media-play-button.js');
  await import('media-chrome/dist/media-mute-button.js');
  await import('media-chrome/dist/media-volume-range.js');
  await import('media-chrome/dist/media-live-button.js');
  await import('media-chrome/dist/media-time-range.js');
  await import('media-chrome/dist/media-captions-button.js');
  await import('media-chrome/dist/media-pip-button.js');
  await import('media-chrome/dist/media-fullscreen-button.js');
  await import('media-chrome/dist/media-loading-indicator.js');
  await import('media-chrome/dist/menu/media-chrome-menu-item.js');
  await import('media-chrome/dist/menu/media-rendition-menu.js');
  await import('media-chrome/dist/menu/media-rendition-menu-button.js');
}
