// Judges a Parquet file as a user would: `plumbline profile FILE --for SUITE -o json`, or without --for when the second argument is
// `full`, then the engine. Arguments: SPEC.json, `asked` or `full`; one JSON object on stdout. `seconds` is from the path of the file to
// the verdicts, without what is imported, as for the others; `engineSeconds` is the engine's, given the profile: of the processor, over
// a thousand times.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import 'yaml';
import '@duckdb/node-api';
import { evaluate, parseSuite, type Profile } from '../../checks/index.ts';
import { main } from '../../cli/main.ts';
import '../../cli/profile/run-profile.ts';
import { suiteText, type SharedCheck } from './checks.ts';
import { clock } from './clock.ts';

const ENGINE_ROUNDS = 1000;
const [specFile = '', mode = 'asked'] = process.argv.slice(2);
const spec = JSON.parse(readFileSync(specFile, 'utf8')) as { file: string; checks: SharedCheck[] };
const suiteFile = join(dirname(specFile), 'suite.yaml');
writeFileSync(suiteFile, suiteText(spec.checks));
let out = '';
const terminal = {
  out: (text: string) => void (out += text),
  err: (text: string) => void process.stderr.write(text),
  colour: false,
  progress: false,
  env: {},
};
const measured = clock();
const asked = mode === 'full' ? [] : ['--for', suiteFile];
const exitCode = await main(['profile', spec.file, '--dataset', 'bench/orders', '-o', 'json', ...asked], terminal);
if (exitCode !== 0) throw new Error(`profiling ended with ${exitCode}`);
const profile = JSON.parse(out) as Profile;
// The server has its suites compiled, and so has the engine here; the command has read the suite of --for by itself.
measured.pause();
const { suite, problems } = parseSuite(readFileSync(suiteFile, 'utf8'));
if (suite === null) throw new Error(JSON.stringify(problems[0]));
const input = {
  profile,
  history: { points: [], previousSchema: null },
  suites: [{ suite, version: 1 }],
  hashValue: String,
};
measured.resume();
const results = evaluate(input, new Date());
const figures = measured.spent();
const open = results.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'fail');
if (open.length > 0) throw new Error(`not decided: ${JSON.stringify(open[0])}`);
const failed = results.filter(({ outcome }) => outcome === 'fail').length;
process.stdout.write(
  `${JSON.stringify({ ...figures, engineSeconds: engineSeconds(), checks: results.length, failed })}\n`,
);

function engineSeconds(): number {
  const before = process.cpuUsage();
  for (let round = 0; round < ENGINE_ROUNDS; round++) evaluate(input, new Date());
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / ENGINE_ROUNDS;
}
