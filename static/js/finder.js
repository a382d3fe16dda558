// The search of the front page, which works as a form without this. With it, the page follows what is typed.

/** How long nobody has typed before the server is asked. Milliseconds. */
const PAUSE_MS = 150;

/**
 * What a form looks for, as the query of an address.
 * @param {Iterable<[string, FormDataEntryValue]>} fields
 */
export function queryOf(fields) {
  const filled = [...fields].map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value !== '');
  return new URLSearchParams(filled).toString();
}

export class Finder {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLFormElement} form
   * @param {(query: string) => void} onChange
   */
  constructor(form, onChange) {
    this.form = form;
    form.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        history.replaceState(null, '', this.query ? `?${this.query}` : location.pathname);
        onChange(this.query);
      }, PAUSE_MS);
    });
  }

  /** What the form looks for now; empty for everything. */
  get query() {
    return queryOf(new FormData(this.form));
  }
}
