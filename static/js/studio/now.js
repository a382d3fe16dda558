// What is on now: the picture, the health of the incoming stream, what the encoder needs to know.

import { find, made, setText } from '../dom.js';
import { HealthPanel } from '../health.js';
import { Stage } from '../stage.js';
import { setMoment } from '../times.js';
import { counted } from '../words.js';
import { encoderFields } from '../desk/encoder.js';
import { asking, button, copied, part } from '../desk/parts.js';

/**
 * @typedef {import('../studio.js').Studio} Studio
 * @typedef {import('../studio.js').Stream} Stream
 */

/** @param {Studio} studio */
export function showNow(studio) {
  const { api, page, owns } = studio;
  const stage = new Stage({ page, theatre() {}, silently: true, onPhase() {}, onRetry() {} });
  stage.begin();
  const column = find('#column');
  const facts = new Facts();
  column.append(facts.element);
  const ends = ending(studio);
  if (owns) column.append(ends);
  const health = new HealthPanel({
    place: studio.body,
    connection: { operate: () => api.send('/health').then((outcome) => ({ outcome }), () => ({})) },
    onWarnings() {},
  });
  health.panel.open = true;
  studio.onStream((stream) => {
    // nobody is asked about their own picture
    stage.hear({ ...stream, content_warning: null });
    facts.show(stream);
    health.show(stream.state !== 'offline');
    ends.hidden = stream.state === 'offline';
  });
  if (owns) studio.body.append(encoder(studio));
}

class Facts {
  element = made('dl', 'facts desk-facts');
  #state = fact(this.element, 'State');
  #viewers = fact(this.element, 'Viewers');
  #since = made('time', '');
  #last = made('time', '');

  constructor() {
    this.#since.dataset.show = 'elapsed';
    this.#last.dataset.show = 'ago';
    fact(this.element, 'On air for').append(this.#since);
    fact(this.element, 'Last live').append(this.#last);
  }

  /** @param {Stream} stream */
  show({ live, state, viewers, started, last_live: last }) {
    setText(this.#state, { offline: 'offline', starting: 'starting: no picture yet', live: 'live', reconnecting: 'the encoder is gone for a moment' }[state]);
    setText(this.#viewers, live ? counted(viewers) : '–');
    const on = state !== 'offline';
    setMoment(this.#since, on ? started : null);
    setMoment(this.#last, on ? null : last);
    this.#row(this.#since).hidden = !on;
    this.#row(this.#last).hidden = on || !last;
  }

  /** @param {HTMLElement} value */
  #row(value) {
    return /** @type {HTMLElement} */ (value.closest('div'));
  }
}

/**
 * @param {HTMLElement} list
 * @param {string} name
 */
function fact(list, name) {
  const value = made('dd', '');
  list.append(made('div', '', made('dt', '', name), value));
  return value;
}

/** @param {Studio} studio */
function ending(studio) {
  const end = async () => {
    await studio.api.send('/broadcast', { method: 'DELETE' });
    studio.say('The broadcast has ended.');
  };
  const question = 'End the broadcast? The encoder is disconnected, and kept away for 30 seconds.';
  const ends = asking('End broadcast…', question, 'End broadcast', () => studio.report(end()));
  ends.hidden = true;
  return ends;
}

/** What to enter into OBS. @param {Studio} studio */
function encoder(studio) {
  const { server = '' } = studio.page.dataset;
  const key = made('div', 'studio-key');
  const rotate = async () => {
    // the old key opened this session too, which ends with it: the new one is to be seen first
    studio.stay(true);
    try {
      const { key: fresh } = await studio.api.send('/key', { method: 'PUT', body: {} });
      showKey(studio, key, fresh);
    } catch (error) {
      studio.stay(false);
      throw error;
    }
  };
  const question = 'Make a new key? The old one stops working: a running broadcast ends, and every browser is signed out of this studio.';
  key.append(
    made('p', 'desk-hint', 'Your stream key is stored as a hash only, so it cannot be shown again. If you have lost it, make a new one.'),
    asking('New stream key…', question, 'Make a new key', () => studio.report(rotate())),
  );
  return part('In OBS', ...encoderFields(server), key);
}

/**
 * @param {Studio} studio
 * @param {HTMLElement} place
 * @param {string} key
 */
function showKey(studio, place, key) {
  const line = copied('Stream key', key);
  const form = made('form', '');
  form.method = 'post';
  form.action = `${studio.root}sign-in`;
  for (const [name, value] of [['key', key], ['next', location.pathname]]) {
    const field = made('input', '');
    [field.type, field.name, field.value] = ['hidden', name ?? '', value ?? ''];
    form.append(field);
  }
  const on = button('Go on with the new key', () => form.submit(), 'button');
  place.replaceChildren(made('p', '', 'This is your new stream key. Enter it into your encoder: it is shown only now.'), line, form, on);
  find('input', line).focus();
  studio.say('This is your new stream key.');
}
