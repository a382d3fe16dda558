// Colours that can be read: the hue that somebody chose, as light or as dark as its ground needs. Pure.
// Lightness and hue are those of Oklab (https://bottosson.github.io/posts/oklab/), where a change of lightness does not
// turn blue into violet; contrast is that of WCAG 2.2.

/** @typedef {[number, number, number]} Triple */

const FINDING_STEPS = 16;

/**
 * `colour` with as little change of its lightness as brings it to `least` on `ground`.
 * @param {string} colour `#rgb` or `#rrggbb`; anything else is taken for grey
 * @param {string} ground likewise
 * @param {number} least ratio, 1 to 21
 * @returns {string} `#rrggbb`
 */
export function readableOn(colour, ground, least = 4.5) {
  const rgb = parse(colour) ?? [0.5, 0.5, 0.5];
  const below = luminance(parse(ground) ?? [1, 1, 1]);
  if (ratio(luminance(rgb), below) >= least) return hex(rgb);
  const [lightness, chroma, hue] = toLch(rgb);
  // towards the end that has more room
  const end = ratio(1, below) > ratio(0, below) ? 1 : 0;
  let [bad, good] = [lightness, end];
  for (let i = 0; i < FINDING_STEPS; i++) {
    const middle = (bad + good) / 2;
    // as it will be written, since rounding must not cost the last hundredth
    const written = parse(hex(inGamut(middle, chroma, hue))) ?? [end, end, end];
    if (ratio(luminance(written), below) >= least) good = middle;
    else bad = middle;
  }
  return hex(inGamut(good, chroma, hue));
}

/**
 * The ground that is harder to write on: with both dark the lighter one, with both light the darker one.
 * @param {string} a
 * @param {string} b
 */
export function harderGround(a, b) {
  const [first, second] = [a, b].map((ground) => luminance(parse(ground) ?? [1, 1, 1]));
  const room = (/** @type {number} */ one) => Math.max(ratio(1, one), ratio(0, one));
  return room(first ?? 1) <= room(second ?? 1) ? a : b;
}

/**
 * @param {string} a
 * @param {string} b
 */
export function contrast(a, b) {
  return ratio(luminance(parse(a) ?? [0, 0, 0]), luminance(parse(b) ?? [0, 0, 0]));
}

/**
 * The hue in degrees, or null for greys.
 * @param {string} colour
 */
export function hueOf(colour) {
  const [, chroma, hue] = toLch(parse(colour) ?? [0, 0, 0]);
  return chroma < 0.01 ? null : ((hue * 180) / Math.PI + 360) % 360;
}

/**
 * A colour as browsers compute it, without its transparency.
 * @param {string} computed `rgb(255, 0, 0)`, `rgba(255, 0, 0, 0.5)` or `color(srgb 1 0 0)`
 * @returns {string | null} `#rrggbb`
 */
export function hexOf(computed) {
  const [, of = '', parts = ''] = /^(rgba?|color)\((?:srgb )?([^)]+)\)$/.exec(computed) ?? [];
  const numbers = (parts.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).slice(0, 3).map((part) => Number(part) / (of === 'color' ? 1 : 255));
  return numbers.length === 3 ? hex(/** @type {Triple} */ (numbers)) : null;
}

/** @param {string} colour @returns {Triple | null} parts from 0 to 1 */
function parse(colour) {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  if (digits === undefined) return null;
  const full = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits;
  const part = (/** @type {number} */ at) => Number.parseInt(full.slice(at, at + 2), 16) / 255;
  return [part(0), part(2), part(4)];
}

/** @param {Triple} rgb */
function hex(rgb) {
  return `#${rgb.map((part) => Math.round(Math.min(1, Math.max(0, part)) * 255).toString(16).padStart(2, '0')).join('')}`;
}

/** @param {number} part */
const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
/** @param {number} part */
const curved = (part) => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055);

/** @param {Triple} rgb */
function luminance([red, green, blue]) {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** @param {number} a @param {number} b */
function ratio(a, b) {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** @param {Triple} rgb @returns {Triple} lightness, chroma, hue in radians */
function toLch(rgb) {
  const [red, green, blue] = /** @type {Triple} */ (rgb.map(linear));
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, Math.hypot(a, b), Math.atan2(b, a)];
}

/** @param {number} lightness @param {number} chroma @param {number} hue @returns {Triple} maybe outside of 0 to 1 */
function fromLch(lightness, chroma, hue) {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    curved(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    curved(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    curved(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** As much of the chroma as a screen has at this lightness. @param {number} lightness @param {number} chroma @param {number} hue */
function inGamut(lightness, chroma, hue) {
  const fits = (/** @type {Triple} */ rgb) => rgb.every((part) => part >= -0.0005 && part <= 1.0005);
  const whole = fromLch(lightness, chroma, hue);
  if (fits(whole)) return whole;
  let [most, least] = [chroma, 0];
  for (let i = 0; i < FINDING_STEPS; i++) {
    const middle = (most + least) / 2;
    if (fits(fromLch(lightness, middle, hue))) least = middle;
    else most = middle;
  }
  return fromLch(lightness, least, hue);
}
