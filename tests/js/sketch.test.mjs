// A sketch: what is undone, what clearing keeps, and what of it survives the page.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Sketch, penWidth } from '../../static/js/chat/sketch.js';

function drawn(strokes = 2) {
  const sketch = new Sketch();
  for (let i = 0; i < strokes; i++) {
    sketch.begin(i % 2 ? 'own' : 'black', 5, [10, 20 + i, 0.5]);
    sketch.extend([30, 40, 0.5]);
  }
  return sketch;
}

test('undo takes strokes away from the last', () => {
  const sketch = drawn(2);
  sketch.undo();
  assert.deepEqual(sketch.strokes, [{ ink: 'black', size: 5, points: [[10, 20, 0.5], [30, 40, 0.5]] }]);
  sketch.undo();
  assert.ok(sketch.isEmpty && !sketch.canUndo);
  sketch.undo();
  assert.ok(sketch.isEmpty);
});

test('clearing, and so sending, can be undone', () => {
  const sketch = drawn(2);
  sketch.clear();
  sketch.clear();
  assert.ok(sketch.isEmpty && sketch.canUndo);
  sketch.undo();
  assert.equal(sketch.strokes.length, 2);
});

test('what is kept comes back the same', () => {
  const again = new Sketch();
  again.restore(drawn(3).kept());
  assert.deepEqual(again.strokes, drawn(3).strokes);
  assert.equal(new Sketch().kept(), '');
});

test('a sketch too large to keep is not kept', () => {
  const sketch = drawn(1);
  for (let i = 0; i < 30_000; i++) sketch.extend([i % 240, i % 120, 0.5]);
  assert.equal(sketch.kept(), '');
});

for (const text of [null, '', '{', 'null', '{}', '[1]', '[null]', '[{"ink":"red","size":5,"points":[[1,2,3]]}]', '[{"ink":"own","size":"5","points":[[1,2,3]]}]', '[{"ink":"own","size":5,"points":[[1,"2",3]]}]', '[{"ink":"own","size":5,"points":[]}]']) {
  test(`no sketch comes of ${text}`, () => {
    const sketch = new Sketch();
    sketch.restore(text);
    assert.ok(sketch.isEmpty);
  });
}

test('points far away stay near, so that strokes end at the edge', () => {
  const sketch = new Sketch();
  sketch.begin('black', 2, [-1e9, 1e9, 7]);
  assert.deepEqual(sketch.strokes[0]?.points, [[-20, 140, 1]]);
});

test('a pen that is pressed harder is wider, and an even one as wide as it is called', () => {
  assert.ok(penWidth(5, 0.1) < penWidth(5, 0.5) && penWidth(5, 0.5) < penWidth(5, 1));
  assert.equal(penWidth(5, 0.5), 5);
});
