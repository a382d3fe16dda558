// The API, for who is signed in with this browser.

import { setServerClock } from '../clock.js';
import { t } from '../text.js';

/** Why the API refused something, in words for people. */
export class Refused extends Error {
  /** @param {{ detail?: string, code?: string, status?: number }} problem */
  constructor({ detail, code = '', status = 0 }) {
    super(detail ?? t('desk-no-answer'));
    this.code = code;
    this.status = status;
  }
}

/**
 * @typedef {object} Request
 * @property {string} [method]
 * @property {unknown} [body] becomes JSON, unless it is a file
 * @property {string} [etag] the version that is to be changed
 */

export class Api {
  /**
   * @param {string} base address of what the desk is about: a stream, or the site
   * @param {() => void} onSignedOut nobody is signed in any more
   */
  constructor(base, onSignedOut) {
    this.base = base;
    this.onSignedOut = onSignedOut;
  }

  /**
   * @param {string} path below the base; begins with a slash, unless it is empty
   * @param {Request} [request]
   * @returns {Promise<any>} the answer
   */
  async send(path, request) {
    return (await this.versioned(path, request)).value;
  }

  /**
   * @param {string} path
   * @param {Request} [request]
   * @returns {Promise<{ value: any, etag: string | null }>} the answer with its version
   */
  async versioned(path, { method = 'GET', body, etag } = {}) {
    /** @type {Record<string, string>} */
    const headers = { 'X-Desk': '1' };
    if (body instanceof Blob) headers['Content-Type'] = body.type;
    else if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (etag !== undefined) headers['If-Match'] = etag;
    const sent = body instanceof Blob ? body : body === undefined ? null : JSON.stringify(body);
    const response = await fetch(this.base + path, { method, headers, body: sent, cache: 'no-store' }).catch(() => null);
    if (response === null) throw new Refused({});
    setServerClock(Date.parse(response.headers.get('date') ?? ''));
    const value = await response.json().catch(() => ({}));
    if (response.status === 401) this.onSignedOut();
    if (!response.ok) throw new Refused(value);
    return { value, etag: response.headers.get('etag') };
  }
}
