import assert from 'node:assert/strict';
import test from 'node:test';
import { chosenLevel, levelName, RenditionList } from '../../static/js/qualities.js';

const high = { name: '720P', width: 1280, height: 720, bitrate: 2e6 };
const low = { name: '360P', width: 640, height: 360, bitrate: 6e5 };

test('a quality is called by its name, else by its size, else by its rate', () => {
  assert.equal(levelName(high), '720P');
  assert.equal(levelName({ ...high, name: '' }), '720p');
  assert.equal(levelName({ ...high, name: '', width: 720, height: 1280 }), '720p');
  assert.equal(levelName({ name: '', width: 0, height: 0, bitrate: 96000 }), '96 kbit/s');
});

test('the quality chosen the last time is chosen again where there is one of that name', () => {
  assert.equal(chosenLevel([high, low], '360P'), 1);
  assert.equal(chosenLevel([high, low], '1080P'), -1);
  assert.equal(chosenLevel([high, low], null), -1);
});

test('the list reads like an array and shrinks with the stream', () => {
  const list = new RenditionList();
  list.replace([high, low, { ...low, name: '240P' }], -1);
  list.replace([low, high], 0);
  assert.equal(list.length, 2);
  assert.deepEqual([...list].map((item) => item.id), ['360P', '720P']);
  assert.deepEqual(Object.keys(list), ['0', '1']);
  assert.equal(list.selectedIndex, 0);
});

test('one quality is no choice', () => {
  const list = new RenditionList();
  list.replace([high, low], 1);
  list.replace([high], -1);
  assert.equal(list.length, 0);
  assert.deepEqual(Object.keys(list), []);
});

test('a choice is told once', () => {
  const list = new RenditionList();
  list.replace([high, low], -1);
  let told = 0;
  list.addEventListener('change', () => (told += 1));
  list.selectedIndex = 1;
  list.selectedIndex = 1;
  assert.equal(told, 1);
});
