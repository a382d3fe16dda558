// The server's clock, for pages on machines whose own is wrong, and to measure by.

/** Clocks that differ by less are taken to agree where all that is known of the server's is a second and not its parts. */
const COARSE_MS = 5000;
/** How many of the latest times are remembered. */
const KEPT = 8;

export class ServerClock {
  /** How far this machine's clock is behind the server's, in milliseconds. */
  #behind = 0;
  /** The same by each of the latest exact times. @type {number[]} */
  #heard = [];

  /**
   * Learns from a time that was sent with milliseconds. The way here took a while, so each says a little too little: the
   * largest of the latest is nearest to the truth.
   * @param {number} time that it was there, in milliseconds since 1970
   * @param {number} here the time on this machine when that arrived, likewise
   */
  hear(time, here) {
    const behind = time - here;
    if (Math.abs(behind - this.#behind) > COARSE_MS) this.#heard = [];
    this.#heard = [...this.#heard, behind].slice(-KEPT);
    this.#behind = Math.max(...this.#heard);
  }

  /**
   * Learns from a time that is known to a second or two, which says nothing where the clocks agree as well as that.
   * @param {number} time that it is there now, in milliseconds since 1970
   * @param {number} here the time on this machine, likewise
   */
  hearRoughly(time, here) {
    const behind = time - here;
    if (Math.abs(behind - this.#behind) <= COARSE_MS) return;
    this.#heard = [];
    this.#behind = Math.abs(behind) > COARSE_MS ? behind : 0;
  }

  /**
   * The time there, in milliseconds since 1970.
   * @param {number} here the time on this machine, likewise
   */
  at(here) {
    return here + this.#behind;
  }
}

const clock = new ServerClock();

/** @param {number} time with milliseconds, as `ServerClock.hear` takes it */
export function hearServerClock(time) {
  clock.hear(time, Date.now());
}

/** @param {number} time as `ServerClock.hearRoughly` takes it; not a number where a header was not to be read */
export function setServerClock(time) {
  if (Number.isFinite(time)) clock.hearRoughly(time, Date.now());
}

/** The time there, in seconds since 1970. */
export function serverTime() {
  return clock.at(Date.now()) / 1000;
}
