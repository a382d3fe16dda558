// Messages that were sent and have not appeared in the chat yet. After a lost connection it is known which of them arrived: nothing
// typed is lost, nothing is said twice. Pure.

/**
 * @typedef {object} Sent
 * @property {string} text
 * @property {number | undefined} reply the message that it answers
 * @property {number} at when it was sent, by `performance.now()`
 * @property {number} since the newest message that was known by then
 */

/** How old a message may be that is sent again by itself. Later the conversation has moved on, and its writer decides. */
const FRESH_MS = 10_000;

const SPOKEN = /^\/(?:say|me|action|describe)\s/i;

/** Whether a typed line speaks to the room: it is no command, or one that speaks. @param {string} text */
export function isSpoken(text) {
  return !text.startsWith('/') || SPOKEN.test(text);
}

/**
 * Whether something may be sent by itself that was entered at a moment, both by `performance.now()`.
 * @param {number} at
 * @param {number} now
 */
export function isFresh(at, now) {
  return now - at <= FRESH_MS;
}

export class Outbox {
  /** In the order of sending, which is the order in which the server deals with them. @type {Sent[]} */
  #sent = [];
  /** Other commands answer in too many ways to be followed, and can be sent again without harm; only the last thing that was
   * typed may turn out to be refused. @type {string | undefined} */
  #command;
  recovering = false;

  /** @param {Sent} sent */
  sent(sent) {
    this.#command = undefined;
    if (isSpoken(sent.text)) this.#sent.push(sent);
    else this.#command = sent.text;
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

  /** The connection is back: what is not among the messages that come now did not arrive. */
  recover() {
    this.recovering = true;
  }

  /**
   * After a lost connection, with what was said meanwhile.
   * @param {{ id: number }[]} own those of the newest messages that are ours
   * @returns {Sent[]} what did not arrive
   */
  settle(own) {
    this.recovering = false;
    const [first] = this.#sent;
    if (first === undefined) return [];
    const arrived = own.filter(({ id }) => id > first.since).length;
    const lost = this.#sent.slice(arrived);
    this.#sent = [];
    return lost;
  }
}
