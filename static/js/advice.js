// What the stage says about a stream that arrives incomplete: to viewers with the controls, to the streamer until they have
// read it.

import { find, made, setText } from './dom.js';
import { forStreamer, forViewers } from './problems.js';

export class Advice {
  /** @type {import('./problems.js').Arrival} */
  #arrival = { problems: [], segment: 0 };
  /** What the streamer has read. */
  #read = '';

  /** @param {HTMLElement} stage */
  constructor(stage) {
    this.note = find('#missing', stage);
    this.card = find('#advice', stage);
    this.list = find('ul', this.card);
    find('button', this.card).addEventListener('click', () => {
      this.#read = forStreamer(this.#arrival).join();
      this.#show();
    });
  }

  /** @param {Partial<import('./problems.js').Arrival>} news */
  hear(news) {
    Object.assign(this.#arrival, news);
    this.#show();
  }

  #show() {
    const note = forViewers(this.#arrival);
    setText(this.note, note);
    this.note.hidden = note === '';
    const advice = forStreamer(this.#arrival);
    this.card.hidden = advice.join() === this.#read;
    if (this.list.textContent !== advice.join('')) this.list.replaceChildren(...advice.map((words) => made('li', '', words)));
  }
}
