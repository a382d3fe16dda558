// What is on now: the picture, the health of the incoming stream, what the encoder needs to know.

import { find, made, setText } from '../dom.js';
import { HealthPanel } from '../health.js';
import { Stage } from '../stage.js';
import { t } from '../text.js';
import { setMoment } from '../times.js';
import { counted } from '../words.js';
import { DocumentForm } from '../desk/form.js';
import { encoderFields } from '../desk/encoder.js';
import { asking, button, copied, part } from '../desk/parts.js';
import { TAGS, TITLE } from './fields.js';

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
  if (owns) column.append(ends, subject(studio));
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

/** What is on, at hand while one streams. @param {Studio} studio */
function subject(studio) {
  const { api, report, say } = studio;
  const form = new DocumentForm({ api, path: '/settings', fields: [TITLE, TAGS], what: 'settings', report, say });
  studio.onEvent((event) => (event === null || event.type === 'set_stream_title' || event.type === 'set_tags') && report(form.read()));
  report(form.read());
  return form.element;
}

class Facts {
  element = made('dl', 'facts desk-facts');
  #state = fact(this.element, t('now-state'));
  #viewers = fact(this.element, t('past-viewers'));
  #since = made('time', '');
  #last = made('time', '');

  constructor() {
    this.#since.dataset.show = 'elapsed';
    this.#last.dataset.show = 'ago';
    fact(this.element, t('now-on-air')).append(this.#since);
    fact(this.element, t('site-last-live')).append(this.#last);
  }

  /** @param {Stream} stream */
  show({ live, state, viewers, started, last_live: last }) {
    setText(this.#state, { offline: t('now-offline'), starting: t('now-starting'), live: t('now-live'), reconnecting: t('now-gone') }[state]);
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
    studio.say(t('now-ended'));
  };
  const question = t('now-end-ask');
  const ends = asking(t('now-end-dots'), question, t('now-end'), () => studio.report(end()));
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
  const question = t('now-key-ask');
  key.append(
    made('p', 'desk-hint', t('now-key-about')),
    asking(t('now-key-dots'), question, t('now-key-do'), () => studio.report(rotate())),
  );
  return part(t('now-obs'), ...encoderFields(server), key);
}

/**
 * @param {Studio} studio
 * @param {HTMLElement} place
 * @param {string} key
 */
function showKey(studio, place, key) {
  const line = copied(t('site-stream-key'), key, { isSecret: true });
  const form = made('form', '');
  form.method = 'post';
  form.action = `${studio.root}sign-in`;
  for (const [name, value] of [['key', key], ['next', location.pathname]]) {
    const field = made('input', '');
    [field.type, field.name, field.value] = ['hidden', name ?? '', value ?? ''];
    form.append(field);
  }
  const on = button(t('now-go-on'), () => form.submit(), 'button');
  place.replaceChildren(made('p', '', t('now-key-new')), line, form, on);
  find('input', line).focus();
  studio.say(t('now-key-said'));
}
