// What stands above the messages: the pinned message and the poll. Their modules are loaded when there is one.

/**
 * @typedef {import('./events.js').ServerEvents} ServerEvents
 *
 * @typedef {object} AboveOptions
 * @property {HTMLElement} place
 * @property {import('./connection.js').Connection} connection
 * @property {import('./feed.js').Feed} feed
 * @property {string} slot names the chat in which somebody put something away
 * @property {(name: string, text: string) => void} hear tells a screen reader what is new
 * @property {(command: string) => void} [command] sends a slash command; missing where nobody can do anything
 * @property {() => void} [join] somebody who is not logged in wants to vote
 * @property {(id: number) => void} [jump] to a message
 */

export class Above {
  /** @type {Promise<import('./notices.js').Notices> | undefined} */
  #notices;

  /** @param {AboveOptions} options */
  constructor(options) {
    this.options = options;
    const { connection } = options;
    connection.on('history', ({ pin, poll }) => this.#tell((notices) => notices.arrived(pin, poll), pin !== undefined || poll !== undefined));
    connection.on('pin', (pin) => this.#tell((notices) => notices.pin(pin), true));
    connection.on('unpin', ({ id }) => this.#tell((notices) => notices.unpin(id), false));
    connection.on('poll', (poll) => this.#tell((notices) => notices.poll(poll), true));
    connection.on('poll votes', (votes) => this.#tell((notices) => notices.votes(votes), false));
  }

  /** Somebody logged in or out, or has another role. */
  become() {
    this.#tell((notices) => notices.become(), false);
  }

  /**
   * @param {(notices: import('./notices.js').Notices) => void} what
   * @param {boolean} loads whether that is worth loading what shows it
   */
  #tell(what, loads) {
    if (loads) {
      this.#notices ??= import('./notices.js').then(
        ({ Notices }) => new Notices(this.options),
        (error) => {
          // the next one loads it again
          this.#notices = undefined;
          throw error;
        },
      );
    }
    this.#notices?.then(what, () => {});
  }
}
