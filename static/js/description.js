// The description under the picture. The server parses it; the page only lays the parts out.

/** @typedef {{ text: string, href?: string | null }} Part */

/**
 * @param {HTMLElement} element
 * @param {Part[]} parts
 */
export function showDescription(element, parts) {
  const nodes = parts.map((part) => {
    if (!part.href) return part.text;
    const link = document.createElement('a');
    link.href = part.href;
    link.rel = 'noopener nofollow ugc';
    link.textContent = part.text;
    return link;
  });
  element.replaceChildren(...nodes);
  element.hidden = parts.length === 0;
}
