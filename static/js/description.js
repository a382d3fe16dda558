// What is told about the stream: title, description, tags, schedule. Emoji, links and times are the server's work; when the
// streamer changes something, the page takes it from the server's own rendering, so that only one side has to do it.

/** @param {string} url of the page */
export async function freshen(url) {
  const response = await fetch(url, { cache: 'no-store' });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const element of document.querySelectorAll('[data-told]')) {
    const fresh = page.getElementById(element.id);
    if (fresh) element.replaceChildren(...Array.from(fresh.childNodes, (node) => document.importNode(node, true)));
  }
}
