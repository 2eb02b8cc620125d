import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

const fixture = (name: string) => join(packageRoot(), 'checks', 'import', 'fixtures', name);
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'plumbline-import-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

describe('plumbline check import', () => {
  it('writes suites to standard output and what became of each check beside it', async () => {
    const { exitCode, out, err } = await runCommand(['check', 'import', fixture('orders.odcs.yaml')]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^# Made from ODCS v3\.1\.0 contract shop by `plumbline check import`\.\nsuite: shop\.orders\n/,
    );
    const path = temporaryFiles()('orders.yaml', out);
    expect(await runCommand(['check', 'validate', path])).toMatchObject({ exitCode: 0 });
    expect(err).toMatch(/orders\.odcs\.yaml:77 not possible +orders: Refunds/);
    expect(err).toMatch(/\d+ checks: \d+ translated, \d+ approximated, 4 not possible\n$/);
  });

  it('writes one file for each suite, and never over one that is there', async () => {
    const out = folder();
    const argv = ['check', 'import', fixture('dbt-manifest.json'), '--dataset', 'duckdb://shop.duckdb/*', '--out', out];
    expect(await runCommand(argv)).toMatchObject({ exitCode: 0 });
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['customers.yaml', 'orders.yaml', 'raw.payments.yaml']));
    expect(await runCommand(['check', 'validate', out])).toMatchObject({ exitCode: 0 });
    const before = readFileSync(join(out, 'orders.yaml'), 'utf8');
    expect(await runCommand(argv)).toMatchObject({ exitCode: 2, err: expect.stringContaining('PL2021') as string });
    expect(readFileSync(join(out, 'orders.yaml'), 'utf8')).toBe(before);
    expect(await runCommand([...argv, '--force'])).toMatchObject({ exitCode: 0 });
  });

  it('answers data for programs: one document, or one check a line', async () => {
    const argv = ['check', 'import', fixture('gx-suite.json'), '--dataset', 'shop/orders'];
    const { out } = await runCommand([...argv, '-o', 'json']);
    const [file] = (
      JSON.parse(out) as { schemaVersion: number; files: { format: string; checks: object[]; suites: object[] }[] }
    ).files;
    expect(file).toMatchObject({
      format: 'gx',
      suites: [{ name: 'orders', dataset: { namespace: 'shop', name: 'orders' } }],
    });
    const lines = (await runCommand([...argv, '-o', 'ndjson'])).out.trimEnd().split('\n');
    expect(lines).toHaveLength(file?.checks.length ?? 0);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ status: 'translated', line: 5, suite: 'orders' });
  });

  it('ends with 1 only when that is asked for and something could not be translated', async () => {
    const argv = ['check', 'import', '--strict', '--dataset', 'shop/*'];
    expect((await runCommand([...argv, fixture('gx-suite.json')])).exitCode).toBe(1);
    expect((await runCommand([...argv, fixture('deequ-suggestions.json')])).exitCode).toBe(0);
  });

  it.each([
    ['{"expectations": [', [], /bad\.json:1:\d+ .*not JSON/],
    ['{"a": 1}', [], /bad\.json:1:1 .*none of the known formats/],
    [
      '{"expectations": [{"type": "expect_column_to_exist", "kwargs": {}}]}',
      ['--format', 'soda'],
      /not checks or a contract of Soda/,
    ],
    ['checks for a:\n  - row_count > 0\n', [], /which dataset.*\n.*--dataset/],
  ])('says what is wrong with a file, where, and what to do: %s', async (text, more, told) => {
    const path = temporaryFiles()('bad.json', text);
    const { exitCode, out, err } = await runCommand(['check', 'import', path, ...more]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(/^plumbline: PL2020 /);
    expect(err).toMatch(told);
  });

  it('writes nothing when one of several files is bad', async () => {
    const out = folder();
    const bad = temporaryFiles()('bad.yml', 'hello');
    const argv = ['check', 'import', fixture('orders.odcs.yaml'), bad, '--out', join(out, 'suites')];
    expect((await runCommand(argv)).exitCode).toBe(2);
    expect(readdirSync(out)).toEqual([]);
  });
});

describe('plumbline check export', () => {
  it('writes a contract that is imported again, and says what it cannot say', async () => {
    const file = temporaryFiles();
    const suite = file(
      'orders.yaml',
      'suite: orders\ndataset: postgres://db:5432/shop.public.orders\nexpect:\n  - row_count: { at_least: 1 }\n  - column: a\n    mean: { between: [1, 9] }\n',
    );
    const { exitCode, out, err } = await runCommand(['check', 'export', suite, '--to', 'odcs']);
    expect(exitCode).toBe(0);
    expect(err).toContain('2 checks: 1 translated, 1 approximated, 0 not possible');
    const contract = file('orders.odcs.yaml', out);
    const again = await runCommand(['check', 'import', contract, '--dataset', 'postgres://db:5432/*']);
    expect(again.out).toContain('mean:');
    expect((await runCommand(['check', 'export', suite, '--strict'])).exitCode).toBe(1);
  });

  it('of a suite with problems writes nothing', async () => {
    const suite = temporaryFiles()('orders.yaml', 'suite: orders\n');
    const { exitCode, out, err } = await runCommand(['check', 'export', suite]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain('PL1008');
  });
});
