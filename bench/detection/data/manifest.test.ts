import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from './manifest.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-manifest-'));
  for (const name of ['1.csv', '2.csv', '1-clean.csv', '2-clean.csv', 'notes.doc'])
    writeFileSync(join(folder, name), 'a\n1\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const partitions = [
  { start: '2026-01-01', end: '2026-01-08', file: '1.csv' },
  { start: '2026-01-08T00:00:00Z', end: '2026-01-15T00:00:00Z', file: '2.csv' },
];
const good = { name: 'orders', cadence: 'weekly', warmup: 1, partitions };

function reading(manifest: unknown): () => unknown {
  writeFileSync(join(folder, 'manifest.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return () => readManifest(folder);
}

describe('a manifest', () => {
  it('is read with days or instants, and paths from its folder; what is not known is passed over', () => {
    expect(reading({ ...good, owner: 'somebody' })()).toMatchObject({
      name: 'orders',
      partitions: [
        { start: new Date('2026-01-01T00:00:00Z'), file: join(folder, '1.csv') },
        { start: new Date('2026-01-08T00:00:00Z'), file: join(folder, '2.csv') },
      ],
    });
  });

  it('may name its partitions in any order', () => {
    const starts = (made: unknown) => (made as { partitions: { start: Date }[] }).partitions.map(({ start }) => start);
    expect(starts(reading({ ...good, partitions: partitions.toReversed() })())).toEqual(starts(reading(good)()));
  });

  it('that is missing or no JSON is said so', () => {
    expect(() => readManifest(join(folder, 'nowhere'))).toThrow(/no readable .*manifest\.json \(ENOENT\)/);
    expect(reading('{"name":')).toThrow(/is not JSON/);
  });

  it.each<[string, unknown, RegExp]>([
    ['a cadence that is none', { ...good, cadence: 'yearly' }, /cadence: /],
    ['a name that cannot stand in figures', { ...good, name: 'a.b' }, /name: letters, digits/],
    [
      'a start that is no time',
      { ...good, partitions: [{ ...partitions[0], start: 'Monday' }, partitions[1]] },
      /partitions\[0\]\.start: "Monday" is neither/,
    ],
    ['one partition', { ...good, partitions: partitions.slice(0, 1) }, /partitions: /],
    ['a warm-up that leaves nothing', { ...good, warmup: 2 }, /warmup: 2 leaves none of 2/],
    [
      'a file that is not there',
      { ...good, partitions: [partitions[0], { ...partitions[1], file: '3.csv' }] },
      /partitions\[1\]\.file: there is no file .*3\.csv/,
    ],
    [
      'two partitions of one time',
      { ...good, partitions: [partitions[0], { ...partitions[1], start: '2026-01-01' }] },
      /partitions\[0\] and partitions\[1\]: both start at 2026-01-01/,
    ],
    [
      'an interval that ends before it starts',
      { ...good, partitions: [{ ...partitions[0], end: '2025-01-01' }, partitions[1]] },
      /partitions\[0\]: it ends before/,
    ],
    [
      'a label without its partition',
      { ...good, labels: [{ start: '2026-02-01', class: 'error', kind: 'x' }] },
      /labels\[0\]: no partition starts at 2026-02-01/,
    ],
    [
      'clean versions of some',
      { ...good, partitions: [{ ...partitions[0], clean: '1-clean.csv' }, partitions[1]] },
      /partitions\[1\]\.clean: it has none, as 1 of 2/,
    ],
    [
      'a folder for a file',
      { ...good, partitions: [{ ...partitions[0], file: '.' }, partitions[1]] },
      /partitions\[0\]\.file: .* is no file/,
    ],
    [
      'a file of no kind',
      { ...good, partitions: [{ ...partitions[0], file: 'notes.doc' }, partitions[1]] },
      /partitions\[0\]\.file: cannot tell from its name/,
    ],
    [
      'a clean file that is not there',
      { ...good, partitions: partitions.map((one) => ({ ...one, clean: '4.csv' })) },
      /partitions\[0\]\.clean: there is no file .*4\.csv/,
    ],
    [
      'partitions in another order, by the place where they are written',
      { ...good, partitions: [partitions[1], { ...partitions[0], file: '3.csv' }] },
      /partitions\[1\]\.file: there is no file .*3\.csv/,
    ],
    [
      'labels and clean versions',
      {
        ...good,
        partitions: partitions.map((one) => ({ ...one, clean: '1-clean.csv' })),
        labels: [{ start: '2026-01-08', class: 'error', kind: 'x' }],
      },
      /clean and labels: one of them/,
    ],
    [
      'a label of no class',
      { ...good, labels: [{ start: '2026-01-08', class: 'mistake', kind: 'x' }] },
      /labels\[0\]\.class: /,
    ],
    ['no warm-up', { ...good, warmup: undefined }, /warmup: /],
    ['a list for the whole', [], /it: /],
  ])('with %s is refused with the place', (_, manifest, words) => {
    expect(reading(manifest)).toThrow(words);
  });
});
