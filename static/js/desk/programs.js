// Programs that act for a streamer or for the site: tokens of the API, and webhooks with their deliveries.

import { serverTime } from '../clock.js';
import { made } from '../dom.js';
import { t } from '../text.js';
import { ago, dayAndTime, when } from '../words.js';
import { asking, button, copied, labelled, part } from './parts.js';

/**
 * @typedef {import('./desk.js').Desk} Desk
 * @typedef {{ id: number, name: string, scopes: string[], created: number, expires: number | null, last_used: number | null }} Token
 * @typedef {{ id: number, url: string, format: string, events: string[], enabled: boolean, disabled_because: string | null, retry: number | null, last_delivery: Delivery | null }} Webhook
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
    part(t('programs-tokens'), aboutTokens, fresh, tokens, tokenForm(desk, words.scopes, fresh, () => desk.report(showTokens(desk, tokens)))),
    part(t('programs-webhooks'), aboutWebhooks, secret, webhooks, webhookForm(desk, secret, () => desk.report(showWebhooks(desk, webhooks, secret)))),
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
  if (tokens.length === 0) list.append(made('li', 'desk-hint', t('programs-no-token')));
}

/**
 * @param {Desk} desk
 * @param {Token} token
 * @param {() => void} after
 */
function tokenRow(desk, { id, name, scopes, expires, last_used: used }, after) {
  const now = serverTime();
  const expiry = expires === null ? t('programs-never-expires') : expires <= now ? t('programs-expired') : t('programs-expires', { time: dayAndTime(expires) });
  const words = [scopes.join(', '), expiry, used === null ? t('programs-never-used') : t('programs-used', { time: ago(now - used) })].join(' · ');
  const title = name === '' ? t('programs-token-nr', { id }) : name;
  const revoke = async () => {
    await desk.api.send(`/tokens/${id}`, { method: 'DELETE' });
    desk.say(t('programs-revoked', { name: title }));
    /** @type {HTMLElement} */ (document.activeElement)?.blur();
    after();
  };
  const asks = asking(t('programs-revoke-dots'), t('programs-revoke-ask', { name: title }), t('programs-revoke'), () => desk.report(revoke()));
  asks.querySelector('button')?.setAttribute('aria-label', t('programs-revoke-one', { name: title }));
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
  expiry.append(...[['', t('programs-never')], ['30', t('programs-30')], ['90', t('programs-90')], ['365', t('programs-365')]].map(([days, words]) => new Option(words, days)));
  const legend = made('legend', 'desk-label', t('programs-rights'));
  const form = made('form', 'desk-form', labelled(t('programs-for'), name), made('fieldset', 'desk-choices', legend, ...scopes.map(({ line }) => line)), labelled(t('programs-expiry'), expiry), made('div', 'desk-row', made('button', 'button', t('programs-make-token'))));
  const make = async () => {
    const chosen = scopes.flatMap(({ box }) => (box.checked ? [box.value] : []));
    const expires = expiry.value === '' ? {} : { expires: Math.round(serverTime()) + Number(expiry.value) * DAY };
    const { token } = await desk.api.send('/tokens', { method: 'POST', body: { name: name.value.trim(), scopes: chosen, ...expires } });
    showOnce(desk, fresh, t('programs-token'), token, t('programs-token-once'));
    form.reset();
    after();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const first = scopes[0]?.box;
    const none = scopes.every(({ box }) => !box.checked);
    first?.setCustomValidity(none ? t('programs-no-right') : '');
    if (none) return void first?.reportValidity();
    desk.report(make());
  });
  form.addEventListener('change', () => scopes[0]?.box.setCustomValidity(''));
  return disclosed(t('programs-new-token'), form);
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
  place.replaceChildren(made('p', '', words), line, button(t('programs-done'), () => place.replaceChildren()));
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
  if (webhooks.length === 0) list.append(made('li', 'desk-hint', t('programs-no-webhook')));
}

/** @param {string} outcome of a delivery */
function outcomeWord(outcome) {
  return t('programs-outcome', { outcome });
}

/** How a webhook is, in words. Pure. @param {Webhook} webhook @param {number} now unix seconds */
export function webhookState({ enabled, disabled_because: why, retry, last_delivery: last }, now) {
  if (!enabled) return why === null ? t('programs-off') : t('programs-off-why', { why });
  if (last === null) return t('programs-nothing-sent');
  const result = `${outcomeWord(last.outcome)}${last.status === null ? '' : ` (${last.status})`} ${ago(now - last.time)}`;
  return retry === null ? t('programs-on-last', { result }) : t('programs-on-next', { result, time: when(retry, now) });
}

