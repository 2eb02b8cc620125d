import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../server/config/package-root.ts';
import { environment } from '../../test/interop/environment.ts';
import { median } from '../ingest/load.ts';
import { generate } from '../profile/generate.ts';
import { sharedChecks } from './checks.ts';
import type { Measured } from './measures.ts';

const ROUNDS = 5;
const ROWS = 100_000;
const here = join(packageRoot(), 'bench', 'judge');

/** What one program printed of one run: seconds, memory, and what it found. */
interface Ran {
  seconds: number;
  cpuSeconds: number;
  /** From the start of the process on, all imports in it, to the same verdicts. */
  wholeSeconds: number;
  wholeCpuSeconds: number;
  peakMib: number;
  /** Of the processor, for judging what is measured already. */
  engineSeconds?: number;
  checks: number;
  failed: number;
  version?: string;
}

interface Program {
  /** `plumbline` measures what the checks ask, `plumblineFull` everything; `duckdb` is the floor. */
  name: 'plumbline' | 'plumblineFull' | 'duckdb' | 'greatExpectations' | 'soda';
  command: readonly string[];
}

/**
 * The same checks over the same Parquet file by Plumbline, Great Expectations and Soda, in turn, each run in a process of its
 * own. A peer that cannot be installed here is told of and left out.
 */
export async function measurePeers(say: (text: string) => void): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-judge-'));
  try {
    const file = join(folder, 'orders.parquet');
    await generate(file, ROWS, folder);
    const checks = sharedChecks(ROWS);
    const spec = join(folder, 'spec.json');
    writeFileSync(spec, JSON.stringify({ file, checks }));
    const programs = programsFor(spec, say);
    const rounds: Map<Program['name'], Ran>[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const runs = new Map<Program['name'], Ran>();
      for (const { name, command } of programs) runs.set(name, await run(command));
      rounds.push(runs);
      const seconds = [...runs].map(([name, { seconds }]) => `${name} ${seconds.toFixed(2)} s`);
      say(`round ${round} of ${ROUNDS}: ${seconds.join(', ')}`);
    }
    return { conditions: conditionsOf(rounds, checks.length), figures: figuresOf(rounds) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function programsFor(spec: string, say: (text: string) => void): Program[] {
  const built = (name: string): string => join(packageRoot(), 'dist', 'bench', 'judge', `${name}.js`);
  const programs: Program[] = [
    { name: 'plumbline', command: [process.execPath, built('plumbline-judge'), spec, 'asked'] },
    { name: 'plumblineFull', command: [process.execPath, built('plumbline-judge'), spec, 'full'] },
    { name: 'duckdb', command: [process.execPath, built('duckdb-judge'), spec] },
  ];
  const peers = [
    ['greatExpectations', 'great-expectations', 'great_expectations_judge.py'],
    ['soda', 'soda', 'soda_judge.py'],
  ] as const;
  for (const [name, requirements, script] of peers) {
    try {
      const python = environment(`judge-${requirements}`, join(here, `requirements-${requirements}.txt`));
      programs.push({ name, command: [python, join(here, script), spec] });
    } catch (error) {
      say(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return programs;
}

async function run([program = '', ...args]: readonly string[]): Promise<Ran> {
  const env = { ...process.env, JUDGE_STARTED: String(Date.now() / 1000) };
  const { stdout } = await promisify(execFile)(program, args, { env, maxBuffer: 64 << 20, timeout: 600_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Ran;
}

type Rounds = readonly ReadonlyMap<Program['name'], Ran>[];

/** Seconds and memory as medians; ratios round by round, since a round's runs share the machine's mood. */
function figuresOf(rounds: Rounds): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const name of rounds[0]?.keys() ?? []) {
    const of = (pick: (ran: Ran) => number): number => median(runsOf(rounds, name).map(pick));
    figures[`${name}Seconds`] = of(({ seconds }) => seconds);
    figures[`${name}CpuSeconds`] = of(({ cpuSeconds }) => cpuSeconds);
    figures[`${name}PeakRssMib`] = of(({ peakMib }) => peakMib);
    figures[`${name}WholeProcessSeconds`] = of(({ wholeSeconds }) => wholeSeconds);
    if (name === 'greatExpectations' || name === 'soda') Object.assign(figures, peerRatios(rounds, name));
  }
  figures['greatExpectationsEngineRatio'] = ratio(
    rounds,
    ['greatExpectations', 'plumblineFull'],
    ({ engineSeconds = NaN }) => engineSeconds,
  );
  figures['duckdbFloorRatio'] = ratio(rounds, ['plumbline', 'duckdb'], ({ seconds }) => seconds);
  figures['duckdbFloorCpuRatio'] = ratio(rounds, ['plumbline', 'duckdb'], ({ cpuSeconds }) => cpuSeconds);
  return figures;
}

/** How many times as long a peer takes: than what is asked alone, than the full profile, by the processor, with start and imports. */
function peerRatios(rounds: Rounds, name: 'greatExpectations' | 'soda'): Record<string, number> {
  return {
    [`${name}Ratio`]: ratio(rounds, [name, 'plumbline'], ({ seconds }) => seconds),
    [`${name}CpuRatio`]: ratio(rounds, [name, 'plumbline'], ({ cpuSeconds }) => cpuSeconds),
    [`${name}FullRatio`]: ratio(rounds, [name, 'plumblineFull'], ({ seconds }) => seconds),
    [`${name}WholeProcessRatio`]: ratio(rounds, [name, 'plumbline'], ({ wholeSeconds }) => wholeSeconds),
    [`${name}WholeProcessCpuRatio`]: ratio(rounds, [name, 'plumbline'], ({ wholeCpuSeconds }) => wholeCpuSeconds),
  };
}

function ratio(
  rounds: Rounds,
  [above, below]: readonly [Program['name'], Program['name']],
  pick: (ran: Ran) => number,
): number {
  const under = runsOf(rounds, below);
  return median(runsOf(rounds, above).map((ran, round) => pick(ran) / pick(under[round] ?? ran)));
}

function runsOf(rounds: Rounds, name: Program['name']): Ran[] {
  return rounds.flatMap((round) => round.get(name) ?? []);
}

/** Who judged what; whoever comes to other verdicts did something else, and there is nothing to compare. */
function conditionsOf(rounds: Rounds, checks: number): Measured['conditions'] {
  const conditions: Measured['conditions'] = { rounds: ROUNDS, rows: ROWS, fileColumns: 20, sharedChecks: checks };
  for (const [name, { version, checks: judged, failed }] of rounds[0] ?? []) {
    if (judged !== checks) throw new Error(`${name} judged ${judged} of ${checks} checks`);
    if (failed !== rounds[0]?.get('plumbline')?.failed) throw new Error(`${name} found ${failed} failures, we others`);
    conditions['sharedFailures'] = failed;
    if (version !== undefined) conditions[name] = version;
  }
  return conditions;
}
