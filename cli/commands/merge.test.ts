import { describe, expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

const part = (rowCount: number, more: object = {}) =>
  JSON.stringify({ dataset: { namespace: 'shop', name: 'orders' }, rowCount, ...more });

describe('plumbline merge', () => {
  it('makes one profile of files and of lines, and tells what is left out', async () => {
    const write = temporaryFiles();
    const one = write('one.json', part(2, { metrics: { m: 1 } }));
    const two = write('two.ndjson', `${part(3)}\n${part(4)}\n`);
    const { exitCode, out, err } = await runCommand(['merge', one, two, '-o', 'json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      dataset: { namespace: 'shop', name: 'orders' },
      rowCount: 9,
    });
    expect(err).toBe('left out, since it cannot be merged: metrics\n');
    expect((await runCommand(['merge', one, two])).out).toBe('3 profiles make one of shop/orders: 9 rows, 0 columns\n');
  });

  it('refuses parts of different datasets, what is no profile and what contradicts itself', async () => {
    const write = temporaryFiles();
    const fine = write('fine.json', part(2));
    const refused = async (text: string) => {
      const { exitCode, out, err } = await runCommand(['merge', fine, write('other.json', text), '-o', 'json']);
      expect([exitCode, out]).toEqual([2, '']);
      return err;
    };
    expect(await refused('{"dataset":{"namespace":"shop","name":"refunds"}}')).toContain('the parts differ in dataset');
    expect(await refused('{"rowCount":1}')).toContain('/dataset with a namespace and a name is missing');
    expect(await refused('null')).toContain('is no profile');
    expect(await refused(part(1, { columnMetrics: { a: null } }))).toContain('is no profile as');
    expect(await refused(part(-1))).toContain('contradicts itself at /rowCount');
  });
});
