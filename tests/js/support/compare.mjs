// Compares what scripts and the server say with what the reference implementation of Fluent says. Reads examples as JSON:
// language, key, values, the expression that scripts get, the same where values are no names, and the text of the server. Prints each difference.

import { readFileSync } from 'node:fs';
import { speaker } from './texts.mjs';

/** @typedef {{ language: string, key: string, values: Record<string, string | number>, expression: string, turned: string, said: string }} Example */

/** @type {Record<string, ReturnType<typeof speaker>>} */
const speakers = {};
/** @type {Example[]} */
const examples = JSON.parse(readFileSync(0, 'utf8'));
for (const { language, key, values, expression, turned, said } of examples) {
  const right = (speakers[language] ??= speaker(language))(key, values);
  for (const code of [expression, turned]) {
    const scripted = new Function(...Object.keys(values), `return ${code}`)(...Object.values(values));
    if (scripted !== right) console.log(`${language} ${key}: scripts say ${JSON.stringify(scripted)}, not ${JSON.stringify(right)}`);
  }
  if (said !== right) console.log(`${language} ${key}: the server says ${JSON.stringify(said)}, not ${JSON.stringify(right)}`);
}
