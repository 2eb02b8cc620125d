import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { importChecks } from '../import/import-checks.ts';
import { parseSuite } from '../suite/parse.ts';
import { exportOdcs } from './export-odcs.ts';

const HEAD = 'suite: orders\ndataset: postgres://db:5432/shop.public.orders\n';

interface Contract {
  schema: {
    properties?: { name: string; quality?: Record<string, unknown>[] }[];
    quality?: Record<string, unknown>[];
  }[];
  slaProperties?: Record<string, unknown>[];
}

function exported(
  expectations: string,
  top = '',
): { contract: Contract; text: string; rules: { status: string; rule: string }[] } {
  const { contract, rules, problems } = exportOdcs(`${HEAD}${top}expect:\n${expectations}`);
  if (contract === null) throw new Error(JSON.stringify(problems));
  return { contract: parse(contract) as Contract, text: contract, rules };
}

/** The expectations of the suite that the contract becomes when it is read again, without keys and lines. */
function again(text: string): object[] {
  const { imported, problem } = importChecks({ text, dataset: { namespace: 'postgres://db:5432', name: '*' } });
  if (imported === null) throw new Error(problem.message);
  expect(imported.checks.filter(({ status }) => status !== 'translated')).toEqual([]);
  return imported.suites.flatMap(({ yaml }) => plain(yaml));
}

function plain(yaml: string): object[] {
  const { suite, problems } = parseSuite(yaml);
  expect(problems).toEqual([]);
  return (suite?.expectations ?? []).map(({ key: _key, line: _line, ...others }) => others);
}

describe('a suite as a data contract', () => {
  it.each([
    ['row_count: { between: [100, 120] }', { metric: 'rowCount', mustBeBetween: [99, 121] }],
    ['row_count: { above: 100, below: 120 }', { metric: 'rowCount', mustBeBetween: [100, 120] }],
    ['row_count: { at_least: 1 }', { metric: 'rowCount', mustBeGreaterOrEqualTo: 1 }],
    ['row_count: 12', { metric: 'rowCount', mustBe: 12 }],
  ])('says %s in the words of the library, whose between leaves both ends out', (clause, rule) => {
    const { contract, rules } = exported(`  - ${clause}\n`);
    expect(contract.schema[0]?.quality).toEqual([rule]);
    expect(rules).toMatchObject([{ status: 'translated' }]);
  });

  it.each([
    ['not_null: true', { metric: 'nullValues', mustBe: 0, unit: 'rows' }],
    ['not_null: { mostly: 0.95 }', { metric: 'nullValues', mustBeLessOrEqualTo: 5, unit: 'percent' }],
    ['unique: { max_failed: 3 }', { metric: 'duplicateValues', mustBeLessOrEqualTo: 3, unit: 'rows' }],
    ['in_set: [a, b]', { metric: 'invalidValues', arguments: { validValues: ['a', 'b'] }, mustBe: 0, unit: 'rows' }],
  ])('says %s of a column in the words of the library', (clause, rule) => {
    const { contract } = exported(`  - column: a\n    ${clause}\n`);
    expect(contract.schema[0]?.properties).toEqual([{ name: 'a', quality: [rule] }]);
  });

  it('carries what ODCS has no word for as a custom rule, which comes back as it was', () => {
    const expectations =
      '  - column: amount\n    mean: { between: [1, 9], warn: [2, 8] }\n' +
      '  - column: amount\n    range: { above: 0, mostly: 0.99 }\n    on_empty: pass\n' +
      '  - row_count: { change: { from: previous, within: 30% } }\n    severity: critical\n' +
      '  - column: a\n    not_null: { mostly: 0.9, max_failed: 5 }\n    id: a-filled\n';
    const { text, rules } = exported(expectations);
    expect(rules.map(({ status }) => status)).toEqual(['approximated', 'approximated', 'approximated', 'approximated']);
    const before = plain(`${HEAD}expect:\n${expectations}`);
    expect(again(text)).toEqual(expect.arrayContaining(before));
  });

  it('comes back with the same rules where ODCS has words for them', () => {
    const expectations =
      '  - row_count: { above: 100, below: 120 }\n' +
      '  - column: a\n    not_null: { max_failed_pct: 5 }\n    unique: true\n' +
      '  - column: b\n    in_set: { values: [x, y], max_failed: 3 }\n    severity: warn\n' +
      '  - freshness: { of: at, within: 26h }\n' +
      '  - schema: { columns: [a, b], allow_extra: true }\n';
    const { text, rules } = exported(expectations);
    expect(new Set(rules.map(({ status }) => status))).toEqual(new Set(['translated']));
    expect(again(text)).toEqual(expect.arrayContaining(plain(`${HEAD}expect:\n${expectations}`)));
  });

  it('says when it must be there, where a service level can', () => {
    const { contract, rules } = exported(
      '  - row_count: { at_least: 1 }\n',
      'expect_every: 24h\nby: 06:30 Etc/GMT-1\n',
    );
    expect(contract.slaProperties).toEqual([
      { property: 'timeOfAvailability', value: '06:30+01:00' },
      { property: 'frequency', value: 1, unit: 'd' },
    ]);
    expect(rules).toHaveLength(3);
    const berlin = exported('  - row_count: { at_least: 1 }\n', 'by: 06:30 Europe/Berlin\n');
    expect(berlin.contract.slaProperties).toBeUndefined();
    expect(berlin.rules.at(-1)).toMatchObject({ status: 'not_possible', rule: 'by' });
  });

  it('that has problems is no contract', () => {
    expect(exportOdcs(`${HEAD}expect:\n  - row_cuont: 1\n`)).toMatchObject({
      contract: null,
      problems: [{ code: 'PL1011' }],
    });
  });
});
