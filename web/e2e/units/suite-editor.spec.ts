import { expect, test } from '@playwright/test';
import { marksOf } from '../../src/lib/pages/checks/editor/fault-marks.ts';
import { wordsAt, type JsonSchema } from '../../src/lib/pages/checks/editor/schema-words.ts';
import { placeAt } from '../../src/lib/pages/checks/editor/yaml-place.ts';

/** The place at the bar, as `path > keys | kind from what`. */
function at(marked: string): string | null {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = placeAt(text, offset);
  return place === null ? null : `${place.path.join('.')} ${place.writes} "${text.slice(place.from, offset)}"`;
}

const head = 'suite: orders\ndataset: shop/orders\nexpect:\n';

const PLACES: [string, string, string | null][] = [
  ['the first line', 'su|', ' key "su"'],
  ['a value', 'suite: or|ders', 'suite value "or"'],
  ['an entry', `${head}  - row|`, 'expect.[] key "row"'],
  ['an entry whose dash stands below its key', `${head}- row|`, 'expect.[] key "row"'],
  ['an empty entry', `${head}  - |`, 'expect.[] key ""'],
  ['an entry after one with lines of its own', `${head}  - column: id\n    unique: true\n  - |`, 'expect.[] key ""'],
  ['the second line of an entry', `${head}  - column: id\n    |`, 'expect.[] key ""'],
  ['a value in the second line of an entry', `${head}  - column: id\n    severity: w|`, 'expect.[].severity value "w"'],
  ['a mapping in brackets', `${head}  - row_count: { at_l|`, 'expect.[].row_count key "at_l"'],
  ['a value in brackets', `${head}  - row_count: { at_least: 1, on_empty: |`, 'expect.[].row_count.on_empty value ""'],
  ['a list in brackets', 'by: { time: "06:00", on: [mon, t|', 'by.on.[] value "t"'],
  ['a mapping inside a list in brackets', `${head}  - any: [{ row_count: 1 }, { row|`, 'expect.[].any.[] key "row"'],
  ['a mapping in brackets as an entry', `${head}  - { column: id, not|`, 'expect.[] key "not"'],
  ['a list inside an entry', `${head}  - any:\n      - row_count: 1\n      - not|`, 'expect.[].any.[] key "not"'],
  ['a mapping below a key', 'consumers:\n  finance:\n    ga|', 'consumers.finance key "ga"'],
  ['back at the left', `${head}  - column: id\n    unique: true\nown|`, ' key "own"'],
  ['a comment', `${head}  # row|`, null],
  ['a quoted text', 'suite: "or|', null],
  ['behind a closed bracket', `${head}  - row_count: { at_least: 1 }|`, null],
];

for (const [name, text, expected] of PLACES) {
  test(`what is being written is found: ${name}`, () => expect(at(text)).toBe(expected));
}

test('keys that a mapping has already are known, also those in brackets, and none of its neighbours', () => {
  const block = `${head}  - column: id\n    unique: true\n    `;
  expect(placeAt(block, block.length)?.present.toSorted()).toEqual(['column', 'unique']);
  const flow = `${head}  - row_count: { at_least: 1, `;
  expect(placeAt(flow, flow.length)?.present).toEqual(['at_least']);
  const next = `${head}  - column: id\n    unique: true\n  - `;
  expect(placeAt(next, next.length)?.present).toEqual([]);
});

const schema: JsonSchema = {
  properties: { suite: { description: 'The name.' }, expect: { items: { $ref: '#/$defs/entry' } } },
  $defs: {
    entry: { properties: { row_count: { $ref: '#/$defs/count', description: 'How many.' }, column: false } },
    count: { anyOf: [{ enum: [null, true] }, { properties: { at_least: {}, strict: { type: 'boolean' } } }] },
  },
};

test('the words of a place are those of the schema, through references and alternatives', () => {
  const words = (path: string[], writes: 'key' | 'value', present: string[] = []) =>
    wordsAt(schema, { path, writes, present }).map(({ word }) => word);
  expect(words([], 'key')).toEqual(['suite', 'expect']);
  expect(words([], 'key', ['suite'])).toEqual(['expect']);
  expect(wordsAt(schema, { path: ['expect', '[]'], writes: 'key', present: [] })).toEqual([
    { word: 'row_count', about: 'How many.' },
  ]);
  expect(words(['expect', '[]', 'row_count'], 'key')).toEqual(['at_least', 'strict']);
  expect(words(['expect', '[]', 'row_count', 'strict'], 'value')).toEqual(['true', 'false']);
  expect(words(['nothing', 'like', 'this'], 'key')).toEqual([]);
});

test('a fault marks its word and offers what was meant; one without a place marks the first line', () => {
  const text = 'suite: a\nexpect:\n  - row_cuont: 1\n';
  const message = 'PL1011 unknown expectation "row_cuont", did you mean row_count?';
  const [word, whole, beyond] = marksOf(text, [
    { line: 3, column: 5, message },
    { line: null, column: 1, message: 'the address says b' },
    { line: 9, column: 9, message: 'PL1008 a key is missing' },
  ]);
  expect(text.slice(word!.from, word!.to)).toBe('row_cuont');
  expect(word).toMatchObject({ code: 'PL1011', instead: 'row_count' });
  expect(word!.message).toBe('unknown expectation "row_cuont", did you mean row_count?');
  expect(whole).toMatchObject({ from: 0, to: 8, code: '', instead: null });
  expect(beyond).toMatchObject({ from: text.length, to: text.length });
});
