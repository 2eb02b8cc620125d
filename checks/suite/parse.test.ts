import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesDataset, matchesPattern, parseSuite, SUITE_PROBLEM_CODES } from '../index.ts';

const SUITE = `# plumbline/orders.yaml
suite: shop-orders
dataset: postgres://db:5432/shop.public.orders
owner: team-payments
labels: { tier: gold, domain: sales }
runbook: https://wiki.example/orders
fail_open: false
expect:
  - row_count: { between: [1000, 50000] }
  - row_count: { change: { from: same_weekday, within: 30% } }
    severity: warn
  - schema: { columns: [id, amount, currency, updated_at], allow_extra: true }
  - freshness: { of: updated_at, within: 2h }
  - column: amount
    not_null: { mostly: 0.999 }
    min: { at_least: 0 }
    max: { at_most: 12345678901234567890 }
    mean: { between: [10, 90], warn: [20, 80] }
  - column: currency
    in_set: [EUR, USD, GBP]
    on_empty: fail
  - id: orphan-customers
    counter: { id: orphan_customer_id, max_failed: 0 }
  - consumer: finance-pack
    column: amount
    sum: { change: { from: previous, within: 40% } }
`;

const head = 'suite: s\ndataset: n/d\nexpect:\n';
const problemsOf = (text: string) => parseSuite(text).problems;
const codesOf = (text: string) => problemsOf(text).map((problem) => problem.code);

describe('a suite file', () => {
  const { suite, problems } = parseSuite(SUITE);

  it('is read whole when nothing is wrong with it', () => {
    expect(problems).toEqual([]);
    expect(suite).toMatchObject({
      name: 'shop-orders',
      dataset: { namespace: 'postgres://db:5432', name: 'shop.public.orders' },
      owner: 'team-payments',
      labels: { tier: 'gold', domain: 'sales' },
      runbook: 'https://wiki.example/orders',
      failOpen: false,
    });
    expect(suite?.expectations.map((one) => one.key)).toEqual([
      'row_count',
      'row_count.2',
      'schema',
      'freshness',
      'amount.not_null',
      'amount.min',
      'amount.max',
      'amount.mean',
      'currency.in_set',
      'orphan-customers',
      'amount.sum',
    ]);
  });

  it('keeps bounds, ladders, changes, tolerances, sets, policies and severities', () => {
    const by = new Map(suite?.expectations.map((one) => [one.key, one]));
    expect(by.get('row_count')).toMatchObject({
      bound: { low: 1000, high: 50000 },
      onEmpty: 'fail',
      severity: 'error',
      line: 9,
    });
    expect(by.get('row_count.2')).toMatchObject({
      change: { from: 'same_weekday', within: 0.3, relative: true },
      severity: 'warn',
    });
    expect(by.get('freshness')).toMatchObject({ params: { of: 'updated_at' }, bound: { high: 7200 }, onEmpty: 'fail' });
    expect(by.get('amount.not_null')).toMatchObject({ tolerance: { mostly: 0.999 }, onEmpty: 'undecided' });
    expect(by.get('amount.max')).toMatchObject({ bound: { high: '12345678901234567890' } });
    expect(by.get('amount.mean')).toMatchObject({ bound: { low: 10, high: 90 }, warnBound: { low: 20, high: 80 } });
    expect(by.get('currency.in_set')).toMatchObject({ set: ['EUR', 'USD', 'GBP'], onEmpty: 'fail' });
    expect(by.get('amount.sum')).toMatchObject({ consumer: 'finance-pack' });
  });

  it('is plain JSON, the same for the same text', () => {
    expect(JSON.parse(JSON.stringify(suite))).toEqual(suite);
    expect(JSON.stringify(parseSuite(SUITE).suite)).toBe(JSON.stringify(suite));
  });

  it('fails open unless it says otherwise', () => {
    expect(parseSuite(`${head}  - row_count: { at_least: 1 }\n`).suite?.failOpen).toBe(true);
  });

  it('takes the short spellings', () => {
    const text = `${head}  - row_count: [1, 9]\n  - column: a\n    not_null: true\n    unique:\n    z_score: 3\n    length: 3\n    type: number\n`;
    expect(parseSuite(text).problems).toEqual([]);
    expect(parseSuite(text).suite?.expectations.map(({ kind, bound }) => [kind, bound])).toEqual([
      ['row_count', { low: 1, high: 9 }],
      ['not_null', undefined],
      ['unique', undefined],
      ['z_score', { high: 3 }],
      ['length', { low: 3, high: 3 }],
      ['type', undefined],
    ]);
  });

  it('never renames a given id, and numbers the other keys around it', () => {
    const text = `${head}  - row_count: 1\n  - row_count: 2\n  - id: row_count.2\n    bytes: 1\n  - id: row_count\n    bytes: 1\n`;
    expect(parseSuite(text).suite?.expectations.map((one) => one.key)).toEqual([
      'row_count.3',
      'row_count.4',
      'row_count.2',
      'row_count',
    ]);
  });

  it('keeps leading zeros and large integers as they were written', () => {
    const text = `${head}  - column: a\n    in_set: [01067, 1067, 12345678901234567890]\n`;
    expect(parseSuite(text).suite?.expectations[0]?.set).toEqual(['01067', 1067, '12345678901234567890']);
  });

  it('may name its dataset by namespace and name', () => {
    const text = 'suite: s\ndataset: { namespace: "s3://lake", name: a/b/c }\nexpect: []\n';
    expect(parseSuite(text).suite?.dataset).toEqual({ namespace: 's3://lake', name: 'a/b/c' });
  });

  it('lets an empty dataset pass only where the low end is written as 0', () => {
    const policyOf = (clause: string) =>
      parseSuite(`${head}  - row_count: ${clause}\n`).suite?.expectations[0]?.onEmpty;
    expect(policyOf('{ at_most: 10 }')).toBe('fail');
    expect(policyOf('{ between: [0, 10] }')).toBe('pass');
    expect(policyOf('{ above: 0 }')).toBe('fail');
    expect(policyOf('{ between: [0, 10], on_empty: warn }')).toBe('warn');
  });
});

