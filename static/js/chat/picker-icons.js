// The line icons of groups of emoji, which pages load with the picker; icons-chat.html has the others.

import { icon } from './icons.js';

/** What is drawn in a square of 24 units. @type {Record<string, string>} */
const PATHS = {
  leaf: 'M7 17C4 10 9 5 20 4.5 20 15 15 20 7 17ZM4 20.5c2-4.5 5-7.5 9.5-9.5',
  cup: 'M5 9h11.5v6a4.5 4.5 0 0 1-4.5 4.5H9.5A4.5 4.5 0 0 1 5 15V9ZM16.5 10.5H18a2.5 2.5 0 0 1 0 5h-1.5M8.5 3.5V6M13 3.5V6',
  car: 'M4 17v-4.5L6.5 6h11l2.5 6.5V17H4ZM4 12.5h16M6.5 17v2m11-2v2',
  ball: 'M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0ZM12 3.5v17M3.5 12h17M6 6a8.5 8.5 0 0 1 0 12M18 6a8.5 8.5 0 0 0 0 12',
  bulb: 'M9 17.5v-1.8a6.2 6.2 0 1 1 6 0v1.8H9ZM9.5 20.5h5',
  heart: 'M12 19.5S3.8 15 3.8 9.3A4.4 4.4 0 0 1 12 7.2a4.4 4.4 0 0 1 8.2 2.1C20.2 15 12 19.5 12 19.5Z',
};

/** The icon of a section. @param {string} name */
export function sectionIcon(name) {
  const path = PATHS[name];
  const svg = icon(name);
  if (path === undefined) return svg;
  const drawn = document.createElementNS(svg.namespaceURI, 'path');
  drawn.setAttribute('d', path);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.replaceChildren(drawn);
  return svg;
}
