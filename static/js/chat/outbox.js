// Messages that were sent and have not appeared in the chat yet. After a lost connection they return to the composer unless they
// arrived: nothing typed is lost, nothing is said twice. Pure.

/**
 * @typedef {object} Sent
 * @property {string} text
 * @property {number} since the newest message that was known by then
 */

const SPOKEN = /^\/(?:say|me|action|describe)\s/i;

/** Whether a typed line speaks to the room: it is no command, or one that speaks. @param {string} text */
export function isSpoken(text) {
  return !text.startsWith('/') || SPOKEN.test(text);
}

export class Outbox {
  /** In the order of sending, which is the order in which the server deals with them. @type {Sent[]} */
  #sent = [];
  /** Other commands answer in too many ways to be followed, and can be sent again without harm; only the last thing that was
   * typed may turn out to be refused. @type {string | undefined} */
  #command;
  recovering = false;

  /**
   * @param {string} text
   * @param {number} since
   */
  sent(text, since) {
    this.#command = undefined;
    if (isSpoken(text)) this.#sent.push({ text, since });
    else this.#command = text;
  }

  /** One of our own messages is there. */
  arrived() {
    this.#sent.shift();
  }

  /** The oldest one was refused.
   * @returns {string | undefined} its text, for another try
   */
  refused() {
    const command = this.#command;
    this.#command = undefined;
    return this.#sent.shift()?.text ?? command;
  }

  /**
   * Nothing is waited for any longer.
   * @returns {string[]} what is not known to have arrived
   */
  drop() {
    this.#command = undefined;
    return this.#sent.splice(0).map(({ text }) => text);
  }

  /** The connection is back: what is not among the messages that come now did not arrive. */
  recover() {
    this.recovering = true;
  }

  /**
   * After a lost connection, with what was said meanwhile.
   * @param {{ id: number }[]} own those of the newest messages that are ours
   * @returns {string[]} what did not arrive
   */
  settle(own) {
    this.recovering = false;
    const [first] = this.#sent;
    if (first === undefined) return [];
    const arrived = own.filter(({ id }) => id > first.since).length;
    this.#sent.splice(0, arrived);
    return this.drop();
  }
}
