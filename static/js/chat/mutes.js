// The mutes of the room, as the streamer and moderators are told of them. Pure.

import { folded } from './people.js';

/**
 * @typedef {object} Mute or a ban
 * @property {string} id `/unmute` takes it in place of a name
 * @property {string} username what they were called when they were muted
 * @property {number} time unix seconds
 * @property {number | null} until when it ends, likewise; null if somebody has to lift it
 * @property {string} by who did it; may be empty
 * @property {string} reason may be empty
 * @property {'stream' | 'site'} scope where it holds
 * @property {boolean} by_address whether it holds at their address too
 * @property {{ text: string, time: number, declined: boolean } | null} appeal what they say against it
 * @property {string[]} here what they are called now, in each of their windows; empty while they are away
 */

export class Mutes {
  /** By id, oldest first. @type {Map<string, Mute>} */
  #all = new Map();
  /** Of those who are here, by their folded names. @type {Map<string, Mute> | null} */
  #here = null;
  /** By the folded names under which they were muted. @type {Map<string, Mute> | null} */
  #then = null;

  /** @param {Mute[]} mutes */
  replace(mutes) {
    this.#all = new Map(mutes.map((mute) => [mute.id, mute]));
    this.#here = this.#then = null;
  }

  /** Adds or replaces one. @param {Mute} mute */
  set(mute) {
    this.#all.set(mute.id, mute);
    this.#here = this.#then = null;
  }

  /** @param {string} id */
  lift(id) {
    this.#all.delete(id);
    this.#here = this.#then = null;
  }

  get size() {
    return this.#all.size;
  }

  /** The newest first. */
  list() {
    return [...this.#all.values()].reverse();
  }

  /**
   * The mute of somebody.
   * @param {string} name theirs now; of those who left, the one that they had
   * @param {boolean} present whether they are in chat now: a name that somebody else took since is theirs
   */
  of(name, present) {
    this.#here ??= new Map(this.list().flatMap((mute) => mute.here.map((one) => [folded(one), mute])));
    this.#then ??= new Map([...this.#all.values()].map((mute) => [folded(mute.username), mute]));
    return (present ? this.#here : this.#then).get(folded(name));
  }
}
