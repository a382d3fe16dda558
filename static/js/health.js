// The panel of the stream's health, which the streamer alone sees. Asks the server while the page is looked at.

import { find, made, setAll, setText } from './dom.js';
import { facts, verdict } from './health-words.js';
import { t } from './text.js';
import { timeOfDay } from './words.js';

/** Milliseconds between two questions. */
const ASK_MS = 2000;
/** A problem that comes back within this time is not announced again. Milliseconds. */
const SAID_MS = 300_000;

/**
 * @typedef {import('./health-words.js').Health} Health
 * @typedef {object} HealthOptions
 * @property {HTMLElement} place where the panel is put at the end
 * @property {{ operate(id: string): Promise<{ outcome?: any }> }} connection asks the server
 * @property {(warnings: import('./health-words.js').Warning[]) => void} onWarnings whenever they were asked for
 */

export class HealthPanel {
  /** When each problem was last announced, by its code. @type {Map<string, number>} */
  #said = new Map();
  #shown = false;
  #asking = false;

  /** @param {HealthOptions} options */
  constructor(options) {
    this.options = options;
    this.verdict = made('span', '');
    this.facts = made('dl', 'facts');
    this.warnings = made('ul', 'health-warnings');
    this.news = made('p', 'unseen');
    this.news.setAttribute('role', 'status');
    this.panel = made('details', 'health', made('summary', '', made('span', 'dot'), t('health-title'), ' ', this.verdict), this.warnings, this.facts);
    this.panel.hidden = true;
    options.place.append(this.panel, this.news);
    setInterval(() => void this.#ask(), ASK_MS);
  }

  /** Whether the page is the streamer's own. @param {boolean} shown */
  show(shown) {
    this.#shown = shown;
    if (shown) void this.#ask();
    else this.#take(null);
  }

  async #ask() {
    if (!this.#shown || this.#asking || document.hidden) return;
    this.#asking = true;
    const { outcome } = await this.options.connection.operate('show-health');
    this.#asking = false;
    if (this.#shown) this.#take(outcome?.health ?? null);
  }

  /** @param {Health | null} health null where nothing is known */
  #take(health) {
    const warnings = health?.warnings ?? [];
    this.panel.hidden = health === null;
    this.options.onWarnings(warnings);
    if (health === null) return;
    setText(this.verdict, verdict(health));
    this.panel.dataset.level = warnings[0]?.level ?? 'good';
    setAll(this.facts, facts(health), () => made('div', '', made('dt', ''), made('dd', '')), (line, [name, value]) => {
      setText(find('dt', line), name);
      setText(find('dd', line), value);
    });
    setAll(this.warnings, warnings, () => made('li', '', made('b', ''), ' ', made('span', ''), ' ', made('span', 'health-since')), (line, { text, remedy, since }) => {
      setText(find('b', line), text);
      setText(find('span', line), remedy);
      setText(find('.health-since', line), t('health-since', { time: timeOfDay(since) }));
    });
    this.#announce(warnings);
  }

  /** @param {import('./health-words.js').Warning[]} warnings */
  #announce(warnings) {
    const now = performance.now();
    const fresh = warnings.filter(({ code, level }) => level === 'problem' && now - (this.#said.get(code) ?? -SAID_MS) >= SAID_MS);
    for (const { code } of warnings) this.#said.set(code, now);
    if (fresh.length > 0) setText(this.news, fresh.map(({ text, remedy }) => `${text} ${remedy}`).join(' '));
  }
}
