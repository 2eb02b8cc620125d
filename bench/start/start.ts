import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../server/config/package-root.ts';
import type { Bench } from '../bench.ts';
import { freePort, residentMib, startChild } from '../ingest/child.ts';
import { median } from '../ingest/load.ts';

const rounds = 5;

/** From the command to the line that says ready, with its own Postgres: on an empty directory, and again on the same one. */
export const start: Bench = {
  name: 'start',
  about: 'start to ready, cold and warm, and memory when idle',
  async run({ say }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
    chmodSync(dataDir, 0o711);
    const env = { PLUMBLINE_DATA_DIR: dataDir, PLUMBLINE_LOG__LEVEL: 'error' };
    const command = join(packageRoot(), 'bin', 'plumbline');
    const once = async () => {
      const port = await freePort();
      const child = await startChild([command, 'serve', '--port', String(port)], { port, env });
      const resident = residentMib(child.pid);
      await child.stop();
      return { startMs: child.startMs, resident };
    };
    try {
      const cold = await once();
      const warm = [];
      for (let round = 1; round <= rounds; round++) {
        warm.push(await once());
        say(`warm start ${round} of ${rounds}: ${Math.round(warm.at(-1)?.startMs ?? 0)} ms`);
      }
      return {
        conditions: { rounds, built: true, database: 'managed' },
        figures: {
          coldStartMs: cold.startMs,
          warmStartMs: median(warm.map(({ startMs }) => startMs)),
          residentIdleMb: median(warm.map(({ resident }) => resident)),
        },
      };
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
