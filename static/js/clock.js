// The server's clock, for pages on machines whose own is wrong.

/** How far this machine's clock is behind the server's, in milliseconds. */
let behind = 0;

/**
 * Times are the server's, so they are counted by its clock. A second or two is what the answer took.
 * @param {number} time that it is there now, in milliseconds since 1970
 */
export function setServerClock(time) {
  const difference = time - Date.now();
  behind = Math.abs(difference) > 5000 ? difference : 0;
}

/** The time there, in seconds since 1970. */
export function serverTime() {
  return (Date.now() + behind) / 1000;
}
