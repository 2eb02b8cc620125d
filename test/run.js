// `npm test`: every stage in order, one line each with its time; what a failed stage said follows it.
// The last line is "N passed, N failed" over test cases; a stage without cases counts as one.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.js';
import { countPlaywright, countVitest, failedInVitest } from './count-cases.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = join(root, 'test-results');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

const script = (name, ...args) => ({ name, command: [npm, 'run', '--silent', name, ...args] });
const vitest = (name) => {
  const report = join(reports, `${name.replace(':', '-')}.json`);
  const reporting = ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    ...script(name),
    command: [...script(name).command, ...reporting],
    report,
    count: countVitest,
    failures: failedInVitest,
  };
};

const stages = [
  script('lint'),
  script('typecheck'),
  script('arrows'),
  script('unused'),
  script('build'),
  vitest('test:unit'),
  vitest('test:slow'),
  vitest('test:tooling'),
  { ...vitest('test:story'), when: 'test/story' },
  browserStage(),
];

function browserStage() {
  const report = join(reports, 'e2e.json');
  const command = [...script('test:e2e').command, '--', '--reporter=list,json'];
  return {
    name: 'test:e2e',
    when: 'web/playwright.config.ts',
    command,
    report,
    count: countPlaywright,
    async prepare() {
      const chromium = await findChromium();
      return { PLAYWRIGHT_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    },
  };
}

const { FORCE_COLOR: _, ...environmentHere } = { ...process.env, NO_COLOR: '1' };

/** Runs a command with its output kept; answers the exit code and what was said. */
function run([program, ...args], environment) {
  return new Promise((resolve) => {
    const said = [];
    const child = spawn(program, args, {
      cwd: root,
      env: { ...environmentHere, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: String(error) }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, output: Buffer.concat(said).toString() + (signal ? `\nended by ${signal}\n` : '') });
    });
  });
}

/** Cases of a stage; a stage that exits with an error has at least one failed, whatever its report says. */
function casesOf(stage, { code, output }) {
  const counted = stage.count ? reported(stage) : lastLineOf(output);
  if (!counted) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const empty = counted.passed + counted.failed === 0;
  return { ...counted, failed: Math.max(counted.failed, code !== 0 || empty ? 1 : 0) };
}

function reported(stage) {
  return existsSync(stage.report) ? stage.count(stage.report) : { passed: 0, failed: 0, skipped: 0 };
}

function lastLineOf(output) {
  const found = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split('\n').at(-1) ?? '');
  return found && { passed: Number(found[1]), failed: Number(found[2]), skipped: 0 };
}

/** What a failed stage is told by: its failures alone where the report has them, else all that it said. */
function toldOf(stage, { output }) {
  return (stage.failures && existsSync(stage.report) && stage.failures(stage.report)) || output;
}

async function runStage(stage) {
  const started = performance.now();
  let result;
  try {
    result = await run(stage.command, await stage.prepare?.());
  } catch (error) {
    result = { code: 1, output: `${error.message}\n` };
  }
  const cases = casesOf(stage, result);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = cases.passed + cases.failed > 1 ? `  ${cases.passed} passed, ${cases.failed} failed` : '';
  const skipped = cases.skipped ? `, ${cases.skipped} skipped` : '';
  const verdict = cases.failed === 0 ? 'ok    ' : 'FAILED';
  console.log(`${verdict} ${stage.name.padEnd(14)} ${seconds.padStart(6)} s${counts}${skipped}`);
  if (cases.failed > 0) console.log(toldOf(stage, result).trimEnd().replace(/^/gm, '    '));
  return cases;
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const total = { passed: 0, failed: 0 };
const wanted = process.argv.slice(2);
for (const stage of stages) {
  if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
  if (stage.when && !existsSync(join(root, stage.when))) continue;
  const { passed, failed } = await runStage(stage);
  total.passed += passed;
  total.failed += failed;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
