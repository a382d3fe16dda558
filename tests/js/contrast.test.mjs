// Colours of people can be read on the surfaces of every theme, and stay the colours that they are.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { contrast, harderGround, hexOf, hueOf, readableOn } from '../../static/js/chat/contrast.js';

const folder = new URL('../../static/themes/', import.meta.url);

/** Every surface of every theme, by day and by night. */
const surfaces = readdirSync(folder).flatMap((name) => {
  const source = readFileSync(new URL(`${name}/theme.css`, folder), 'utf8');
  return [...source.matchAll(/--surface(?:-raised)?: (#\w+);/g)].map(([, colour = '']) => ({ name, colour }));
});

/** A grid through all colours. */
function* colours() {
  const steps = ['00', '1e', '55', '80', 'aa', 'dc', 'ff'];
  for (const red of steps) for (const green of steps) for (const blue of steps) yield `#${red}${green}${blue}`;
}

test('there are surfaces of four themes', () => {
  assert.deepEqual([...new Set(surfaces.map(({ name }) => name))].sort(), ['contrast', 'dark', 'default', 'light']);
});

for (const least of [4.5, 7]) {
  test(`every colour reaches ${least}:1 on every surface`, () => {
    for (const { name, colour: ground } of surfaces) {
      for (const colour of colours()) {
        const shown = readableOn(colour, ground, least);
        assert.match(shown, /^#[0-9a-f]{6}$/);
        assert.ok(contrast(shown, ground) >= least, `${colour} on ${ground} of ${name}: ${shown} has ${contrast(shown, ground)}`);
      }
    }
  });
}

test('hue stays, as far as eight bits can tell', () => {
  for (const { colour: ground } of surfaces) {
    for (const colour of colours()) {
      const [before, after] = [hueOf(colour), hueOf(readableOn(colour, ground))];
      if (before === null || after === null) continue;
      const apart = Math.abs(((before - after + 540) % 360) - 180);
      assert.ok(apart < 12, `${colour} on ${ground}: ${before} became ${after}`);
    }
  }
});

test('what can be read is left alone', () => {
  assert.equal(readableOn('#0000ff', '#ffffff'), '#0000ff');
  assert.equal(readableOn('#ff0', '#171b1d'), '#ffff00');
});

test('black by night becomes grey, white by day too, and neither more than it must', () => {
  for (const [colour, ground] of /** @type {const} */ ([['#000000', '#171b1d'], ['#ffffff', '#ffffff']])) {
    const shown = readableOn(colour, ground);
    assert.equal(hueOf(shown), null);
    assert.ok(contrast(shown, ground) < 4.6, shown);
  }
});

test('what is no colour is still readable', () => {
  for (const colour of ['', 'javascript:alert(1)', '#12', 'red;}', '#gggggg']) {
    assert.ok(contrast(readableOn(colour, '#171b1d'), '#171b1d') >= 4.5, colour);
  }
});

test('of two grounds the harder one is where both are served', () => {
  assert.equal(harderGround('#171b1d', '#20262a'), '#20262a');
  assert.equal(harderGround('#ffffff', '#faf9f6'), '#faf9f6');
});

for (const [computed, hex] of [
  ['rgb(255, 0, 16)', '#ff0010'],
  ['rgba(0, 0, 0, 0.5)', '#000000'],
  ['color(srgb 1 0.5 0)', '#ff8000'],
  ['color(srgb 1 1e-7 -0.01 / 0.5)', '#ff0000'],
  ['oklch(0.5 0.1 20)', null],
  ['', null],
]) {
  test(`a browser's ${computed} is ${hex}`, () => assert.equal(hexOf(computed ?? ''), hex));
}
