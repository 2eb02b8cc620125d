import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../server/config/package-root.ts';
import { compare } from './profile.ts';

it('the bench of the profiler measures real runs of both programs, with memory', async () => {
  const tsc = join(packageRoot(), 'node_modules', 'typescript', 'bin', 'tsc');
  const built = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.scripts.json'], {
    cwd: packageRoot(),
    encoding: 'utf8',
  });
  expect(built.stdout).toBe('');
  const { conditions, figures } = await compare({ rows: 60_000, rounds: 1, exactRows: 10_000, say: () => undefined });
  expect(conditions).toMatchObject({ rows: 60_000, columns: 20, memory: '1GB' });
  expect(figures['tenMillionSeconds']).toBeGreaterThan(0);
  expect(figures['duckdbRatio']).toBeGreaterThan(0);
  if (process.platform === 'linux') expect(figures['peakRssMib']).toBeGreaterThan(50);
});
