// Our own mute or ban. The card that says what, why and how long, and takes one appeal, is loaded when there is one.

import { find } from '../dom.js';

/**
 * @typedef {import('./events.js').ServerEvents['sanction']} Sanction
 *
 * @typedef {object} OwnSanctionOptions
 * @property {HTMLElement} pane
 * @property {import('./connection.js').Connection} connection
 */

export class OwnSanction {
  /** @type {Sanction | null} */
  #sanction = null;

  /** @param {OwnSanctionOptions} options */
  constructor(options) {
    this.options = options;
    const { pane, connection } = options;
    this.place = find('#chat-sanction', pane);
    connection.on('sanction', (sanction) => void this.#show(sanction));
    connection.on('sanction ended', ({ id }) => id === this.#sanction?.id && this.#hide());
  }

  /** We are no longer logged in. A ban holds all the same. */
  left() {
    if (this.#sanction?.kind === 'mute') this.#hide();
  }

  /** @param {Sanction} sanction */
  async #show(sanction) {
    const { pane, connection } = this.options;
    this.#sanction = sanction;
    // in place of the invitation to write
    find('.chat-foot', pane).toggleAttribute('data-shut', sanction.kind !== 'mute');
    const { fillCard } = await import('./sanction-card.js');
    if (this.#sanction !== sanction) return;
    fillCard(this.place, sanction, {
      appeal: (message) => connection.send('appeal', { message }),
      end: () => this.#sanction === sanction && this.#hide(),
    });
  }

  #hide() {
    this.#sanction = null;
    this.place.hidden = true;
    find('.chat-foot', this.options.pane).removeAttribute('data-shut');
  }
}
