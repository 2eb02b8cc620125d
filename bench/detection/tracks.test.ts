import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { detection } from './detection.ts';
import { detectionOptions } from './options.ts';
import { chosenTracks } from './tracks.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'plumbline-tracks-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function folderOf(path: string, name: string): void {
  mkdirSync(join(root, path), { recursive: true });
  const partitions = [1, 2].map((day) => {
    writeFileSync(join(root, path, `${day}.csv`), 'a\n1\n');
    return { start: `2026-01-0${day}`, end: `2026-01-0${day + 1}`, file: `${day}.csv` };
  });
  writeFileSync(join(root, path, 'manifest.json'), JSON.stringify({ name, cadence: 'daily', warmup: 1, partitions }));
}

const tracksOf = async (...args: string[]): Promise<string[]> =>
  (await chosenTracks(detectionOptions(['detection', '--data', root, ...args]))).map(({ name }) => name);

describe('--data', () => {
  it('is a folder with a manifest, or one of several such folders', async () => {
    folderOf('a', 'orders');
    folderOf('b', 'payments');
    mkdirSync(join(root, 'notes'));
    expect(await tracksOf()).toEqual(['orders', 'payments']);
    expect(await tracksOf('--only', 'payments')).toEqual(['payments']);
    expect(await tracksOf('--only', 'orders,simulator')).toEqual(['orders', 'simulator']);
    folderOf('.', 'whole');
    expect(await tracksOf()).toEqual(['whole']);
  });

  it('that holds nothing, or names a set twice, or not the one that is asked for, is refused', async () => {
    await expect(tracksOf()).rejects.toThrow(/has no manifest\.json, no folder with one, and none of flights_2001h1/);
    await expect(tracksOf('--data', join(root, 'nowhere'))).rejects.toThrow(/there is no folder .*nowhere/);
    folderOf('a', 'orders');
    await expect(tracksOf('--only', 'ghost')).rejects.toThrow(/--only ghost: .* has no such set/);
    await expect(tracksOf('--only', 'orders,ghost')).rejects.toThrow(/--only: .* has no ghost/);
    folderOf('b', 'orders');
    await expect(tracksOf()).rejects.toThrow(/two sets are named orders/);
  });
});

describe('options', () => {
  const running = (...args: string[]) => detection.run({ say: () => undefined, data: null, args });

  it('that make no sense are refused with what there is', async () => {
    folderOf('a', 'orders');
    await expect(running('--data', root, '--rules', 'ghost')).rejects.toThrow(/no rule ghost; there are plumbline, /);
    await expect(running('--ghost')).rejects.toThrow(/--ghost/);
    await expect(running('--series', '1')).rejects.toThrow(/--series is a whole number from 2 on/);
    await expect(running('--packages-days', '0')).rejects.toThrow(/--packages-days is a whole number from 1 on/);
  });
});
