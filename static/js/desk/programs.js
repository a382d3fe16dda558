// Programs that act for a streamer or for the site: tokens of the API, and webhooks with their deliveries.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { ago, dayAndTime, when } from '../words.js';
import { asking, button, copied, labelled, part } from './parts.js';

/**
 * @typedef {import('./desk.js').Desk} Desk
 * @typedef {{ id: number, name: string, scopes: string[], created: number, expires: number | null, last_used: number | null }} Token
 * @typedef {{ id: number, url: string, events: string[], enabled: boolean, disabled_because: string | null, retry: number | null, last_delivery: Delivery | null }} Webhook
 * @typedef {{ id: number, event: number | null, type: string, time: number, attempt: number, outcome: string, status: number | null, reason: string | null, duration: number, answer: string | null }} Delivery
 *
 * @typedef {object} Words
 * @property {string} tokens what tokens are for
 * @property {string} webhooks what webhooks are for
 * @property {Record<string, string>} scopes what a token may have, with what it allows
 */

const DAY = 86400;

/**
 * @param {Desk} desk
 * @param {Words} words
 */
export function showPrograms(desk, words) {
  const tokens = made('ul', 'desk-rows');
  const webhooks = made('ul', 'desk-rows');
  const fresh = made('div', 'desk-fresh');
  const secret = made('div', 'desk-fresh');
  const aboutTokens = made('p', 'desk-hint', words.tokens);
  const aboutWebhooks = made('p', 'desk-hint', words.webhooks);
  desk.body.append(
    part('Tokens', aboutTokens, fresh, tokens, tokenForm(desk, words.scopes, fresh, () => desk.report(showTokens(desk, tokens)))),
    part('Webhooks', aboutWebhooks, secret, webhooks, webhookForm(desk, secret, () => desk.report(showWebhooks(desk, webhooks, secret)))),
  );
  desk.report(Promise.all([showTokens(desk, tokens), showWebhooks(desk, webhooks, secret)]));
  desk.onEvent((event) => {
    if (event === null || /_token$/.test(event.type)) desk.report(showTokens(desk, tokens));
    if (event === null || /_webhook$/.test(event.type)) desk.report(showWebhooks(desk, webhooks, secret));
  });
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} list
 */
async function showTokens(desk, list) {
  /** @type {{ tokens: Token[] }} */
  const { tokens } = await desk.api.send('/tokens');
  if (list.contains(document.activeElement)) return;
  list.replaceChildren(...tokens.map((token) => tokenRow(desk, token, () => desk.report(showTokens(desk, list)))));
  if (tokens.length === 0) list.append(made('li', 'desk-hint', 'No program has a token.'));
}

/**
 * @param {Desk} desk
 * @param {Token} token
 * @param {() => void} after
 */
function tokenRow(desk, { id, name, scopes, expires, last_used: used }, after) {
  const now = serverTime();
  const expiry = expires === null ? 'never expires' : expires <= now ? 'has expired' : `expires ${dayAndTime(expires)}`;
  const words = [scopes.join(', '), expiry, used === null ? 'never used' : `used ${ago(now - used)}`].join(' · ');
  const title = name === '' ? `Token ${id}` : name;
  const revoke = async () => {
    await desk.api.send(`/tokens/${id}`, { method: 'DELETE' });
    desk.say(`${title} is revoked.`);
    /** @type {HTMLElement} */ (document.activeElement)?.blur();
    after();
  };
  const asks = asking('Revoke…', `Revoke ${title}? The program that has it can do nothing any more.`, 'Revoke', () => desk.report(revoke()));
  asks.querySelector('button')?.setAttribute('aria-label', `Revoke ${title}…`);
  return made('li', 'desk-item', made('div', 'desk-grow', made('b', '', made('bdi', '', title)), made('span', 'desk-about', words)), asks);
}

/**
 * @param {Desk} desk
 * @param {Record<string, string>} rights
 * @param {HTMLElement} fresh where a new token is shown
 * @param {() => void} after
 */
