// The curves of a broadcast. The library is loaded when there is one to draw.

import { made } from '../dom.js';
import { themes } from '../sheet.js';

/** Height of a chart in CSS pixels. */
const HEIGHT = 260;
/** The shortest time that a chart shows, in seconds. */
const LEAST = 600;

/**
 * @param {HTMLElement} page tells where the library is
 * @param {HTMLElement} place
 * @param {import('./broadcasts.js').Moment[]} moments
 */
export async function draw(page, place, moments) {
  const { chart = '', chartStyle = '' } = page.dataset;
  const sheet = made('link', '');
  sheet.rel = 'stylesheet';
  sheet.href = chartStyle;
  if (!document.querySelector(`link[href="${CSS.escape(chartStyle)}"]`)) document.head.append(sheet);
  const { default: Plot } = await import(chart);
  const make = () => {
    const style = getComputedStyle(document.documentElement);
    const token = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const [text, line] = [token('--text-muted'), token('--border')];
    const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: `12px ${token('--font')}` };
    const whole = (/** @type {any} */ _, /** @type {number[]} */ splits) => splits.map((value) => (Number.isInteger(value) ? String(value) : ''));
    const options = {
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false } },
      scales: { x: { range: (/** @type {any} */ _, /** @type {number} */ first, /** @type {number} */ last) => [first, Math.max(last, first + LEAST)] }, messages: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ most) => [0, Math.max(1, most)] }, y: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ most) => [0, Math.max(1, most * 1.05)] } },
      series: [
        {},
        { label: 'Viewers', stroke: token('--accent'), width: 2, points: { show: moments.length < 3 } },
        { label: 'Messages', scale: 'messages', stroke: token('--warn'), width: 1, dash: [4, 3], points: { show: moments.length < 3 } },
      ],
      axes: [axis, { ...axis, values: whole }, { ...axis, scale: 'messages', side: 1, grid: { show: false }, values: whole }],
    };
    const data = [moments.map(({ time }) => time), moments.map(({ peak }) => peak), moments.map(({ messages }) => messages)];
    place.replaceChildren();
    return new Plot(options, data, place);
  };
  let plot = make();
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
  // another theme has other colours
  const anew = () => {
    plot.destroy();
    plot = make();
  };
  themes.addEventListener('change', anew);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', anew);
}