/**
 * @param {Desk} desk
 * @param {Webhook} webhook
 * @param {boolean} isOpen
 * @param {HTMLElement} secret
 * @param {() => void} again shows all anew
 */
function webhookRow(desk, webhook, isOpen, secret, again) {
  const { id, url, format, events, enabled } = webhook;
  const isDiscord = format === 'discord';
  const { api, report, say } = desk;
  const change = async (/** @type {Record<string, unknown>} */ body, /** @type {string} */ words) => {
    await api.send(`/webhooks/${id}`, { method: 'PATCH', body });
    say(words);
    again();
  };
  const ping = async () => {
    const delivery = await api.send(`/webhooks/${id}/ping`, { method: 'POST', body: {} });
    say(t('programs-test-was', { outcome: outcomeWord(delivery.outcome) }));
    again();
  };
  const rotate = async () => {
    const made_ = await api.send(`/webhooks/${id}/secret`, { method: 'PUT', body: {} });
    showOnce(desk, secret, t('programs-secret'), made_.secret, t('programs-secret-once'));
  };
  const remove = async () => {
    await api.send(`/webhooks/${id}`, { method: 'DELETE' });
    say(t('programs-webhook-removed'));
    again();
  };
  const deliveries = made('ol', 'desk-rows');
  const details = disclosed(t('programs-deliveries'), deliveries);
  details.dataset.id = String(id);
  details.addEventListener('toggle', () => /** @type {HTMLDetailsElement} */ (details).open && report(showDeliveries(desk, id, deliveries)));
  /** @type {HTMLDetailsElement} */ (details).open = isOpen;
  const tools = made(
    'div',
    'desk-row',
    named(button(t('programs-test'), () => report(ping())), t('programs-test-one', { url })),
    named(button(enabled ? t('programs-turn-off') : t('programs-turn-on'), () => report(change({ enabled: !enabled }, enabled ? t('programs-is-off') : t('programs-is-on')))), enabled ? t('programs-turn-off-one', { url }) : t('programs-turn-on-one', { url })),
    ...(isDiscord ? [] : [asking(t('programs-new-secret'), t('programs-new-secret-ask'), t('programs-new-secret-do'), () => report(rotate()))]),
    asking(t('desk-remove-dots'), t('programs-remove-ask', { url }), t('desk-remove'), () => report(remove())),
  );
  const what = isDiscord ? t('programs-on-discord') : events.length === 0 ? t('programs-all-events') : events.join(', ');
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
      const facts = [when(time, now), attempt === 0 ? null : t('programs-attempt', { number: attempt }), `${outcomeWord(outcome)}${status === null ? '' : ` (${status})`}`, `${duration} ms`, reason, answer].filter((fact) => fact !== null && fact !== '');
      const again = async () => {
        await desk.api.send(`/webhooks/${id}/deliveries`, { method: 'POST', body: { event } });
        desk.say(t('programs-sent-again', { type }));
        await showDeliveries(desk, id, list);
      };
      const resend = event === null || event === 0 ? [] : [named(button(t('programs-send-again'), () => desk.report(again())), t('programs-send-one-again', { type, time: when(time, now) }))];
      return made('li', 'desk-item', made('div', 'desk-grow', made('b', '', type), made('span', 'desk-about', made('bdi', '', facts.join(' · ')))), ...resend);
    }),
  );
  if (deliveries.length === 0) list.append(made('li', 'desk-hint', t('programs-nothing-yet')));
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
  const format = made('select', 'field');
  format.append(new Option(t('programs-format-events'), 'events'), new Option(t('programs-format-discord'), 'discord'));
  const types = labelled(t('programs-events'), events, t('programs-types'));
  const show = () => {
    const isDiscord = format.value === 'discord';
    types.hidden = isDiscord;
    url.placeholder = isDiscord ? 'https://discord.com/api/webhooks/…' : 'https://bot.example.com/events';
  };
  format.addEventListener('change', show);
  const form = made('form', 'desk-form', labelled(t('programs-sends'), format), labelled(t('programs-address'), url, t('programs-discord-hint')), types, made('div', 'desk-row', made('button', 'button', t('programs-make-webhook'))));
  const make = async () => {
    const isDiscord = format.value === 'discord';
    const chosen = isDiscord ? [] : events.value.split(/[\s,]+/).filter((word) => word !== '');
    const made_ = await desk.api.send('/webhooks', { method: 'POST', body: { url: url.value.trim(), format: format.value, ...(chosen.length === 0 ? {} : { events: chosen }) } });
    if (isDiscord) desk.say(t('programs-made'));
    else showOnce(desk, secret, t('programs-secret'), made_.secret, t('programs-secret-first'));
    form.reset();
    show();
    after();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    desk.report(make());
  });
  return disclosed(t('programs-new-webhook'), form);
}
