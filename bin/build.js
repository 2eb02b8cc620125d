// `npm run build`: the server and the web pages, each only when its sources are newer than what was built.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWhenStale } from './build-when-stale.js';

const problem = await buildWhenStale(dirname(dirname(fileURLToPath(import.meta.url))), ['serve']);
if (problem) {
  console.error(`plumbline: ${problem}`);
  process.exitCode = 1;
}
