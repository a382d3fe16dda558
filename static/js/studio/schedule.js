// The schedule: what is planned, and a form for one plan. Times are entered in the plan's time zone and shown in the reader's.

import { serverTime } from '../clock.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';
import { ago, weekdayAndTime } from '../words.js';
import { asking, button, labelled } from '../desk/parts.js';

/**
 * @typedef {import('../studio.js').Studio} Studio
 * @typedef {{ id: string, title: string | null, start: string, time_zone: string, minutes: number, weekly: boolean, skipped: string[], next: number | null }} Plan as the API has it
 * @typedef {'title' | 'start' | 'time_zone' | 'minutes'} Name of a field
 */

/** Minutes that a new plan lasts. */
const USUAL_MINUTES = 120;

/** How the API's refusals begin, by the field that they are about. @type {[string, Name][]} */
const ABOUT = [
  ['The title ', 'title'],
  ['The start ', 'start'],
  ['The time zone ', 'time_zone'],
  ['The length ', 'minutes'],
];

/** The field that a refusal is about; null if it is about none of them. Pure. @param {string} words */
export function fieldOf(words) {
  return ABOUT.find(([start]) => words.startsWith(start))?.[1] ?? null;
}

/** How long a broadcast lasts: `45 min`, `2 h`, `2 h 30 min`. Pure. @param {number} minutes */
export function long(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 ? [`${rest} min`] : [])].join(' ');
}

/** What there is to say of a plan besides its title and when it comes next. Pure. @param {Plan} plan */
export function details({ start, time_zone: zone, minutes, weekly, skipped, next }) {
  const [day = '', time = ''] = start.split('T');
  return [
    next === null ? t('schedule-over') : weekly ? t('schedule-weekly') : t('schedule-once'),
    long(minutes),
    weekly ? t('schedule-weekly-at', { time, day, zone }) : t('schedule-once-at', { time, day, zone }),
    ...(skipped.length > 0 ? [t('schedule-not-on', { days: skipped.join(', ') })] : []),
  ].join(' · ');
}

export class Schedule {
  #list = made('ul', 'desk-rows');
  #place = made('div', 'studio-column');
  #add = button(t('schedule-plan'), () => this.#open(null, this.#add));
  /** @type {Plan[]} */
  #plans = [];

