import { killAgainAndAgain, seeded, type KillSummary } from './kill-cycles.ts';
import { buildServer } from './plumbline-process.ts';

const clients = 8;
const cycles = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);

if (!Number.isInteger(cycles) || cycles < 1 || cycles > 100_000 || !Number.isInteger(seed)) {
  console.error('usage: npm run test:faults -- [cycles, 1000 unless given] [seed]');
  process.exit(2);
}

const isRight = (s: KillSummary) =>
  s.lost + s.duplicates + s.missing + s.repeatsWithinOneLife + s.overtaken + s.orphanLeases + s.undelivered === 0 &&
  s.surprises.length === 0;

const begun = performance.now();
const tell = (cycle: number) => {
  if (cycle % 20 !== 0 || !process.stderr.isTTY) return;
  process.stderr.write(`\r${cycle} of ${cycles} kills, ${Math.round((performance.now() - begun) / 1000)} s`);
};

// A tenth of the kills takes Postgres along; the rest leaves it to be adopted.
const together = Math.ceil(cycles / 10);
await buildServer();
const alone = await killAgainAndAgain({ cycles: cycles - together || 1, clients, random: seeded(seed), tell });
const both = await killAgainAndAgain({ cycles: together, clients, withPostgres: true, random: seeded(seed + 1), tell });

const summary = Object.fromEntries(
  Object.entries(alone).map(([name, value]) => {
    const other = both[name as keyof KillSummary];
    return [name, typeof value === 'number' ? value + Number(other) : [...value, ...(other as string[])]];
  }),
);
const seconds = Math.round((performance.now() - begun) / 1000);
console.log(JSON.stringify({ faults: 'kill', seed, ...summary, seconds }));
process.exitCode = isRight(alone) && isRight(both) ? 0 : 1;
