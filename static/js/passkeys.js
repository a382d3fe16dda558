// Signing in by passkey, and making one. The server checks what the browser's authenticator signs.

import { find } from './dom.js';
import { t } from './text.js';

const PATH = '/-/account/passkeys';

/** @param {ArrayBuffer} buffer */
function encoded(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {string} text */
function decoded(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

/**
 * @param {string} path
 * @param {object} body
 */
async function post(path, body) {
  const answer = await fetch(PATH + path, { method: 'POST', body: JSON.stringify(body) });
  if (answer.ok) return answer.json();
  // what fails on the site's side is a page
  throw new Error(answer.status < 500 ? await answer.text() : t('account-passkey-failed'));
}

/** What to tell of a failure. Browsers name theirs, and describe them in English. @param {Error} error */
export function failure({ name, message }) {
  switch (name) {
    case 'Error':
      return message;
    // a person who closes the browser's dialog knows that they did
    case 'NotAllowedError':
    case 'AbortError':
      return '';
    case 'InvalidStateError':
      return t('account-passkey-known');
    case 'SecurityError':
      return t('account-passkey-address');
    case 'NotSupportedError':
    case 'ConstraintError':
      return t('account-passkey-none');
    default:
      return t('account-passkey-failed');
  }
}

async function signIn() {
  const { challenge, rpId } = await post('/challenge', { adds: false });
  const shown = await navigator.credentials.get({ publicKey: { challenge: decoded(challenge), rpId, userVerification: 'required' } });
  if (!(shown instanceof PublicKeyCredential) || !(shown.response instanceof AuthenticatorAssertionResponse)) return;
  const { clientDataJSON, authenticatorData, signature } = shown.response;
  const next = /** @type {HTMLInputElement} */ (find('.account [name="next"]')).value;
  const { next: to } = await post('/sign-in', {
    id: encoded(shown.rawId),
    client_data: encoded(clientDataJSON),
    authenticator_data: encoded(authenticatorData),
    signature: encoded(signature),
    next,
  });
  location.assign(to);
}

async function add() {
  const { challenge, rp, user, algorithms, known } = await post('/challenge', { adds: true });
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: decoded(challenge),
      rp,
      user: { id: decoded(user.id), name: user.name, displayName: user.name },
      pubKeyCredParams: algorithms.map((/** @type {number} */ alg) => ({ type: 'public-key', alg })),
      excludeCredentials: known.map((/** @type {string} */ id) => ({ type: 'public-key', id: decoded(id) })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    },
  });
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse)) return;
  const { clientDataJSON } = made.response;
  const key = made.response.getPublicKey();
  if (key === null) throw new Error(t('account-passkey-unusable'));
  const { next } = await post('', {
    client_data: encoded(clientDataJSON),
    authenticator_data: encoded(made.response.getAuthenticatorData()),
    key: encoded(key),
    name: /** @type {HTMLInputElement} */ (find('#passkey-name')).value,
  });
  location.assign(next);
}

/** @type {Record<string, () => Promise<void>>} */
const ACTIONS = { 'passkey-sign-in': signIn, 'passkey-add': add };

/** Shows and connects the buttons, where the browser knows passkeys. */
export function offerPasskeys() {
  if (!('PublicKeyCredential' in window)) return;
  for (const [id, act] of Object.entries(ACTIONS)) {
    const button = document.querySelector(`#${id}`);
    if (!(button instanceof HTMLButtonElement)) continue;
    /** @type {HTMLElement} */ (find('#passkey')).hidden = false;
    button.addEventListener('click', () => {
      const words = find('#passkey-error');
      words.textContent = '';
      act().catch((error) => (words.textContent = failure(error)));
    });
  }
}
