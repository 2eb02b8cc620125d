// `npm run hunt -- --seeds 200`: asks every law of `checks/laws/` about the cases of many seeds. A law that breaks is told with
// the seed, the path and the smallest counterexample. `--from 7` begins at that seed; everything else goes to vitest (`-t order`).
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const LARGEST_SEED = 2 ** 31 - 1;
const options = { seeds: { type: 'string', default: '20' }, from: { type: 'string' } };
const { values, tokens } = parseArgs({ options, strict: false, tokens: true });
const others = tokens.flatMap((token) =>
  token.kind === 'option' && token.name in options
    ? []
    : token.kind === 'positional'
      ? [token.value]
      : [token.rawName, ...(token.value === undefined ? [] : [token.value])],
);
const count = wholeNumber('seeds', values.seeds, 10_000);
const from =
  values.from === undefined
    ? randomInt(1, LARGEST_SEED - count)
    : wholeNumber('from', values.from, LARGEST_SEED - count);

console.log(`seeds ${from} to ${from + count - 1}; again by: npm run hunt -- --seeds ${count} --from ${from}`);
const seeds = Array.from({ length: count }, (_, index) => from + index);
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'pure', 'checks/laws', '--testTimeout=0', '--reporter=verbose', ...others],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, HUNT_SEEDS: seeds.join(',') },
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;

function wholeNumber(name, text, most) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  console.error(`--${name} must be a whole number from 1 to ${most}`);
  process.exit(2);
}
