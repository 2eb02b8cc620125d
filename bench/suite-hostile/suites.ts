const head = 'suite: s\ndataset: n/d\nexpect:\n';
const levels = (count: number, of: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => of(at)).join('');

/** Suites that are meant to hurt whoever reads them, by what is too much about each. */
export const HOSTILE_SUITES: readonly (readonly [string, string])[] = [
  ['a million brackets', '['.repeat(1_000_000)],
  ['a million braces', '{a: '.repeat(250_000)],
  ['a million dashes', '- '.repeat(500_000)],
  ['half a million questions', '? '.repeat(500_000)],
  ['ten thousand levels of braces', '{a: '.repeat(5000)],
  ['a hundred brackets', `a: ${'['.repeat(100)}${']'.repeat(100)}`],
  ['64 levels, as many as are read', `a: ${'['.repeat(63)}${']'.repeat(63)}`],
  ['twelve hundred indentations', levels(1200, (at) => `${' '.repeat(at)}a:\n`)],
  [
    'a billion laughs',
    levels(
      10,
      (at) =>
        `a${at}: &a${at} [${
          at === 0
            ? 'lol'
            : Array(9)
                .fill(`*a${at - 1}`)
                .join(', ')
        }]\n`,
    ),
  ],
  ['merge keys', levels(50, (at) => `b${at}: &b${at}\n  <<: ${at === 0 ? '{}' : `*b${at - 1}`}\n  c${at}: 1\n`)],
  ['an alias of itself', 'suite: &a [*a]\n'],
  ['five thousand aliases', `a: &a x\nb: [${'*a, '.repeat(5000)}]\n`],
  ['tags that call something', `${head}  - row_count: !!js/function 'function () {}'\n`],
  ['two megabytes of one letter', 'a'.repeat(2_000_000)],
  ['a megabyte of spaces', `suite: s\n${' '.repeat(1_000_000)}`],
  ['a quoted megabyte', `suite: "${'\\u0061'.repeat(160_000)}"\n`],
  ['one long plain scalar of lines', `suite: a\n${'  a\n'.repeat(15_000)}`],
  ['a hundred thousand keys', levels(100_000, (at) => `k${at}: 1\n`)],
  ['nine thousand keys', levels(9_000, (at) => `k${at}: 1\n`)],
  ['nine thousand times one key', 'k: 1\n'.repeat(9_000)],
  ['five thousand expectations', `${head}${'  - row_count: 1\n'.repeat(5000)}`],
  ['four thousand mistyped kinds', `${head}${'  - row_cuont: 1\n'.repeat(4000)}`],
  ['two thousand ids alike', `${head}${'  - { id: a, row_count: 1 }\n'.repeat(1900)}`],
  ['a set of nine thousand', `${head}  - column: a\n    in_set: [${'x, '.repeat(9000)}]\n    nonsense: 1\n`],
  ['a hundred nested compositions', `${head}  - ${'not: { '.repeat(60)}row_count: 1${' }'.repeat(60)}\n`],
  ['parts without end', `${head}  - all: [${'{ row_count: 1 }, '.repeat(3000)}]\n`],
  ['numbers beyond all bounds', `${head}  - row_count: { at_least: 1e99999, at_most: ${'9'.repeat(100_000)} }\n`],
  ['a number of a million digits', `suite: ${'9'.repeat(900_000)}\n`],
  ['hexadecimal without end', `suite: 0x${'f'.repeat(500_000)}\n`],
  [
    'keys of the prototype',
    `__proto__: { a: 1 }\nconstructor: 1\n${head}  - __proto__: 1\n  - toString: 1\n  - hasOwnProperty: 1\n`,
  ],
  ['half surrogates', `${head}  - row_count: 1\n    id: "\\ud800"\n`],
  ['direction marks and zero widths', `\u202esuite: s\n${head}  - row\u200b_count: 1\n`],
  ['combining marks', `suite: s${'\u0301'.repeat(100_000)}\n`],
  ['a mark of byte order inside', `suite: s\n\ufeffdataset: n/d\n\ufeffexpect: []\n`],
  ['control characters', levels(2000, (at) => `"\\x${(at % 32).toString(16).padStart(2, '0')}${at}": 1\n`)],
  ['carriage returns alone', 'a: 1\r'.repeat(9_000)],
  ['many documents', '---\na: 1\n'.repeat(4000)],
  ['directives', '%YAML 1.2\n'.repeat(9_000)],
  ['comments alone', '#'.repeat(19_000)],
  ['block scalars without end', levels(3000, (at) => `k${at}: |\n  x\n`)],
  ['quotes that never close', `suite: "${"'".repeat(9_000)}`],
  ['flow lists that never close', `${'a: [1,\n'.repeat(3000)}`],
  ['a thousand stars in a name', `suite: s\ndataset: n/${'*a'.repeat(499)}\nexpect: 1\n`],
];