const bombs: [string, string][] = [
  ['brackets', '['.repeat(1_000_000)],
  ['a hundred brackets', `a: ${'['.repeat(100)}${']'.repeat(100)}`],
  ['two hundred dashes', '- '.repeat(200)],
  ['a hundred levels', Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['ten thousand levels', '{a: '.repeat(5000)],
  ['braces', '{a: '.repeat(200_000)],
  ['dashes', '- '.repeat(500_000)],
  ['questions', '? '.repeat(500_000)],
  ['aliases', `a: &a [x]\n${Array.from({ length: 50 }, (_, i) => `b${i}: [*a, *a, *a]`).join('\n')}`],
  ['indentation', Array.from({ length: 1200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['size', 'a'.repeat(2_000_000)],
  ['expectations', `${head}${'  - row_count: 1\n'.repeat(5000)}`],
  ['a prototype key', `__proto__: { a: 1 }\n${head}  - constructor: 1\n`],
];

describe('a suite with mistakes', () => {
  it('tells several of them at once, each with its line and column', () => {
    const text = `suit: s\ndataset: nowhere\nexpect:\n  - row_cuont: { at_least: 1 }\n  - column: a\n    mean: { at_lest: 1, at_most: 3 }\n`;
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({ code: 'PL1007', line: 1, column: 1, suggestion: 'suite' }),
      expect.objectContaining({ code: 'PL1008', line: 1, message: '"suite" is missing' }),
      expect.objectContaining({ code: 'PL1010', line: 2, column: 10 }),
      expect.objectContaining({ code: 'PL1011', line: 4, column: 5, suggestion: 'row_count' }),
      expect.objectContaining({ code: 'PL1007', line: 6, column: 13, suggestion: 'at_least' }),
    ]);
  });

  const refused: [string, string, string][] = [
    ['not YAML', 'suite: [', 'PL1002'],
    ['nothing at all', '', 'PL1006'],
    ['a list', '- a', 'PL1006'],
    ['a key twice', `suite: a\n${head}  - row_count: 1\n`, 'PL1005'],
    ['an alias', `${head}  - row_count: &x { at_least: 1 }\n  - row_count: *x\n`, 'PL1003'],
    ['an unknown key', `owners: x\n${head}  - row_count: 1\n`, 'PL1007'],
    ['a word of later versions', `sla: x\n${head}  - row_count: 1\n`, 'PL1009'],
    ['an unknown kind', `${head}  - row_kount: 1\n`, 'PL1011'],
    ['a nul', `${head}  - row_count: 1\n    id: "a\\0"\n`, 'PL1010'],
    ['half a surrogate pair', `${head}  - row_count: 1\n    id: "\\ud800"\n`, 'PL1010'],
    ['a tag', `${head}  - row_count: !!map { at_least: 1 }\n`, 'PL1003'],
    ['a low end above the high', `${head}  - row_count: [9, 1]\n`, 'PL1013'],
    ['two open ends', `${head}  - row_count: [null, null]\n`, 'PL1006'],
    ['two low ends', `${head}  - row_count: { at_least: 1, above: 2 }\n`, 'PL1013'],
    ['ends of two kinds', `${head}  - column: a\n    min: [2026-01-01, 5]\n`, 'PL1013'],
    ['a bound of free text', `${head}  - column: a\n    min: { at_least: abc }\n`, 'PL1010'],
    ['not a number', `${head}  - column: a\n    mean: { at_least: .nan }\n`, 'PL1010'],
    ['an infinite end', `${head}  - column: a\n    mean: { at_least: .inf }\n`, 'PL1010'],
    ['no bound', `${head}  - column: a\n    mean: {}\n`, 'PL1008'],
    [
      'a bound beside a change',
      `${head}  - row_count: { at_least: 1, change: { from: previous, within: 1% } }\n`,
      'PL1013',
    ],
    ['a change without a baseline', `${head}  - row_count: { change: { within: 10% } }\n`, 'PL1008'],
    ['a column kind without a column', `${head}  - not_null: true\n`, 'PL1012'],
    ['a dataset kind with a column', `${head}  - column: a\n    row_count: 1\n`, 'PL1012'],
    ['an empty set', `${head}  - column: a\n    in_set: []\n`, 'PL1006'],
    ['a tolerance above one', `${head}  - column: a\n    not_null: { mostly: 99 }\n`, 'PL1010'],
    ['a bad duration', `${head}  - freshness: { within: soon }\n`, 'PL1010'],
    ['an unknown severity', `${head}  - row_count: 1\n    severity: eror\n`, 'PL1010'],
    ['an id used twice', `${head}  - id: a\n    row_count: 1\n  - id: a\n    bytes: 1\n`, 'PL1014'],
    ['one id for two kinds', `${head}  - id: a\n    row_count: 1\n    bytes: 1\n`, 'PL1014'],
    ['an entry that expects nothing', `${head}  - column: a\n`, 'PL1008'],
    ['false for a flag', `${head}  - column: a\n    unique: false\n`, 'PL1010'],
    ['a part that says two things', `${head}  - all: [{ column: a, not_null: true, unique: true }]\n`, 'PL1016'],
    ['a wildcard namespace', 'suite: s\ndataset: "pg://*/a"\nexpect: []\n', 'PL1010'],
  ];
  it.each(refused)('refuses %s', (_what, text, code) => {
    expect(codesOf(text)).toContain(code);
    expect(parseSuite(text).suite).toBeNull();
  });

  it('can be told every code there is', () => {
    const told = new Set([
      ...refused.flatMap(([, text]) => codesOf(text)),
      ...bombs.flatMap(([, text]) => codesOf(text)),
    ]);
    expect([...told].sort()).toEqual(Object.keys(SUITE_PROBLEM_CODES));
  });

  it.each(['sla'])('says that %s is for a later version', (word) => {
    const inside = `${head}  - column: a\n    mean: { at_least: 1 }\n    ${word}: { x: 1 }\n`;
    expect(problemsOf(inside)).toEqual([expect.objectContaining({ code: 'PL1009', line: 6 })]);
    expect(problemsOf(`${word}: 1\n${head}  - row_count: 1\n`)).toEqual([
      expect.objectContaining({ code: 'PL1009', line: 1 }),
    ]);
  });

  it('suggests the severity that was meant', () => {
    expect(problemsOf(`${head}  - row_count: 1\n    severity: eror\n`)[0]?.suggestion).toBe('error');
  });
});

describe('a hostile suite', () => {
  it.each(bombs)('is refused with a problem: %s', (_what, text) => {
    const { suite, problems } = parseSuite(text);
    expect(suite).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(50);
  });

  it('never throws, whatever the text', () => {
    const word = fc.constantFrom(
      'suite: a\n',
      'dataset: a/b\n',
      'expect:\n',
      '  - ',
      'all',
      'not',
      'implies',
      'segment',
      'accept',
      'confirm',
      'mode',
      'column',
      'row_count',
      ': ',
      '{',
      '}',
      '[',
      ']',
      '\n',
      '&a ',
      '*a',
      '1',
      'x',
      '"',
      "'",
      '|',
      '!!',
      '# ',
    );
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const { suite, problems } = parseSuite(input);
        expect(suite === null).toBe(problems.length > 0);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the dataset of a suite', () => {
  it('matches by its name with stars, and by its namespace literally', () => {
    const suite = { dataset: { namespace: 'pg://db', name: 'shop.public.*' } };
    expect(matchesDataset(suite, { namespace: 'pg://db', name: 'shop.public.orders' })).toBe(true);
    expect(matchesDataset(suite, { namespace: 'pg://db', name: 'shop.private.orders' })).toBe(false);
    expect(matchesDataset(suite, { namespace: 'pg://other', name: 'shop.public.orders' })).toBe(false);
  });

  it('matches as the regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(letters, text, (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matchesPattern(pattern, name)).toBe(expression.test(name));
      }),
    );
  });
});
