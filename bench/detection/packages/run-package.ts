import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { brotliDecompressSync } from 'node:zlib';
import { packageRoot } from '../../../server/config/package-root.ts';
import { environment } from '../../../test/interop/environment.ts';
import type { PackageRule } from './packages.ts';

/** What a package says of one partition: by column, how far beyond its limit; 1 is at the limit, '' is the table. */
export interface PackageDay {
  index: number;
  columns?: Record<string, number>;
  /** Why it could not judge. */
  error?: string;
  cpuSeconds: number;
}

const longestMs = 1_800_000;

/** Lets a package judge some of the partitions; what it has said when the time is over. Throws a sentence when it cannot be installed. */
export async function runPackage(
  { requirements, script }: PackageRule,
  { files, judge, onDay }: { files: readonly string[]; judge: readonly number[]; onDay: (day: PackageDay) => void },
): Promise<PackageDay[]> {
  const here = join(packageRoot(), 'bench', 'detection', 'packages');
  const python = environment(`detection-${requirements}`, join(here, `requirements-${requirements}.txt`));
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-packages-'));
  try {
    const spec = join(folder, 'spec.json');
    writeFileSync(spec, JSON.stringify({ files: files.map((file, index) => readable(file, folder, index)), judge }));
    return await daysOf([python, join(here, script), spec], onDay);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** pandas reads what gzip packed and no Brotli. */
function readable(file: string, folder: string, index: number): string {
  if (!file.endsWith('.br')) return file;
  const path = join(folder, `${index}-${basename(file, '.br')}`);
  writeFileSync(path, brotliDecompressSync(readFileSync(file)));
  return path;
}

async function daysOf([program = '', ...args]: string[], onDay: (day: PackageDay) => void): Promise<PackageDay[]> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: longestMs });
  const days: PackageDay[] = [];
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-2000)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"index"')) continue;
    const day = JSON.parse(line) as PackageDay;
    days.push(day);
    onDay(day);
  }
  const code = await ended;
  if (days.length === 0) throw new Error(`${args[0]} said nothing and ended with ${code}: ${said}`);
  return days;
}
