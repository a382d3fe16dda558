// Gives the modules of static/js their texts where no server does: `catalogue` says a message of the English catalogue, and
// `speaker` makes the same of any language.

import { FluentBundle, FluentResource } from '@fluent/bundle';
import { readdirSync, readFileSync } from 'node:fs';

const locales = new URL('../../../locales/', import.meta.url);

/**
 * Says messages of a language.
 * @param {string} language
 * @returns {(key: string, values?: Record<string, string | number>) => string}
 */
export function speaker(language) {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const file of readdirSync(new URL(`${language}/`, locales))) {
    const wrong = bundle.addResource(new FluentResource(readFileSync(new URL(`${language}/${file}`, locales), 'utf8')));
    if (wrong.length > 0) throw wrong[0];
  }
  return (key, values = {}) => {
    const pattern = bundle.getMessage(key)?.value;
    if (pattern == null) throw new Error(`there is no text ${key}`);
    return bundle.formatPattern(pattern, values);
  };
}

/** @type {any} */ (globalThis).catalogue = speaker('en');
