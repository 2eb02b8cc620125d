import { pino } from 'pino';
import { startManagedPostgres } from '../managed.ts';
import type { BinarySource } from '../postgres-binaries.ts';

// Arguments: data directory, binary source. Says in one line of JSON what it got, then holds it until SIGTERM.
const [dataDir = '', binaries = 'any'] = process.argv.slice(2);
const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
const log = pino({ level: 'silent' });

try {
  const server = await startManagedPostgres({ dataDir, log, binaries: binaries as BinarySource });
  const alive = setInterval(() => {}, 1_000);
  process.once('SIGTERM', () => {
    clearInterval(alive);
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  say({ url: server.url, version: server.version });
} catch (error) {
  say({ error: (error as Error).message, name: (error as Error).name });
  process.exitCode = 1;
}
