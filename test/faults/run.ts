import { killAgainAndAgain, seeded, type KillSummary } from './kill-cycles.ts';
import { buildServer } from './plumbline-process.ts';
import { stopAgainAndAgain } from './stop-cycles.ts';

const clients = 8;
const args = process.argv.slice(2);
const stops = args.includes('--shutdown');
const [cycles = stops ? 50 : 1000, seed = 1] = args.filter((argument) => argument !== '--shutdown').map(Number);

if (!Number.isInteger(cycles) || cycles < 1 || cycles > 100_000 || !Number.isInteger(seed)) {
  console.error(
    'usage: npm run test:faults -- [cycles of kill -9, 1000 unless given] [seed]\n' +
      '       npm run test:faults -- --shutdown [cycles of SIGTERM, 50 unless given] [seed]',
  );
  process.exit(2);
}

const begun = performance.now();
const tell = (cycle: number) => {
  if (cycle % 10 !== 0 || !process.stderr.isTTY) return;
  process.stderr.write(`\r${cycle} of ${cycles}, ${Math.round((performance.now() - begun) / 1000)} s`);
};

/** Says what came of it in one line; the process ends with 1 unless everything was right. */
function report(faults: 'kill' | 'shutdown', summary: object, isRight: boolean): void {
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(JSON.stringify({ faults, seed, ...summary, seconds }));
  process.exitCode = isRight ? 0 : 1;
}

const nothingWrong = (s: KillSummary) =>
  s.lost + s.duplicates + s.missing + s.repeatsWithinOneLife + s.overtaken + s.orphanLeases + s.undelivered === 0 &&
  s.learnedWrongly + s.alarmsDoubled + s.unjudged === 0 &&
  s.surprises.length === 0;

async function kill(): Promise<void> {
  // A tenth of the kills takes Postgres along; the rest leaves it to be adopted.
  const together = Math.ceil(cycles / 10);
  const plan = { clients, tell };
  const alone = await killAgainAndAgain({ ...plan, cycles: cycles - together || 1, random: seeded(seed) });
  const both = await killAgainAndAgain({ ...plan, cycles: together, withPostgres: true, random: seeded(seed + 1) });
  const summary = Object.fromEntries(
    Object.entries(alone).map(([name, value]) => {
      const other = both[name as keyof KillSummary];
      return [name, typeof value === 'number' ? value + Number(other) : [...value, ...(other as string[])]];
    }),
  );
  report('kill', summary, nothingWrong(alone) && nothingWrong(both));
}

async function stop(): Promise<void> {
  const summary = await stopAgainAndAgain({ cycles, clients, random: seeded(seed), tell });
  const { lost, unanswered, badEnds, postgresLeft, duplicates, missing, repeats, overtaken, undelivered, surprises } =
    summary;
  const learning = summary.learnedWrongly + summary.alarmsDoubled + summary.unjudged;
  const wrong =
    lost + unanswered + badEnds + postgresLeft + duplicates + missing + repeats + overtaken + undelivered + learning;
  report('shutdown', summary, wrong + surprises.length === 0);
}

await buildServer();
await (stops ? stop() : kill());
