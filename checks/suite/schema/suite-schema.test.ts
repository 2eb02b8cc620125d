import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KINDS } from '../../expectations/index.ts';
import { parseSuite, suiteSchema } from '../../index.ts';
import { specsOf } from '../clause.ts';
import { KIND_DESCRIPTIONS } from './kind-descriptions.ts';

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
const validate = ajv.compile(suiteSchema());
const head = 'suite: s\ndataset: n/d\nexpect:\n';

const accepted = [
  '  - row_count: [1, 9]\n',
  '  - row_count: 5\n',
  '  - row_count: { between: [null, 50], warn: [10, 40], on_empty: warn, severity: info }\n',
  '  - row_count: { at_most: 9, warn: 7 }\n',
  '  - row_count: { change: { from: same_weekday, within: 30%, warn: 20% } }\n',
  '  - row_count: { change: { from: { last_n: 7 }, within: 500 } }\n',
  '  - row_count: { change: { from: { pinned: prf_12 }, within: 5% } }\n',
  '  - row_count: { change: { from: { rolling: 30d }, within: 5% } }\n',
  '  - row_count: { change: { from: rolling 30d, within: 5% } }\n',
  '  - column: a\n    not_null: true\n    unique:\n    z_score: 3\n    length: 3\n    type: number\n',
  '  - column: a\n    not_null: { mostly: 0.99, warn: { max_failed: 3 } }\n',
  '  - column: a\n    in_set: [01067, x, true, 4]\n    not_in_set: z\n    distinct_set: { contains: [a] }\n',
  '  - column: a\n    range: { between: [2026-01-01, 2026-12-31], max_failed_pct: 1 }\n',
  '  - column: a\n    column_exists: true\n  - column_exists: [a, b]\n',
  '  - freshness: { of: t, within: 2h, warn: 1h }\n  - freshness: 2h\n',
  '  - schema: { columns: [a], types: { a: int }, ordered: true }\n  - schema_change: { allow: [added] }\n',
  '  - counter: c\n  - counter: { id: d, max_failed: 3 }\n',
  '  - metric: orders.rate\n    above: 0.05\n',
  '  - all: [{ row_count: 1 }, { column: a, not_null: true, on_empty: pass }]\n',
  '  - implies: [{ metric: r, above: 0.05 }, { not: { column: a, min: { at_least: 0 } } }]\n    severity: warn\n',
  '  - any: [{ not: [{ row_count: 1 }] }]\n    confirm: { n: 2, of: 3 }\n',
  '  - row_count: 1\n    accept: { level: 5, until: 2027-03-01, reason: legacy }\n    mode: shadow\n',
  '  - row_count: 1\n    segment: country\n  - row_count: 1\n    segment: { country: DE, city: "*" }\n',
  "  - row_count: 1\n    where: country = 'DE'\n    owner: me\n    labels: { a: 1 }\n    runbook: x\n    consumer: c\n",
].map((text) => head + text);