function tokenForm(desk, rights, fresh, after) {
  const name = made('input', 'field');
  [name.maxLength, name.autocomplete, name.dir] = [100, 'off', 'auto'];
  const scopes = Object.entries(rights).map(([scope, words]) => {
    const box = made('input', 'desk-check');
    [box.type, box.value] = ['checkbox', scope];
    return { box, line: made('label', 'desk-choice', box, made('span', '', made('b', '', scope), ` ${words}`)) };
  });
  const expiry = made('select', 'field');
  expiry.append(...[['', 'Never'], ['30', 'In 30 days'], ['90', 'In 90 days'], ['365', 'In a year']].map(([days, words]) => new Option(words, days)));
  const legend = made('legend', 'desk-label', 'Rights');
  const form = made('form', 'desk-form', labelled('What it is for', name), made('fieldset', 'desk-choices', legend, ...scopes.map(({ line }) => line)), labelled('Expires', expiry), made('div', 'desk-row', made('button', 'button', 'Make a token')));
  const make = async () => {
    const chosen = scopes.flatMap(({ box }) => (box.checked ? [box.value] : []));
    const expires = expiry.value === '' ? {} : { expires: Math.round(serverTime()) + Number(expiry.value) * DAY };
    const { token } = await desk.api.send('/tokens', { method: 'POST', body: { name: name.value.trim(), scopes: chosen, ...expires } });
    showOnce(desk, fresh, 'Token', token, 'This is the token. Copy it now: it is shown only once.');
    form.reset();
    after();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const first = scopes[0]?.box;
    const none = scopes.every(({ box }) => !box.checked);
    first?.setCustomValidity(none ? 'Choose at least one right.' : '');
    if (none) return void first?.reportValidity();
    desk.report(make());
  });
  form.addEventListener('change', () => scopes[0]?.box.setCustomValidity(''));
  return disclosed('New token', form);
}

/**
 * @param {string} words
 * @param {HTMLElement} form
 */
function disclosed(words, form) {
  return made('details', 'desk-more', made('summary', '', words), form);
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} place
 * @param {string} label
 * @param {string} secret
 * @param {string} words
 */
function showOnce(desk, place, label, secret, words) {
  const line = copied(label, secret);
  place.replaceChildren(made('p', '', words), line, button('Done', () => place.replaceChildren()));
  /** @type {HTMLElement | null} */ (line.querySelector('input'))?.focus();
  desk.say(words);
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} list
 * @param {HTMLElement} secret where a new secret is shown
 */
async function showWebhooks(desk, list, secret) {
  /** @type {{ webhooks: Webhook[] }} */
  const { webhooks } = await desk.api.send('/webhooks');
  if (list.contains(document.activeElement)) return;
  const open = new Set([...list.querySelectorAll('details[open]')].map((one) => /** @type {HTMLElement} */ (one).dataset.id));
  const again = () => {
    /** @type {HTMLElement} */ (document.activeElement)?.blur();
    desk.report(showWebhooks(desk, list, secret));
  };
  list.replaceChildren(...webhooks.map((webhook) => webhookRow(desk, webhook, open.has(String(webhook.id)), secret, again)));
  if (webhooks.length === 0) list.append(made('li', 'desk-hint', 'There is no webhook.'));
}

/** How a webhook is, in words. Pure. @param {Webhook} webhook @param {number} now unix seconds */
export function webhookState({ enabled, disabled_because: why, retry, last_delivery: last }, now) {
  if (!enabled) return why === null ? 'off' : `off: ${why}`;
  if (last === null) return 'on, nothing sent yet';
  const result = `${last.outcome.replace('_', ' ')}${last.status === null ? '' : ` (${last.status})`} ${ago(now - last.time)}`;
  return retry === null ? `on, last ${result}` : `on, last ${result}, next attempt ${when(retry, now)}`;
}

/**
 * @param {Desk} desk
 * @param {Webhook} webhook
 * @param {boolean} isOpen
 * @param {HTMLElement} secret
 * @param {() => void} again shows all anew
 */
