import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { importChecks } from '../import-checks.ts';
import { checkOf, expectationsOf, fixture, imported, saidBy } from '../testing.ts';

const contract = (table: object, others: object = {}) =>
  stringify({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: 'x',
    version: '1',
    status: 'active',
    schema: [{ name: 'orders', ...table }],
    ...others,
  });
const ofQuality = (rule: object) => imported(contract({ properties: [{ name: 'a', quality: [rule] }] }));
const quality = (rule: object) => saidBy(expectationsOf(ofQuality(rule)).find(({ kind }) => kind !== 'schema'));
const ofTable = (rule: object) => saidBy(expectationsOf(imported(contract({ quality: [rule] })))[0]);

describe('a data contract', () => {
  const made = imported(fixture('orders.odcs.yaml'), { dataset: undefined as never });

  it('is for the table of its server, under the name of OpenLineage', () => {
    expect(made.format).toBe('odcs');
    expect(made.suites).toMatchObject([
      { name: 'shop.orders', dataset: { namespace: 'postgres://db:5432', name: 'shop.public.orders' } },
    ]);
    expect(made.suites[0]?.yaml).toContain('owner: payments');
  });

  it('tells of every word of its schema, quality rule and service level, with its line', () => {
    const lines = fixture('orders.odcs.yaml').split('\n');
    const quality = lines.filter((line) => /^\s+(- )?(metric:|type: (sql|text))/.test(line));
    expect(made.checks.filter(({ pointer }) => pointer.includes('/quality/'))).toHaveLength(quality.length);
    expect(made.checks.filter(({ pointer }) => pointer.startsWith('/slaProperties/'))).toHaveLength(5);
    expect(lines[checkOf(made, 'code: unique').line - 1]).toContain('unique: true');
    expect(lines[checkOf(made, 'email: nullValues').line - 1]).toContain('metric: nullValues');
  });

  it('keeps a primary key as not null and unique, of several columns as unique together', () => {
    const key = (...names: string[]) =>
      imported(contract({ properties: names.map((name) => ({ name, primaryKey: true })) }));
    expect(expectationsOf(key('a')).map(({ kind, column }) => [kind, column])).toEqual([
      ['schema', undefined],
      ['not_null', 'a'],
      ['unique', 'a'],
    ]);
    const together = expectationsOf(key('a', 'b'));
    expect(together.slice(0, 3).map(({ kind }) => kind)).toEqual(['schema', 'not_null', 'not_null']);
    expect(together[3]?.key).toContain('compound_unique');
  });

  it('becomes freshness, expect_every and by where its service levels say just that', () => {
    expect(made.suites[0]?.yaml).toContain('expect_every: 1d');
    expect(made.suites[0]?.yaml).toContain('by: 09:00 Etc/GMT+8');
    expect(expectationsOf(made).find(({ kind }) => kind === 'freshness')).toMatchObject({
      params: { of: 'ordered_at' },
      bound: { high: 345_600 },
    });
    expect(checkOf(made, 'timeOfAvailability 08:00').status).toBe('not_possible');
    expect(checkOf(made, 'retention').status).toBe('not_possible');
  });

  it('of another version says how to convert it', () => {
    const { problem } = importChecks({ text: 'dataContractSpecification: 1.1.0\nmodels: {}\n' });
    expect(problem).toMatchObject({
      message: expect.stringContaining('1.1.0') as string,
      fix: expect.stringContaining('odcs') as string,
    });
  });
});

describe('a quality rule', () => {
  it('between leaves both ends out, as ODCS has it', () => {
    expect(ofTable({ metric: 'rowCount', mustBeBetween: [100, 120] })).toMatchObject({
      kind: 'row_count',
      bound: { low: 100, high: 120, exclusiveLow: true, exclusiveHigh: true },
    });
  });

  it.each([
    [{ mustBe: 0 }, undefined],
    [{ mustBeLessOrEqualTo: 3 }, { maxFailed: 3 }],
    [{ mustBeLessThan: 3 }, { maxFailed: 2 }],
    [{ mustBeBetween: [-1, 4] }, { maxFailed: 3 }],
    [{ mustBeLessOrEqualTo: 3, unit: 'percent' }, { maxFailedPct: 3 }],
  ])('about nulls, %o, allows %o to fail', (operators, tolerance) => {
    const said = quality({ metric: 'nullValues', ...operators });
    expect(said).toMatchObject({ kind: 'not_null', column: 'a', ...(tolerance && { tolerance }) });
    if (tolerance === undefined) expect(said).not.toHaveProperty('tolerance');
  });

  it('that wants many to fail is a metric, but for all null', () => {
    expect(quality({ metric: 'nullValues', mustBeGreaterThan: 5 })).toMatchObject({
      kind: 'metric',
      bound: { low: 5, exclusiveLow: true },
    });
    expect(quality({ metric: 'nullValues', mustBe: 100, unit: 'percent' })).toMatchObject({ kind: 'must_be_null' });
  });

  it('knows the names of version 3.0', () => {
    expect(quality({ rule: 'duplicateCount', mustBe: 0 })).toMatchObject({ kind: 'unique' });
  });

  it('keeps its severity', () => {
    expect(quality({ metric: 'duplicateValues', mustBe: 0, severity: 'warning' })).toMatchObject({ severity: 'warn' });
  });

  it.each([
    [{ type: 'text', description: 'be good' }, 'text for people'],
    [{ metric: 'nullValues', mustNotBe: 3 }, 'operator'],
    [{ metric: 'nullValues', mustBe: 'three' }, 'operator'],
    [{ metric: 'shininess', mustBe: 3 }, 'no metric shininess'],
    [{ type: 'custom', engine: 'soda', implementation: 'x' }, 'soda'],
  ])('that cannot be translated says why: %o', (rule, why) => {
    expect(ofQuality(rule).checks.at(-1)).toMatchObject({
      status: 'not_possible',
      note: expect.stringContaining(why) as string,
    });
  });
});

describe('options of a logical type', () => {
  const ranged = (options: object) => {
    const made = imported(contract({ properties: [{ name: 'a', logicalTypeOptions: options }] }));
    return expectationsOf(made).find(({ kind }) => kind === 'range')?.bound;
  };

  it('leave an exclusive end out, as 3.1 and as 3.0 write it', () => {
    expect(ranged({ exclusiveMinimum: 0, maximum: 9 })).toEqual({ low: 0, high: 9, exclusiveLow: true });
    expect(ranged({ minimum: 0, exclusiveMinimum: true })).toEqual({ low: 0, exclusiveLow: true });
    expect(ranged({ minimum: 5, exclusiveMinimum: 0 })).toEqual({ low: 5 });
  });
});
