import { describe, expect, it } from 'vitest';
import { checkOf, expectationsOf, fixture, imported, saidBy } from '../testing.ts';

const said = (line: string, below = '') =>
  saidBy(expectationsOf(imported(`checks for orders:\n  - ${line}\n${below}`))[0]);
const status = (line: string, below = '') => imported(`checks for orders:\n  - ${line}\n${below}`).checks[0]?.status;

describe('checks of Soda, version 3', () => {
  const made = imported(fixture('soda-checks.yml'));

  it('are each told with their line', () => {
    const lines = fixture('soda-checks.yml').split('\n');
    const checks = lines.filter((line) => /^ {2}- /.test(line));
    expect(made.format).toBe('soda');
    expect(made.checks).toHaveLength(checks.length);
    for (const { line } of made.checks) expect(lines[line - 1]).toMatch(/^ {2}- /);
  });

  it('take what is valid from the configuration of the table', () => {
    expect(expectationsOf(made).find(({ kind }) => kind === 'in_set')).toMatchObject({
      set: ['placed', 'shipped', 'returned'],
    });
  });

  it('warn and fail at their own limits', () => {
    expect(said('row_count:', '      warn: when < 100\n      fail: when < 10\n')).toMatchObject({
      bound: { low: 10 },
      warnBound: { low: 100 },
    });
    expect(said('missing_count(a):', '      warn: when > 0\n      fail: when > 5\n')).toMatchObject({
      tolerance: { maxFailed: 5 },
      params: { warnTolerance: { maxFailed: 0 } },
    });
  });

  it('keep ends apart: between has both, brackets leave one out, less than never equals', () => {
    expect(said('row_count between 1 and 9')).toMatchObject({ bound: { low: 1, high: 9 } });
    expect(said('row_count between (1 and 9]')).toMatchObject({ bound: { low: 1, high: 9, exclusiveLow: true } });
    expect(said('missing_count(a) < 3')).toMatchObject({ tolerance: { maxFailed: 2 } });
    expect(said('missing_count(a) <= 3')).toMatchObject({ tolerance: { maxFailed: 3 } });
  });

  it('about a share below a limit fail at the limit itself', () => {
    const { tolerance } = said('missing_percent(a) < 5 %') as { tolerance: { maxFailedPct: number } };
    expect(tolerance.maxFailedPct).toBeLessThan(5);
    expect(tolerance.maxFailedPct).toBeGreaterThan(4.99999999);
  });

  it('that count otherwise than we do say so', () => {
    expect(status('duplicate_count(a) = 0')).toBe('translated');
    expect(status('duplicate_count(a) < 3')).toBe('approximated');
    expect(status('invalid_percent(a) < 5:', '      valid min: 0\n')).toBe('approximated');
  });

  it('that have no limits of ours are not possible, and say so', () => {
    expect(status('row_count != 5')).toBe('not_possible');
    expect(status('invalid_count(a) = 0')).toBe('not_possible');
    expect(status('anomaly detection for row_count')).toBe('not_possible');
  });

  it('of a partition are about the rows of its filter alone', () => {
    const partition = made.checks.at(-1);
    expect(partition?.note).toContain("status = 'placed'");
    expect(imported('checks for orders [x]:\n  - row_count > 0\n').checks[0]).toMatchObject({ status: 'not_possible' });
  });

  it('for each dataset of a list are for each', () => {
    const text = 'for each dataset T:\n  datasets: [a, b]\n  checks:\n    - row_count > 0\n';
    expect(imported(text).suites.map(({ dataset }) => dataset.name)).toEqual(['a', 'b']);
  });
});

describe('a contract of Soda, version 4', () => {
  const made = imported(fixture('soda-contract.yml'));

  it('is read whole, under the name of its table', () => {
    expect(made.checks).toHaveLength(15);
    expect(made.suites.map(({ dataset }) => dataset.name)).toEqual(['shop.main.orders']);
    expect(made.checks.filter(({ status: one }) => one === 'not_possible')).toEqual([]);
  });

  it('fails without a threshold on any row, and on a table without rows', () => {
    const all = expectationsOf(made);
    expect(all[0]).toMatchObject({ kind: 'not_null', column: 'id', onEmpty: 'pass' });
    expect(all.find(({ kind }) => kind === 'row_count')).toMatchObject({ bound: { low: 0, exclusiveLow: true } });
  });

  it('warns and fails by its two thresholds', () => {
    const ranges = expectationsOf(made).filter(({ kind }) => kind === 'range');
    expect(ranges).toMatchObject([
      { tolerance: { maxFailed: 2 }, severity: 'error' },
      { tolerance: { maxFailed: 0 }, severity: 'warn' },
    ]);
    const rows = expectationsOf(made).filter(({ kind }) => kind === 'row_count');
    expect(rows[1]).toMatchObject({ bound: { low: 10 }, warnBound: { low: 100 } });
  });

  it('only warns where its level says so', () => {
    const email = expectationsOf(made).find(({ kind, column }) => kind === 'not_null' && column === 'email');
    expect(email).toMatchObject({ tolerance: { maxFailedPct: 100 }, params: { warnTolerance: { maxFailedPct: 5 } } });
  });

  it('lets its schema say what it can, and tells the rest', () => {
    expect(checkOf(made, 'schema').note).toContain('optional');
    expect(expectationsOf(made).find(({ kind }) => kind === 'schema')).toMatchObject({
      params: {
        columns: ['id', 'status', 'email', 'amount'],
        allow_extra: true,
        types: { id: 'integer', status: 'varchar' },
      },
    });
  });

  it('of some rows is about these alone', () => {
    const filtered = imported(`filter: day = 1\n${fixture('soda-contract.yml')}`);
    for (const { check, note, status: one } of filtered.checks) {
      if (one !== 'not_possible' && !check.startsWith('schema')) expect(note, check).toContain('day = 1');
    }
  });
});
