// What is said of the stream under the picture: title, description, tags. Emoji and links are the server's work; when the
// streamer changes something, the page takes it from the server's own rendering, so that only one side has to do it.

/**
 * @param {HTMLElement} element
 * @param {string} url of the page
 */
export async function freshen(element, url) {
  const response = await fetch(url, { cache: 'no-store' });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById(element.id);
  if (fresh === null) return;
  element.replaceChildren(...Array.from(fresh.childNodes, (node) => document.importNode(node, true)));
}
