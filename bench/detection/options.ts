import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Trouble } from './trouble.ts';

/** What stands after `npm run bench -- detection`. */
export interface DetectionOptions {
  /** A folder with a manifest, or the root of the known sets. */
  data: string | null;
  rules: string[] | null;
  only: string[] | null;
  /** A file that gets the alarmed clean days, recall by error and what was missed. */
  details: string | null;
  /** Write docs/explain/detection.md? */
  write: boolean;
  /** Write the profiles that tests need into bench/detection/vendored/? */
  vendor: boolean;
  /** Series of the simulator, of which half are used. */
  series: number;
  half: 'tune' | 'test';
  /** Take profiles of the same data that another version of the profiler made? */
  stale: boolean;
  /** Let the real packages judge so many days of each dataset; 0: they are not asked. */
  packageDays: number;
}

export const detectionHelp = `npm run bench -- detection [--json] [--data DIR] …

  --data DIR          a folder with a manifest.json (docs/explain/detection.md), one of several such folders, or one of the known sets
  --only A,B          of the sets these, by name; known are flights taxi2018 taxi2019 csse yosemite smallBatches simulator nab
  --rules A,B         these rules alone, such as plumbline,elementary
  --details FILE      writes what alarmed, what was found and what was missed
  --packages          lets the real evidently, whylogs and Great Expectations judge some days beside (installs them, takes long)
  --packages-days N   so many days of each set (12)
  --series N          series of the simulator (200), of which one half is used
  --half test|tune    which half
  --stale             takes profiles that another version of the profiler made of the same files
  --write             writes docs/explain/detection.md
  --vendor            writes what the tests need of the sets into bench/detection/vendored/, and scores nothing

Profiles are kept in PLUMBLINE_BENCH_CACHE or below the temporary folder: stopped and started again it goes on where it was.
`;

export function detectionOptions(args: readonly string[]): DetectionOptions {
  const { values } = parse(args);
  const series = Number(values.series ?? 200);
  if (!Number.isInteger(series) || series < 2) throw new Trouble('--series is a whole number from 2 on');
  if (values.half !== undefined && values.half !== 'tune' && values.half !== 'test')
    throw new Trouble('--half is tune or test');
  const days = Number(values['packages-days'] ?? 12);
  if (!Number.isInteger(days) || days < 1) throw new Trouble('--packages-days is a whole number from 1 on');
  const list = (text: string | undefined): string[] | null => text?.split(',').filter((name) => name !== '') ?? null;
  return {
    data: values.data === undefined ? null : fromUser(values.data),
    rules: list(values.rules),
    only: list(values.only),
    details: values.details === undefined ? null : fromUser(values.details),
    write: values.write ?? false,
    vendor: values.vendor ?? false,
    series,
    half: values.half ?? 'test',
    stale: values.stale ?? false,
    packageDays: values.packages || values['packages-days'] !== undefined ? days : 0,
  };
}

/** A path as the user meant it: npm runs scripts in the repository, and tells where it was called. */
const fromUser = (path: string): string =>
  resolve(process.env['npm_lifecycle_event'] === 'bench' ? (process.env['INIT_CWD'] ?? '.') : '.', path);

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ data: text, rules: text, only: text, details: text, series: text, half: text, 'packages-days': text },
        ...{ json: flag, write: flag, stale: flag, packages: flag, vendor: flag },
      },
    });
  } catch (error) {
    throw new Trouble((error as Error).message);
  }
}
