import { describe, expect, it } from 'vitest';
import { findInconsistencies } from '../../checks/index.ts';
import { columnOf, profileOf } from '../testing/profile-of.ts';
import { runCommand } from '../testing/run-command.ts';
import { temporaryFiles } from '../testing/temporary-folder.ts';

const csv = `id,code,at
1,AB-12,2026-01-01T03:15:00
2,AB-7,2026-01-01T03:59:59
3, x ,2026-01-02T23:00:00
4,Élan,2026-01-05T00:00:00
5,,
6,"",2026-01-01T04:00:00
`;

describe('texts and times', () => {
  it('are counted by hand', async () => {
    const options = { dataInterval: { start: '2026-01-01T00:00:00Z', end: '2026-01-03T00:00:00Z' } };
    const profile = await profileOf(temporaryFiles()('a.csv', csv), { ...options, capturedAt: '2026-01-04T00:00:00Z' });
    expect(findInconsistencies({ dataset: { namespace: 'n', name: 'd' }, ...profile })).toEqual([]);
    expect(columnOf(profile, 'code')).toMatchObject({
      characters: { upper: 5, lower: 4, digit: 3, space: 2, punctuation: 2, other: 0 },
      ...{ paddedCount: 1, nonAsciiCount: 1, otherShapeCount: 0 },
      shapes: [
        { shape: 'A-9', count: 2 },
        { shape: '', count: 1 },
        { shape: ' a ', count: 1 },
        { shape: 'Aa', count: 1 },
      ],
    });
    const { hours, timestamp } = columnOf(profile, 'at');
    expect(hours).toEqual([1, 0, 0, 2, 1, ...Array.from({ length: 18 }, () => 0), 1]);
    expect(timestamp).toMatchObject({ outsideIntervalCount: 1, futureCount: 1 });
  });

  it('are the same of so many rows that only a sample is looked at, here all of them', async () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    const times = Array.from({ length: 3000 }, (_, index) =>
      new Date(start + index * 7 * 60_000).toISOString().slice(0, 19),
    );
    const rows = times.map((time, index) => `${index % 2 === 0 ? ` É${index}` : `ab-${index}`},${time}`);
    const path = temporaryFiles()('a.csv', `t,at\n${rows.join('\n')}\n`);
    const frame = { dataInterval: { start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' } };
    const [large, exact] = [await profileOf(path, { ...frame, exactRows: 0 }), await profileOf(path, frame)];
    expect(columnOf(large, 't').distinct?.exact).toBe(false);
    for (const field of ['characters', 'shapes', 'otherShapeCount', 'paddedCount', 'nonAsciiCount', 'length'] as const)
      expect(columnOf(large, 't')[field]).toEqual(columnOf(exact, 't')[field]);
    expect(columnOf(exact, 't').shapes).toEqual([
      { shape: ' A9', count: 1500 },
      { shape: 'a-9', count: 1500 },
    ]);
    expect(columnOf(large, 't').formSampled).toBe(3000);
    expect(columnOf(large, 'at').hours).toEqual(columnOf(exact, 'at').hours);
    expect(columnOf(large, 'at').timestamp).toEqual(columnOf(exact, 'at').timestamp);
    expect(columnOf(exact, 'at').timestamp?.outsideIntervalCount).toBe(3000 - Math.ceil(1440 / 7));
  });

  it('of many different values are scaled from those that were looked at, and the profile says of how many', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => (index % 3 === 0 ? `k${index}` : `K-${index}`));
    const column = columnOf(await profileOf(temporaryFiles()('a.csv', `x\n${rows.join('\n')}\n`)), 'x');
    expect(column.formSampled).toBeGreaterThan(10_000);
    expect(column.formSampled).toBeLessThan(30_000);
    const counts = Object.fromEntries((column.shapes ?? []).map(({ shape, count }) => [shape, count]));
    expect((counts['a9'] ?? 0) + (counts['A-9'] ?? 0)).toBe(30_000);
    expect(Math.abs((counts['a9'] ?? 0) - 10_000)).toBeLessThan(300);
    const total = Object.values(column.characters ?? {}).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(rows.reduce((sum, text) => sum + text.length, 0));
  });
});

