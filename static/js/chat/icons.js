const SVG = 'http://www.w3.org/2000/svg';

/**
 * A line icon out of the sheets in templates/icons.html and icons-chat.html. It says nothing to assistive technology: what
 * bears it needs a name of its own.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}
