import { cpus, totalmem } from 'node:os';
import type { Bench } from './bench.ts';
import { detection } from './detection/detection.ts';
import { Trouble } from './detection/trouble.ts';
import { gate } from './judge/gate.ts';
import { ingest } from './ingest/ingest.ts';
import { judge } from './judge/judge.ts';
import { lineage } from './lineage/lineage.ts';
import { lineagePage } from './lineage/page.ts';
import { overload } from './overload/overload.ts';
import { profile } from './profile/profile.ts';
import { start } from './start/start.ts';
import { suggest } from './suggest/suggest.ts';
import { suiteHostile } from './suite-hostile/suite-hostile.ts';

const benches: Bench[] = [
  detection,
  gate,
  ingest,
  judge,
  lineage,
  lineagePage,
  overload,
  profile,
  start,
  suggest,
  suiteHostile,
];

/** `npm run bench -- NAME [--json] [--data PATH]`: one JSON object on stdout, progress on stderr. */
async function main(args: string[]): Promise<number> {
  const [name] = args.filter((argument) => !argument.startsWith('--'));
  const bench = benches.find((known) => known.name === name);
  if (!bench) {
    process.stderr.write(
      `Which bench? ${benches.map((known) => `\n  ${known.name.padEnd(10)} ${known.about}`).join('')}\n`,
    );
    return 2;
  }
  if (args.includes('--help') && bench.help !== undefined) {
    process.stdout.write(bench.help);
    return 0;
  }
  const at = args.indexOf('--data');
  const say = (text: string) => process.stderr.write(`${bench.name}: ${text}\n`);
  const data = at === -1 ? null : (args[at + 1] ?? null);
  const { conditions, figures } = await bench.run({ say, data, args: args.slice(1) });
  const machine = { cores: cpus().length, memoryGib: Math.round(totalmem() / 2 ** 30), node: process.versions.node };
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, value === null ? null : Number(value.toPrecision(4))]),
  );
  const result = { bench: bench.name, conditions: { ...machine, ...conditions }, figures: rounded };
  process.stdout.write(`${JSON.stringify(result, null, args.includes('--json') ? 0 : 2)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof Trouble)) throw error;
  process.stderr.write(`${error.message}\n`);
  return 2;
});
