// Judges a Parquet file as a user would: `plumbline profile FILE -o json`, then the engine. Argument: SPEC.json; one JSON object on
// stdout. `seconds` is from the path of the file to the verdicts; `engineSeconds` is the engine's, given the profile: of the
// processor, over a thousand times.
import { readFileSync } from 'node:fs';
import { evaluate, parseSuite, type Profile } from '../../checks/index.ts';
import { main } from '../../cli/main.ts';
import { suiteText, type SharedCheck } from './checks.ts';

const ENGINE_ROUNDS = 1000;
const spec = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { file: string; checks: SharedCheck[] };
let out = '';
const terminal = {
  out: (text: string) => void (out += text),
  err: (text: string) => void process.stderr.write(text),
  colour: false,
  progress: false,
  env: {},
};
const started = performance.now();
const used = process.cpuUsage();
const exitCode = await main(['profile', spec.file, '--dataset', 'bench/orders', '-o', 'json'], terminal);
if (exitCode !== 0) throw new Error(`profiling ended with ${exitCode}`);
const profile = JSON.parse(out) as Profile;
const { suite, problems } = parseSuite(suiteText(spec.checks));
if (suite === null) throw new Error(JSON.stringify(problems[0]));
const input = {
  profile,
  history: { points: [], previousSchema: null },
  suites: [{ suite, version: 1 }],
  hashValue: String,
};
const results = evaluate(input, new Date());
const seconds = (performance.now() - started) / 1000;
const cpu = process.cpuUsage(used);
const open = results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'fail');
if (open.length > 0) throw new Error(`not decided: ${JSON.stringify(open[0])}`);
const figures = {
  seconds,
  cpuSeconds: (cpu.user + cpu.system) / 1e6,
  engineSeconds: engineSeconds(),
  peakMib: process.resourceUsage().maxRSS / 1024,
};
const failed = results.filter(({ outcome }) => outcome === 'fail').length;
process.stdout.write(`${JSON.stringify({ ...figures, checks: results.length, failed })}\n`);

function engineSeconds(): number {
  const before = process.cpuUsage();
  for (let round = 0; round < ENGINE_ROUNDS; round++) evaluate(input, new Date());
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / ENGINE_ROUNDS;
}
