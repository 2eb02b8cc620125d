import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const isServing = (argv) => argv.includes('serve') || (argv.includes('demo') && !argv.includes('--remove'));

const skipped = new Set(['node_modules', 'build', 'dist', '.svelte-kit', 'test-results', 'playwright-report']);

/** What is built, from what, by which program, and the file whose age says when. */
const parts = [
  {
    name: 'server',
    wanted: () => true,
    sources: ['server', 'checks', 'alerts', 'calendar', 'cli', 'tsconfig.json', 'tsconfig.build.json'],
    isSource: (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    result: 'dist/cli/main.js',
    stamp: 'dist/.built',
    program: 'typescript/bin/tsc',
    args: ['-p', 'tsconfig.build.json'],
    folder: '.',
  },
  {
    name: 'web pages',
    wanted: (root, argv) => isServing(argv) && existsSync(join(root, 'web', 'vite.config.ts')),
    sources: ['web/src', 'web/static', 'web/vite.config.ts', 'web/svelte.config.js', 'server/api/shapes'],
    isSource: (name) => !/\.(test|spec)\.ts$/.test(name),
    result: 'web/build/index.html',
    stamp: 'web/build/.built',
    program: 'vite/bin/vite.js',
    args: ['build', '--logLevel', 'warn'],
    folder: 'web',
  },
];

/**
 * Builds what is missing or older than its sources, one process at a time. Answers a sentence when that fails, with
 * what the compiler said already on standard error; undefined when everything is there.
 */
export async function buildWhenStale(root, argv) {
  const isStale = (part) => part.wanted(root, argv) && !isFresh(root, part);
  if (!parts.some(isStale)) return undefined;
  const release = await takeTurn(root);
  try {
    // Asked again: whoever had the turn before may have built it.
    for (const part of parts.filter(isStale)) {
      const problem = await build(root, part);
      if (problem) return problem;
    }
    return undefined;
  } finally {
    release();
  }
}

function isFresh(root, part) {
  const stamp = statSync(join(root, part.stamp), { throwIfNoEntry: false });
  if (!stamp || !existsSync(join(root, part.result))) return false;
  return part.sources.every((source) => !isNewer(join(root, source), stamp.mtimeMs, part.isSource));
}

// A folder's own time changes when a file in it is added, removed or renamed.
function isNewer(path, than, isSource) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return false;
  if (stat.mtimeMs > than) return true;
  if (!stat.isDirectory()) return false;
  return readdirSync(path, { withFileTypes: true }).some((entry) => {
    if (entry.isDirectory()) return !skipped.has(entry.name) && isNewer(join(path, entry.name), than, isSource);
    return isSource(entry.name) && statSync(join(path, entry.name), { throwIfNoEntry: false })?.mtimeMs > than;
  });
}

async function build(root, part) {
  const program = join(root, 'node_modules', part.program);
  if (!existsSync(program))
    return `the ${part.name} must be built and ${part.program} is missing; run npm ci in ${root}.`;
  console.error(`plumbline: building the ${part.name} (once, and again after a change) …`);
  const startedAt = new Date();
  const code = await run(program, part.args, join(root, part.folder));
  if (code !== 0) return `the ${part.name} could not be built; what is wrong stands above.`;
  // As old as the start of the build, so that what was saved meanwhile counts as newer.
  writeFileSync(join(root, part.stamp), '');
  utimesSync(join(root, part.stamp), startedAt, startedAt);
  return undefined;
}

// A good build has nothing to say. What a failed one said goes to standard error, as standard output belongs to the
// command that follows.
function run(program, args, cwd) {
  return new Promise((resolve) => {
    // Whoever starts us first, a test runner included: what is kept is what people get.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', () => resolve(1));
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(said));
      resolve(code ?? 1);
    });
  });
}

// One file that only one process can make. Its owner's number is inside, so that a build that was killed blocks nobody.
async function takeTurn(root) {
  const folder = join(root, '.cache');
  const lock = join(folder, 'build.lock');
  mkdirSync(folder, { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (waited === 0) console.error('plumbline: waiting for another process that is building …');
    if (isAbandoned(lock)) rmSync(lock, { force: true });
    await delay(50 + Math.random() * 50);
  }
}

function isAbandoned(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Just made and not yet written: its owner is alive.
    if (pid === 0) return Date.now() - statSync(lock).mtimeMs > 5_000;
    process.kill(pid, 0);
    return isZombie(pid);
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function isZombie(pid) {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && readFileSync(stat, 'utf8').includes(') Z ');
}