/** What may stand in a generated suite: words of the language, right and wrong, and values of every sort. */
const word = fc.constantFrom(
  ...[
    'between',
    'at_least',
    'warn',
    'change',
    'mostly',
    'max_failed',
    'values',
    'columns',
    'within',
    'name',
    'id',
    'p',
  ],
  ...[
    'from',
    'n',
    'of',
    'level',
    'until',
    'reason',
    'allow',
    'equals',
    'contains',
    'is',
    'severity',
    'nonsense',
    'on_empty',
  ],
);
const scalar = fc.constantFrom(
  1,
  0,
  -3,
  0.5,
  true,
  false,
  null,
  'a',
  '2h',
  '30%',
  '2027-03-01',
  'previous',
  '',
  'fail',
  'shadow',
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: 'small' }, scalar, tie('list'), tie('map'), tie('entry')),
  list: fc.array(tie('any'), { maxLength: 3 }),
  map: fc.dictionary(word, tie('any'), { maxKeys: 3 }),
  entry: fc.dictionary(fc.constantFrom('column', 'metric', ...KINDS.keys(), 'all', 'not', 'implies'), tie('any'), {
    maxKeys: 2,
  }),
}));
const known = accepted.flatMap((text) => (parse(text) as { expect: Record<string, unknown>[] }).expect);
const modifier = fc.constantFrom(
  'mode',
  'confirm',
  'accept',
  'where',
  'segment',
  'severity',
  'column',
  'labels',
  'owner',
);
/** An entry that is right, or one with something changed. */
const entry = fc.oneof(
  fc.constantFrom(...known),
  fc
    .tuple(fc.constantFrom(...known), fc.oneof(modifier, word, fc.constantFrom(...KINDS.keys())), value['any']!)
    .map(([one, key, changed]) => ({ ...one, [key]: changed })),
  fc
    .tuple(fc.constantFrom(...known), fc.nat(3), value['any']!)
    .map(([one, at, changed]) => ({ ...one, [Object.keys(one)[at % Object.keys(one).length] ?? 'x']: changed })),
);
const suite = fc
  .record({
    suite: fc.constantFrom('s', 5),
    dataset: fc.constantFrom('n/d', { namespace: 'n', name: 'd' }),
    expect: fc.array(entry, { minLength: 1, maxLength: 2 }),
    more: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom({}, { mode: 'shadow' }, { by: '06:00 Europe/Berlin' }, { expect_every: '24h' }),
      },
      {
        weight: 1,
        arbitrary: fc.dictionary(fc.constantFrom('mode', 'confirm', 'by', 'labels', 'nonsense'), value['any']!),
      },
    ),
  })
  .map(({ more, ...rest }) => ({ ...rest, ...more }));

describe('the JSON Schema of suites', () => {
  it.each(accepted)('takes what the reader takes: %s', (text) => {
    expect(parseSuite(text).problems).toEqual([]);
    expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
  });

  it('refuses nothing that the reader takes, and takes no word that the reader does not know', () => {
    const seen = { both: 0, neither: 0 };
    fc.assert(
      fc.property(suite, (document) => {
        const { problems } = parseSuite(JSON.stringify(document));
        const isValid = validate(document);
        if (problems.length === 0) {
          seen.both++;
          expect([document, ajv.errorsText(validate.errors)]).toEqual([document, 'No errors']);
        } else if (problems.every(({ code }) => code === 'PL1007' || code === 'PL1011')) {
          seen.neither++;
          expect([document, isValid]).toEqual([document, false]);
        }
      }),
      { numRuns: 1500 },
    );
    expect(seen.both).toBeGreaterThan(100);
    expect(seen.neither).toBeGreaterThan(20);
  });

  it.each([
    ['a kind without its column', '  - not_null: true\n'],
    ['a kind of the dataset with a column', '  - column: a\n    row_count: 1\n'],
    ['an unknown kind', '  - row_kount: 1\n'],
    ['an acceptance without an end', '  - row_count: 1\n    accept: { level: 1, reason: x }\n'],
    ['a bound that is not there', '  - column: a\n    mean: {}\n'],
    ['an implication of three', '  - implies: [{ row_count: 1 }, { row_count: 1 }, { row_count: 1 }]\n'],
    ['a modifier inside a part', '  - all: [{ row_count: 1, severity: warn }]\n'],
    ['a bound beside no metric', '  - row_count: 1\n    above: 3\n'],
    ['an unknown severity', '  - row_count: 1\n    severity: eror\n'],
  ])('refuses %s, as the reader does', (_what, text) => {
    expect(parseSuite(head + text).suite).toBeNull();
    expect(validate(parse(head + text))).toBe(false);
  });

  it('tells the meaning of every word, for whoever hovers over it', () => {
    const { $defs, properties } = suiteSchema() as {
      $defs: { entry: { properties: Record<string, { description?: string }> } };
      properties: Record<string, { description?: string }>;
    };
    for (const kind of KINDS.keys()) expect([kind, KIND_DESCRIPTIONS[kind]]).toEqual([kind, expect.any(String)]);
    const words = { ...properties, ...$defs.entry.properties };
    const bare = Object.keys(words).filter((one) => words[one]?.description === undefined);
    expect(bare).toEqual(['between', 'at_least', 'at_most', 'above', 'below', 'equals', 'warn', 'change']);
  });

  it('knows the words of every kind', () => {
    const silent = [...KINDS.values()].filter(({ read }) => specsOf(read)[3] === undefined);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
