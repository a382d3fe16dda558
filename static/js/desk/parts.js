// What the sections of studio and administration are made of.

import { icon } from '../chat/icons.js';
import { made, setText } from '../dom.js';
import { t } from '../text.js';

/** How long a button says that something was copied. Milliseconds. */
const SAID_MS = 2000;

let labels = 0;

/**
 * A part of a section, with its heading.
 * @param {string} title
 * @param {...(Node | string)} children
 */
export function part(title, ...children) {
  const heading = made('h2', 'desk-heading', title);
  heading.id = `desk-part-${labels++}`;
  const section = made('section', 'desk-part', heading, ...children);
  section.setAttribute('aria-labelledby', heading.id);
  return section;
}

/**
 * @param {string} words
 * @param {() => void} act
 * @param {string} [kind] another class
 */
export function button(words, act, kind = 'button-quiet desk-button') {
  const made_ = made('button', kind, words);
  made_.type = 'button';
  made_.addEventListener('click', act);
  return made_;
}

/**
 * Has a button show whether there is anything for it to do. It keeps the focus either way, unlike one that is disabled.
 * @param {HTMLButtonElement} button
 * @param {boolean} is
 */
export function setUsable(button, is) {
  button.setAttribute('aria-disabled', String(!is));
}

/**
 * A field with its label, and what there is to say about it.
 * @template {HTMLElement} Field
 * @param {string} label
 * @param {Field} field
 * @param {string} [hint]
 */
export function labelled(label, field, hint) {
  field.id = `desk-field-${labels++}`;
  const name = made('label', 'desk-label', label);
  name.htmlFor = field.id;
  const line = made('div', 'desk-line', name, field);
  if (hint !== undefined) {
    const about = made('p', 'desk-hint', hint);
    about.id = `${field.id}-hint`;
    field.setAttribute('aria-describedby', about.id);
    line.append(about);
  }
  return line;
}

/**
 * A value that is copied into another program.
 * @param {string} label
 * @param {string} value
 * @param {{ isSecret?: boolean }} [options] a secret is hidden until somebody wants to see it: others may see the screen
 */
export function copied(label, value, { isSecret = false } = {}) {
  const field = made('input', 'field desk-value');
  field.readOnly = true;
  field.autocomplete = 'off';
  field.value = value;
  field.spellcheck = false;
  field.addEventListener('focus', () => field.select());
  const words = made('span', '', t('share-copy'));
  const copy = button('', () => void take(), 'button-quiet desk-button desk-copy');
  copy.append(icon('copy'), words);
  copy.setAttribute('aria-label', t('share-copy-one', { name: label }));
  const look = button(t('desk-show'), () => reveal(field.type === 'password'));
  const reveal = (/** @type {boolean} */ shown) => {
    field.type = shown ? 'text' : 'password';
    setText(look, shown ? t('desk-hide') : t('desk-show'));
    look.setAttribute('aria-label', shown ? t('desk-hide-one', { name: label }) : t('desk-show-one', { name: label }));
  };
  const take = async () => {
    field.select();
    const done = (await navigator.clipboard?.writeText(value).then(() => true, () => false)) ?? copyOldWay(field);
    // it may have to be copied by hand
    if (!done && isSecret) {
      reveal(true);
      field.select();
    }
    setText(words, done ? t('share-copied') : t('desk-press-ctrl-c'));
    copy.setAttribute('aria-label', done ? t('desk-copied-one', { name: label }) : t('desk-selected-one', { name: label }));
    setTimeout(() => {
      setText(words, t('share-copy'));
      copy.setAttribute('aria-label', t('share-copy-one', { name: label }));
    }, SAID_MS);
  };
  const line = labelled(label, field);
  const row = made('div', 'desk-row', field, ...(isSecret ? [look] : []), copy);
  if (isSecret) reveal(false);
  line.append(row);
  return line;
}

/**
 * Copies what is selected in a field: without TLS there is no clipboard but this way. Browsers copy nothing from a hidden field.
 * @param {HTMLInputElement} field
 */
function copyOldWay(field) {
  const { type } = field;
  field.type = 'text';
  field.select();
  const done = document.execCommand('copy');
  field.type = type;
  return done;
}

/**
 * A button that asks before it acts, in its own place.
 * @param {string} words
 * @param {string} question
 * @param {string} yes
 * @param {() => void} act
 * @param {() => Node[]} more what else is asked
 */
export function asking(words, question, yes, act, more = () => []) {
  const place = made('div', 'desk-asking');
  const open = button(words, () => {
    const no = button(t('chat-cancel'), () => {
      place.replaceChildren(open);
      open.focus();
    });
    const go = button(yes, () => {
      place.replaceChildren(open);
      act();
    }, 'button desk-danger');
    const asked = made('p', 'desk-question', question);
    const group = made('div', 'desk-row', go, no);
    place.replaceChildren(asked, ...more(), group);
    // what is asked besides comes first; else a key pressed too often must do no harm
    /** @type {HTMLElement} */ (place.querySelector('input, select, textarea') ?? no).focus();
  });
  place.append(open);
  return place;
}
