// What the stage says about a stream that does not arrive as it should: to viewers with the controls, to the streamer until
// they have read it.

import { find, made, setAll, setText } from './dom.js';
import { forViewers } from './problems.js';

/** @typedef {import('./health-words.js').Warning} Warning */

export class Advice {
  /** @type {Warning[]} */
  #warnings = [];
  /** Codes of what the streamer has read. @type {string[]} */
  #read = [];

  /** @param {HTMLElement} stage */
  constructor(stage) {
    this.note = find('#missing', stage);
    this.card = find('#advice', stage);
    this.list = find('ul', this.card);
    find('button', this.card).addEventListener('click', () => {
      this.#read = this.#warnings.map(({ code }) => code);
      this.card.hidden = true;
    });
  }

  /** What viewers miss. @param {import('./problems.js').Problem[]} problems */
  hear(problems) {
    const note = forViewers(problems);
    setText(this.note, note);
    this.note.hidden = note === '';
  }

  /** For the streamer. @param {Warning[]} warnings */
  advise(warnings) {
    this.#warnings = warnings.filter(({ level }) => level === 'problem');
    const codes = this.#warnings.map(({ code }) => code);
    this.#read = this.#read.filter((code) => codes.includes(code));
    this.card.hidden = codes.every((code) => this.#read.includes(code));
    setAll(this.list, this.#warnings, () => made('li', ''), (line, { text, remedy }) => setText(line, `${text} ${remedy}`));
  }
}