function webhookRow(desk, webhook, isOpen, secret, again) {
  const { id, url, events, enabled } = webhook;
  const { api, report, say } = desk;
  const change = async (/** @type {Record<string, unknown>} */ body, /** @type {string} */ words) => {
    await api.send(`/webhooks/${id}`, { method: 'PATCH', body });
    say(words);
    again();
  };
  const ping = async () => {
    const delivery = await api.send(`/webhooks/${id}/ping`, { method: 'POST', body: {} });
    say(`The test was ${delivery.outcome}.`);
    again();
  };
  const rotate = async () => {
    const made_ = await api.send(`/webhooks/${id}/secret`, { method: 'PUT', body: {} });
    showOnce(desk, secret, 'Secret of the webhook', made_.secret, 'This is the new secret. Copy it now: it is shown only once.');
  };
  const remove = async () => {
    await api.send(`/webhooks/${id}`, { method: 'DELETE' });
    say('The webhook is removed.');
    again();
  };
  const deliveries = made('ol', 'desk-rows');
  const details = disclosed('Deliveries', deliveries);
  details.dataset.id = String(id);
  details.addEventListener('toggle', () => /** @type {HTMLDetailsElement} */ (details).open && report(showDeliveries(desk, id, deliveries)));
  /** @type {HTMLDetailsElement} */ (details).open = isOpen;
  const tools = made(
    'div',
    'desk-row',
    named(button('Test', () => report(ping())), `Test ${url}`),
    named(button(enabled ? 'Turn off' : 'Turn on', () => report(change({ enabled: !enabled }, enabled ? 'The webhook is off.' : 'The webhook is on.'))), `${enabled ? 'Turn off' : 'Turn on'} ${url}`),
    asking('New secret…', 'Make a new secret? The old one works for another day.', 'Make a new secret', () => report(rotate())),
    asking('Remove…', `Remove the webhook to ${url}?`, 'Remove', () => report(remove())),
  );
  const what = events.length === 0 ? 'all events' : events.join(', ');
  const who = made('div', 'desk-grow', made('b', '', made('bdi', '', url)), made('span', 'desk-about', `${webhookState(webhook, serverTime())} · ${what}`));
  return made('li', 'desk-item', who, tools, details);
}

/** @param {HTMLElement} element @param {string} label */
function named(element, label) {
  element.setAttribute('aria-label', label);
  return element;
}

/**
 * @param {Desk} desk
 * @param {number} id
 * @param {HTMLElement} list
 */
async function showDeliveries(desk, id, list) {
  /** @type {{ deliveries: Delivery[] }} */
  const { deliveries } = await desk.api.send(`/webhooks/${id}/deliveries?limit=20`);
  const now = serverTime();
  list.replaceChildren(
    ...deliveries.reverse().map((delivery) => {
      const { event, type, time, attempt, outcome, status, reason, duration, answer } = delivery;
      const facts = [when(time, now), attempt === 0 ? null : `attempt ${attempt}`, `${outcome}${status === null ? '' : ` (${status})`}`, `${duration} ms`, reason, answer].filter((fact) => fact !== null && fact !== '');
      const again = async () => {
        await desk.api.send(`/webhooks/${id}/deliveries`, { method: 'POST', body: { event } });
        desk.say(`${type} was sent again.`);
        await showDeliveries(desk, id, list);
      };
      const resend = event === null || event === 0 ? [] : [named(button('Send again', () => desk.report(again())), `Send ${type} of ${when(time, now)} again`)];
      return made('li', 'desk-item', made('div', 'desk-grow', made('b', '', type), made('span', 'desk-about', made('bdi', '', facts.join(' · ')))), ...resend);
    }),
  );
  if (deliveries.length === 0) list.append(made('li', 'desk-hint', 'Nothing has been sent yet.'));
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} secret where the secret is shown
 * @param {() => void} after
 */
function webhookForm(desk, secret, after) {
  const url = made('input', 'field');
  [url.type, url.required, url.placeholder, url.autocomplete] = ['url', true, 'https://bot.example.com/events', 'off'];
  const events = made('input', 'field');
  [events.autocomplete, events.spellcheck] = ['off', false];
  const form = made('form', 'desk-form', labelled('Address', url), labelled('Events', events, 'Types such as start_streaming, separated by commas; empty for all.'), made('div', 'desk-row', made('button', 'button', 'Make a webhook')));
  const make = async () => {
    const chosen = events.value.split(/[\s,]+/).filter((word) => word !== '');
    const made_ = await desk.api.send('/webhooks', { method: 'POST', body: { url: url.value.trim(), ...(chosen.length === 0 ? {} : { events: chosen }) } });
    showOnce(desk, secret, 'Secret of the webhook', made_.secret, 'This is its secret, by which your server knows what is from here. Copy it now: it is shown only once.');
    form.reset();
    after();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    desk.report(make());
  });
  return disclosed('New webhook', form);
}
