// People's colours, readable in every theme.
//
//   readable(colour)         the colour to show for `#rrggbb` on the theme's surfaces
//   paint(element, colour)   shows `element` in it, and goes on doing so when the theme changes

import { harderGround, hexOf, readableOn } from './contrast.js';

/** @type {Map<string, string>} */
const known = new Map();
const KNOWN_MOST = 4096;

/** @type {string | null} */
let ground = null;
const moreContrast = matchMedia('(prefers-contrast: more)');

/**
 * @param {string} colour
 * @param {string} background
 */
export function readable(colour, background = surface()) {
  const { theme, overlay } = document.documentElement.dataset;
  // over a picture the only ground of letters is a thin edge
  const least = theme === 'contrast' || overlay !== undefined || moreContrast.matches ? 7 : 4.5;
  const key = `${colour} ${background} ${least}`;
  let shown = known.get(key);
  if (shown === undefined) {
    shown = readableOn(colour, background, least);
    if (known.size >= KNOWN_MOST) known.clear();
    known.set(key, shown);
  }
  return shown;
}

/**
 * @param {HTMLElement | SVGElement} element
 * @param {string} colour
 */
export function paint(element, colour) {
  element.dataset.colour = colour;
  element.style.color = readable(colour);
}

/** Messages lie on the surface, and on the raised one under the pointer. */
function surface() {
  ground ??= harderGround(token('--surface'), token('--surface-raised'));
  return ground;
}

/**
 * A colour of the theme, however the theme wrote it: the browser computes it for an element, which it does for all alike.
 * A canvas would give noise in browsers that guard against being recognised.
 * @param {string} name
 * @returns {string} `#rrggbb`
 */
function token(name) {
  const value = getComputedStyle(document.body).getPropertyValue(name).trim();
  if (value === '') return value;
  const probe = document.createElement('i');
  probe.style.color = value;
  // brings all ways to write a colour to one; a browser that does not know it knows the older ones only
  probe.style.color = `color-mix(in srgb, ${value}, ${value})`;
  document.documentElement.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return hexOf(computed) ?? value;
}

function repaint() {
  ground = null;
  for (const element of document.querySelectorAll('[data-colour]')) {
    if (element instanceof HTMLElement || element instanceof SVGElement) paint(element, element.dataset.colour ?? '');
  }
}

new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ['data-theme'] });
for (const query of [matchMedia('(prefers-color-scheme: dark)'), moreContrast]) query.addEventListener('change', repaint);
