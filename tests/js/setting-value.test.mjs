import assert from 'node:assert/strict';
import { it } from 'node:test';

import { sameValue, taken, written } from '../../static/js/admin/setting-value.js';

it('values of every kind are written and read again', () => {
  const values = ['Brushes', 500, ['dark', 'light'], [], { burst: 3, per_minute: 0 }];
  for (const value of values) {
    const isRate = typeof value === 'object' && !Array.isArray(value);
    const texts = isRate ? Object.fromEntries(Object.entries(value).map(([name, number]) => [name, written(number, '\n')])) : { '': written(value, '\n') };
    assert.ok(sameValue(taken(value, texts), value), JSON.stringify(value));
  }
});

it('lists are read with blank lines and commas', () => {
  assert.deepEqual(taken(['x'], { '': ' dark, light\n\ncontrast \n' }), ['dark', 'light', 'contrast']);
});

it('what is no number is left for the server to refuse', () => {
  assert.equal(taken(5, { '': 'many' }), 'many');
  assert.deepEqual(taken({ burst: 1, per_minute: 2 }, { burst: '', per_minute: '7' }), { burst: '', per_minute: 7 });
});

it('people read values in words', () => {
  assert.equal(written({ burst: 3, per_minute: 4 }), '3 at once, 4 a minute');
  assert.equal(written([]), 'none');
  assert.equal(written(''), 'nothing');
  assert.equal(written('Hello\n\n'.concat('a'.repeat(60))), 'Hello '.concat('a'.repeat(54), '…'));
  assert.equal(written(['a', 'b']), 'a, b');
});
