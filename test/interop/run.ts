// `npm run test:interop [NAME…]`: other people's tools against ours. Each folder here, and in producers/, with a requirements.txt
// is a producer: a virtual environment of pinned packages for each requirements*.txt, in which its test_*.py are run by unittest.
// They find a running server in PLUMBLINE_URL, with PLUMBLINE_API_KEY (ingest) and PLUMBLINE_ADMIN_KEY, and an empty Postgres that
// is not the server's in POSTGRES_URL.
// The last line is "N passed, N failed".
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../server/config/package-root.ts';
import { startManagedPostgres, type ManagedPostgres } from '../../server/database/managed.ts';
import { silentLog, temporaryDirectory } from '../../server/database/testing.ts';
import { startServerProcess, type ServerProcess } from '../story/server-process.ts';
import { environment, run } from './environment.ts';

interface Producer {
  name: string;
  folder: string;
  requirements: string;
}

const here = join(packageRoot(), 'test', 'interop');

function foldersIn(place: string): string[] {
  const entries = readdirSync(join(here, place), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(place, name));
}

function producers(wanted: string[]): Producer[] {
  const all = [...foldersIn(''), ...foldersIn('producers')].flatMap((name) => {
    const files = readdirSync(join(here, name)).filter((file) => /^requirements.*\.txt$/.test(file));
    return files.sort().map((file) => {
      const suffix = file.replace(/^requirements|\.txt$/g, '');
      return { name: name + suffix, folder: join(here, name), requirements: join(here, name, file) };
    });
  });
  return wanted.length === 0 ? all : all.filter(({ name }) => wanted.some((one) => name.startsWith(one)));
}

/** Passed and failed of what unittest said; nothing run is a failure. */
function counted(ok: boolean, said: string): { passed: number; failed: number; skipped: number } {
  const ran = Number(/^Ran (\d+) tests?/m.exec(said)?.[1] ?? 0);
  const of = (word: string) =>
    Number(new RegExp(`\\b${word}=(\\d+)`).exec(said.split('\n').slice(-3).join(' '))?.[1] ?? 0);
  const failed = Math.min(ran, of('failures') + of('errors'));
  const skipped = of('skipped');
  return { passed: ran - failed - skipped, failed: Math.max(failed, ok && ran > 0 ? 0 : 1), skipped };
}

interface Place {
  server: ServerProcess;
  postgres: ManagedPostgres;
}

function testOne(producer: Producer, { server, postgres }: Place): { passed: number; failed: number } {
  const env = {
    ...server.env,
    POSTGRES_URL: postgres.url,
    PLUMBLINE_URL: server.url,
    PLUMBLINE_API_KEY: server.keys.pipeline,
    PLUMBLINE_ADMIN_KEY: server.keys.author,
    PYTHONPATH: here,
    PYTHONDONTWRITEBYTECODE: '1',
  };
  let result = { passed: 0, failed: 1, skipped: 0 };
  let said: string;
  const started = performance.now();
  try {
    const python = environment(producer.name, producer.requirements);
    const tests = run([python, '-m', 'unittest', 'discover', '-s', producer.folder, '-p', 'test_*.py'], env);
    said = tests.said;
    result = counted(tests.ok, said);
  } catch (error) {
    said = (error as Error).message;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const skipped = result.skipped ? `, ${result.skipped} skipped` : '';
  const verdict = result.failed === 0 ? 'ok    ' : 'FAILED';
  console.log(
    `${verdict} ${producer.name.padEnd(28)} ${seconds.padStart(6)} s  ${result.passed} passed, ${result.failed} failed${skipped}`,
  );
  if (result.failed > 0) console.log(said.trimEnd().replace(/^/gm, '    '));
  return result;
}

const total = { passed: 0, failed: 0 };
const dataDir = temporaryDirectory('plumbline-interop-');
const postgres = await startManagedPostgres({ dataDir, log: silentLog });
const server = await startServerProcess(9);
try {
  for (const producer of producers(process.argv.slice(2))) {
    const { passed, failed } = testOne(producer, { server, postgres });
    total.passed += passed;
    total.failed += failed;
  }
} finally {
  await server.stop();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