describe('how a file was written', () => {
  const formOf = async (content: string | Uint8Array, encoding = 'utf-8') =>
    (await profileOf(temporaryFiles()('a.csv', content), { encoding })).fileForm;

  it('is its encoding and whether it has a byte order mark, with the header where columns could not be called so', async () => {
    expect(await formOf('a,b\n1,2\n')).toEqual({ encoding: 'utf-8', byteOrderMark: false });
    expect(await formOf('\ufeffa,b\n1,2\n')).toEqual({ encoding: 'utf-8', byteOrderMark: true });
    const wide = Buffer.from('\ufeffa,b\n1,2\n', 'utf16le');
    expect(await formOf(wide, 'utf-16')).toEqual({ encoding: 'utf-16le', byteOrderMark: true });
    expect(await formOf('a,a,\n1,2,3\n')).toEqual({ encoding: 'utf-8', byteOrderMark: false, header: ['a', 'a', ''] });
  });
});

describe('rules about keys', () => {
  const profile = async (args: string[]) => {
    const { out, err, exitCode } = await runCommand(['profile', ...args, '--dataset', 'n/d', '-o', 'json']);
    return { exitCode, err, counters: exitCode === 0 ? (JSON.parse(out) as { counters?: unknown[] }).counters : [] };
  };

  it('count the rows beyond the first of each key', async () => {
    const file = temporaryFiles()('a.csv', 'k,l,v\n1,a,1\n1,a,2\n1,b,3\n,a,4\n,a,5\n');
    expect((await profile([file, '--unique-key', 'k,l'])).counters).toEqual([
      { id: 'duplicate_keys', tested: 5, failed: 2 },
    ]);
  });

  it('tell what falls in sum and at most, beside the total of the keys that both files have', async () => {
    const write = temporaryFiles();
    const before = write('before.csv', 'k,v,low\na,100,-5\nb,50,-5\nc,30.6,-5\ngone,900,-5\n');
    const now = write('now.csv', 'k,v,low\na,93.5,-6\nb,20,-5\nc,70,-5\nnew,900,-5\n');
    const args = ['--never-falls', 'v,low', '--by', 'k', '--previous', before];
    expect((await profile([now, ...args])).counters).toEqual([
      { id: 'falls:v', tested: 3, failed: 2, unit: 'keys' },
      // 100 + 50 + 30.6; 6.5 + 30, rounded to whole ones.
      { id: 'fallen:v', tested: 181, failed: 37 },
      { id: 'largest_fall:v', tested: 181, failed: 30 },
      // A total below zero is none that something could be lost of.
      { id: 'falls:low', tested: 3, failed: 1, unit: 'keys' },
    ]);
  });

  it('count the keys whose value is lower than in the previous file', async () => {
    const write = temporaryFiles();
    const now = write(
      'now.csv',
      'country,dead,day\nDE,5,2026-01-02\nCH,9,2026-01-01\nFR,1,2026-01-05\nIT,,2026-01-03\n',
    );
    const before = write(
      'before.csv',
      'day,country,dead\n2026-01-01,DE,10\n2026-01-02,CH,9\n2026-01-03,IT,4\n2026-01-04,ES,8\n',
    );
    const args = ['--never-falls', 'dead,day', '--by', 'country', '--previous', before];
    expect((await profile([now, ...args])).counters).toEqual([
      { id: 'falls:dead', tested: 2, failed: 1, unit: 'keys' },
      { id: 'fallen:dead', tested: 19, failed: 5 },
      { id: 'largest_fall:dead', tested: 19, failed: 5 },
      { id: 'falls:day', tested: 3, failed: 1, unit: 'keys' },
    ]);
    const wrong = await profile([now, '--never-falls', 'dead', '--by', 'countri', '--previous', before]);
    expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringContaining('did you mean "country"') as string });
    const half = await profile([now, '--never-falls', 'dead']);
    expect(half).toMatchObject({ exitCode: 2, err: expect.stringContaining('belong together') as string });
  });
});