  /** @param {Studio} studio */
  constructor(studio) {
    this.studio = studio;
    this.element = made('div', 'studio-column', this.#list, made('div', 'desk-row', this.#add), this.#place);
  }

  async read() {
    this.#plans = (await this.studio.api.send('/schedule')).schedule;
    // a question that is open is not taken away
    if (!this.#list.contains(document.activeElement)) this.#show();
  }

  #show() {
    this.#list.replaceChildren(...this.#plans.map((plan) => this.#row(plan)));
    if (this.#plans.length === 0) this.#list.append(made('li', 'desk-hint', t('schedule-nothing')));
  }

  /** @param {Plan} plan */
  #row(plan) {
    const { id, title, weekly, next } = plan;
    const when = next === null ? '' : `${weekdayAndTime(next)} (${ago(serverTime() - next)})`;
    const name = title ?? (when === '' ? t('schedule-what-is-over') : t('schedule-what-begins', { when }));
    const change = button(t('chat-change'), () => this.#open(plan, change));
    change.setAttribute('aria-label', t('schedule-change-one', { name }));
    const skip = button(t('schedule-skip'), () => this.#do(`/schedule/${encodeURIComponent(id)}/skip`, 'POST', t('schedule-skipped', { name })));
    skip.setAttribute('aria-label', t('schedule-skip-one', { name }));
    const remove = asking(t('desk-remove-dots'), weekly ? t('schedule-remove-weekly', { name }) : t('schedule-remove-ask', { name }), t('desk-remove'), () => this.#do(`/schedule/${encodeURIComponent(id)}`, 'DELETE', t('schedule-removed', { name })));
    remove.querySelector('button')?.setAttribute('aria-label', t('schedule-remove-one', { name }));
    const words = made('div', 'desk-grow', made('b', '', made('bdi', '', title ?? t('schedule-a-broadcast'))), ` ${when}`, made('span', 'desk-about', details(plan)));
    const skips = weekly && next !== null ? [skip] : [];
    return made('li', 'desk-item', words, made('div', 'desk-row', change, ...skips, remove));
  }

  /** @param {string} path @param {string} method @param {string} words said then */
  #do(path, method, words) {
    const act = async () => {
      await this.studio.api.send(path, { method });
      this.studio.say(words);
      // its row may be gone
      this.#add.focus();
      await this.read();
    };
    this.studio.report(act());
  }

  /**
   * Shows the form.
   * @param {Plan | null} plan that is changed; null for a new one
   * @param {HTMLElement} opener gets the focus back
   */
  #open(plan, opener) {
    const form = new PlanForm(plan, this.#plans.at(-1)?.time_zone);
    const close = () => {
      this.#place.replaceChildren();
      (opener.isConnected ? opener : this.#add).focus();
    };
    form.onCancel = close;
    form.onSave = async (values) => {
      const request = plan === null ? { path: '/schedule', method: 'POST' } : { path: `/schedule/${encodeURIComponent(plan.id)}`, method: 'PATCH' };
      try {
        await this.studio.api.send(request.path, { method: request.method, body: values });
      } catch (error) {
        if (error instanceof Error && form.refuse(error.message)) return;
        throw error;
      }
      this.studio.say(plan === null ? t('schedule-planned') : t('schedule-changed'));
      this.#place.replaceChildren();
      this.#add.focus();
      await this.read();
    };
    form.element.addEventListener('submit', () => this.studio.report(form.save()));
    this.#place.replaceChildren(form.element);
    form.focus();
  }
}

let forms = 0;

class PlanForm {
  /** @type {Record<Name, HTMLInputElement>} */
  #fields = { title: made('input', 'field'), start: made('input', 'field'), time_zone: made('input', 'field'), minutes: made('input', 'field') };
  #weekly = made('input', 'desk-check');
  #wrong = made('p', 'studio-wrong');
  #given;
  onCancel = () => {};
  /** @type {(values: Record<string, unknown>) => Promise<void>} */
  onSave = async () => {};

  /**
   * @param {Plan | null} plan
   * @param {string} [zone] of new plans; the reader's, unless it is given
   */
  constructor(plan, zone = Intl.DateTimeFormat().resolvedOptions().timeZone) {
    this.#given = plan;
    const { title, start, time_zone: where, minutes } = this.#fields;
    const number = forms++;
    [title.maxLength, title.dir, title.autocomplete, title.value] = [140, 'auto', 'off', plan?.title ?? ''];
    [start.type, start.value] = ['datetime-local', plan?.start ?? ''];
    [minutes.type, minutes.min, minutes.max, minutes.inputMode, minutes.value] = ['number', '1', '1440', 'numeric', String(plan?.minutes ?? USUAL_MINUTES)];
    [where.autocomplete, where.spellcheck, where.value] = ['off', false, plan?.time_zone ?? zone];
    [this.#weekly.type, this.#weekly.checked] = ['checkbox', plan?.weekly ?? false];
    const zones = made('datalist', '', ...(Intl.supportedValuesOf?.('timeZone') ?? []).map((one) => new Option(one, one)));
    zones.id = `studio-zones-${number}`;
    where.setAttribute('list', zones.id);
    this.#wrong.id = `studio-wrong-${number}`;
    this.#wrong.setAttribute('role', 'alert');
    const weekly = labelled(t('schedule-every-week'), this.#weekly);
    weekly.classList.add('desk-line-check');
    this.element = made(
      'form',
      'desk-form',
      labelled(t('schedule-what'), title),
      labelled(t('schedule-start'), start, t('schedule-start-hint')),
      labelled(t('schedule-zone'), where, t('schedule-zone-hint')),
      labelled(t('schedule-minutes'), minutes),
      weekly,
      zones,
      made('div', 'desk-row', made('button', 'button', t('schedule-save')), button(t('chat-cancel'), () => this.onCancel())),
    );
    this.element.noValidate = true;
    this.element.setAttribute('aria-label', plan === null ? t('schedule-new') : t('schedule-change'));
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.onCancel();
    });
  }

  focus() {
    this.#fields.title.focus();
  }

  async save() {
    const { title, start, time_zone: zone, minutes } = this.#fields;
    this.#allow();
    if (start.value === '') return void this.#blame('start', t('schedule-choose'));
    if (!(minutes.valueAsNumber >= 1)) return void this.#blame('minutes', t('schedule-minutes-wrong'));
    const values = { title: title.value, start: start.value, time_zone: zone.value.trim(), minutes: Math.round(minutes.valueAsNumber), weekly: this.#weekly.checked };
    // a start that is sent again would bring back the dates that are skipped
    const { start: first, ...rest } = values;
    await this.onSave(this.#given?.start === first ? rest : values);
  }

  /** Shows a refusal at its field; `false` if it is about no field. @param {string} words */
  refuse(words) {
    const name = fieldOf(words);
    if (name !== null) this.#blame(name, words);
    return name !== null;
  }

  #allow() {
    this.#wrong.remove();
    for (const field of Object.values(this.#fields)) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-errormessage');
    }
  }

  /** @param {Name} name @param {string} words */
  #blame(name, words) {
    const field = this.#fields[name];
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-errormessage', this.#wrong.id);
    field.after(this.#wrong);
    setText(this.#wrong, words);
    field.focus();
  }
}
