// The face of a streamer beside the name.

import { made, setText } from './dom.js';
import { hue, initial } from './words.js';

/** @typedef {{ url: string, width: number, height: number }} PictureFile a picture in one of its sizes */

/**
 * Shows the avatar, or the first letter of the name in a colour of its own; the templates have the same.
 * @param {HTMLElement} mark
 * @param {{ name: string, avatar: PictureFile[] }} streamer the sizes of the avatar are sorted
 */
export function showMark(mark, { name, avatar: [, avatar] }) {
  if (avatar === undefined) {
    setText(mark, initial(name));
    mark.style.setProperty('--hue', String(hue(name)));
  } else if (mark.querySelector('img')?.getAttribute('src') !== avatar.url) {
    const picture = made('img', '');
    [picture.alt, picture.src] = ['', avatar.url];
    mark.replaceChildren(picture);
    mark.style.removeProperty('--hue');
  }
}
