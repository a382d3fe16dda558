// The curves of a broadcast. The library is loaded when there is one to draw.

import { made } from '../dom.js';
import { themes } from '../sheet.js';
import { t } from '../text.js';
import { DATES, counted, dayAndTime, timeOfDay } from '../words.js';

/** Height of a chart in CSS pixels. */
const HEIGHT = 260;
/** The shortest time that a chart shows, in seconds. */
const LEAST = 60;
/** The steps between the times below a chart, in seconds: times have no seconds there. */
const STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000];

const date = new Intl.DateTimeFormat(DATES, { day: 'numeric', month: 'short' });

/** The times below a chart, each day named where it begins. @param {number[]} times Unix seconds */
export function axisTimes(times) {
  const days = times.map((time) => date.format(time * 1000));
  return times.map((time, i) => (days[i] === days[i - 1] ? timeOfDay(time) : `${timeOfDay(time)}\n${days[i]}`));
}

/**
 * From when to when a chart goes. Pure. The library would show years around a single moment.
 * @param {{ time: number }[]} moments
 */
export function spanOf(moments) {
  const first = moments[0]?.time ?? 0;
  return [first, Math.max(moments.at(-1)?.time ?? 0, first + LEAST)];
}

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
    const whole = (/** @type {any} */ _, /** @type {number[]} */ splits) => splits.map((value) => (Number.isInteger(value) ? counted(value) : ''));
    const count = { value: (/** @type {any} */ _, /** @type {number | null} */ value) => (value === null ? '–' : counted(value)) };
    const options = {
      width: place.clientWidth,
      height: HEIGHT,
      cursor: { drag: { x: false, y: false } },
      scales: { x: { range: () => spanOf(moments) }, messages: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ most) => [0, Math.max(1, most)] }, y: { range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ most) => [0, Math.max(1, most * 1.05)] } },
      series: [
        { label: t('past-time'), value: (/** @type {any} */ _, /** @type {number | null} */ time) => (time === null ? '–' : dayAndTime(time)) },
        { ...count, label: t('past-viewers'), stroke: token('--accent'), width: 2, points: { show: moments.length < 3 } },
        { ...count, label: t('chat-messages'), scale: 'messages', stroke: token('--warn'), width: 1, dash: [4, 3], points: { show: moments.length < 3 } },
      ],
      axes: [{ ...axis, incrs: STEPS, values: (/** @type {any} */ _, /** @type {number[]} */ times) => axisTimes(times) }, { ...axis, values: whole }, { ...axis, scale: 'messages', side: 1, grid: { show: false }, values: whole }],
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
