// The page as a viewer that the server counts: asking `/info` under this name keeps it counted, `/leave` ends that.

/** A name for this visit, fresh each time, which tells nothing about the person. */
export function visitName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Tells the server when the page goes away, so that the count falls at once rather than when it is missed.
 * @param {string} url of the stream
 * @param {string} viewer
 */
export function leaveOnHide(url, viewer) {
  addEventListener('pagehide', () => {
    navigator.sendBeacon(`${url}leave`, new URLSearchParams({ viewer }));
  });
}
