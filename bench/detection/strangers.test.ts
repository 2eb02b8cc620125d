import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { writeStranger } from './testing/strangers.ts';

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'plumbline-strangers-'));
  const formats = ['csv', 'csv.gz', 'csv.br', 'tsv', 'tsv.gz', 'parquet'];
  const mixed = (day: number): string => formats[day % formats.length]!;
  await writeStranger(join(root, 'mine', 'a'), {
    name: 'labelled',
    told: 'labels',
    broken: [2, 15, 17],
    extension: mixed,
  });
  await writeStranger(join(root, 'mine', 'b'), { name: 'paired', told: 'pairs', broken: [14, 15, 16, 17] });
  await writeStranger(join(root, 'mine', 'c'), { name: 'plain', told: 'none', extension: () => 'tsv.gz' });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  said: string;
}

/** Runs the bench as a user would, from a directory outside of the repository. */
function bench(args: string[], { cache, killAt }: { cache: string; killAt?: RegExp }): Promise<Ended> {
  mkdirSync(join(root, cache), { recursive: true });
  const program = [
    '--import',
    import.meta.resolve('tsx'),
    join(packageRoot(), 'bench', 'run.ts'),
    'detection',
    ...args,
  ];
  const child = spawn(process.execPath, program, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PLUMBLINE_BENCH_CACHE: join(root, cache) },
  });
  let [out, said] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
    if (killAt?.test(said)) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, said })));
}

interface Result {
  bench: string;
  conditions: Record<string, string>;
  figures: Record<string, number | null>;
}

describe('folders of a stranger', () => {
  let all: Ended;
  let result: Result;
  beforeAll(async () => {
    all = await bench(['--json', '--data', 'mine', '--rules', 'plumbline,z3', '--details', 'alarms.json'], {
      cache: 'one',
    });
    result = JSON.parse(all.out) as Result;
  });

  it('below one folder are all judged, and one JSON object is all there is on stdout', () => {
    expect(all).toMatchObject({ code: 0, out: expect.stringMatching(/^\{.*\}\n$/) });
    expect(result.bench).toBe('detection');
    expect(result.conditions).toMatchObject({ rules: 'plumbline, z3', injectionSeed: expect.any(String) });
    const datasets = new Set(Object.keys(result.figures).map((name) => name.split('.')[0]));
    expect([...datasets]).toEqual(['labelled', 'paired', 'plain']);
    expect(readdirSync(root)).toContain('alarms.json');
  });

  it('with labels: errors found and other days, whatever the files are packed in', () => {
    expect(result.figures).toMatchObject({
      'labelled.plumbline.errorsFound': 2,
      'labelled.plumbline.errorsTotal': 2,
      'labelled.plumbline.otherAlarmDaysPer1000': 0,
    });
    expect(result.conditions['labels of labelled']).toBe('1 of 3 lie in the warm-up and do not count');
  });

  it('with clean versions: AUC, precision, recall and F1', () => {
    expect(result.figures).toMatchObject({
      'paired.z3.recall': 1,
      'paired.z3.auc': 1,
      'paired.plumbline.recall': 1,
      'paired.plumbline.f1': expect.any(Number),
      'paired.plumbline.precision': expect.any(Number),
    });
  });

  it('with neither: errors are injected, and the conditions say how many', () => {
    expect(result.conditions['injected into plain']).toMatch(/^\d{3,} on 3 days, \d+ without effect rejected$/);
    expect(result.figures['plain.plumbline.recall']).toBeGreaterThan(0.5);
    expect(result.figures['plain.plumbline.falseAlarmsPer1000ColumnDays']).toEqual(expect.any(Number));
  });

  it('say how much is left of the whole while they are judged', () => {
    const lines = all.said.trim().split('\n');
    expect(lines.filter((line) => /, about \d+ (s|min) to go in all$/.test(line)).length).toBeGreaterThan(3);
    expect(lines.at(-1)).toMatch(/\(6 of 6\), all done$/);
  });

  it('whose run is killed go on where they were, to the same figures', async () => {
    const only = ['--json', '--data', 'mine', '--only', 'plain', '--rules', 'plumbline,z3'];
    const killed = await bench(only, { cache: 'two', killAt: /injecting errors into days, 1 of 3/ });
    expect(killed).toMatchObject({ code: null, out: '' });
    const resumed = await bench(only, { cache: 'two' });
    expect(resumed.said).not.toContain('profiling');
    expect(resumed.said).not.toContain('of 3 parts');
    const { figures } = JSON.parse(resumed.out) as Result;
    expect(figures).toEqual(
      Object.fromEntries(Object.entries(result.figures).filter(([name]) => name.startsWith('plain.'))),
    );
  });
});

describe('what a stranger got wrong is said in a sentence, without a stack', () => {
  const trouble = async (args: string[]): Promise<string> => {
    const { code, out, said } = await bench(['--json', ...args], { cache: 'three' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).not.toMatch(/^ +at /m);
    return said;
  };

  it('a manifest, with the place', async () => {
    const folder = join(root, 'wrong');
    mkdirSync(folder);
    const partitions = [
      { start: '2026-01-01', end: '2026-01-02', file: 'a.csv' },
      { start: 'Friday', end: '2026-01-03' },
    ];
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ name: 'wrong', cadence: 'yearly', warmup: 1, partitions }),
    );
    const said = await trouble(['--data', 'wrong']);
    expect(said).toMatch(/ {2}cadence: .*hourly.*daily/);
    expect(said).toMatch(/ {2}partitions\[1\]\.start: "Friday" is neither a day/);
    expect(said).toMatch(/ {2}partitions\[1\]\.file: /);
  });

  it('files that cannot be read: some are told with the results, all of them end the run', async () => {
    const told = { name: 'torn', told: 'labels' as const, broken: [16] };
    await writeStranger(join(root, 'torn'), { ...told, garbled: [16] });
    const { code, out } = await bench(['--json', '--data', 'torn', '--rules', 'z3'], { cache: 'three' });
    expect(code).toBe(0);
    const result = JSON.parse(out) as Result;
    expect(result.conditions['unreadable in torn']).toMatch(/^1 of 18 files cannot be read, first .*16\.csv/);
    expect(result.figures['torn.z3.errorsFound']).toBe(1);
    await writeStranger(join(root, 'rags'), { ...told, name: 'rags', garbled: [...Array(18).keys()] });
    expect(await trouble(['--data', 'rags', '--rules', 'z3'])).toMatch(/rags: 18 of 18 files cannot be read/);
  });
});
