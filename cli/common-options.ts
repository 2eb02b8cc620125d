import { Option, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { usageFailure } from './failure.ts';

export type OutputForm = 'human' | 'json' | 'ndjson';

/** `-o human|json|ndjson`: words for people, data for the next program, or one JSON value a line. */
export function outputOption(): Option {
  return new Option('-o, --output <form>', 'words for people, data for programs, or one JSON value a line')
    .choices(['human', 'json', 'ndjson'])
    .default('human');
}

/** What every command that talks to the server is given. */
export interface ClientOptions {
  url?: string;
  apiKey?: string;
  wait?: number;
}

/** Adds --url and --api-key; PLUMBLINE_URL, PLUMBLINE_API_KEY and the files of settings stand behind them. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--url <url>', 'where the server is (PLUMBLINE_URL, default http://localhost:8080)')
    .option(
      '--api-key <key>',
      'the key to sign in with; better given as PLUMBLINE_API_KEY, which no process list shows',
    );
}

/** Adds --url, --api-key and --wait. */
export function addClientOptions(command: Command): Command {
  return addServerOptions(command).option(
    '--wait <duration>',
    'how long to go on trying while the server is away or busy, such as 30s',
    durationSeconds,
  );
}

/** Seconds of `30s`, `5m`, `12h`, `90d`, `2w`; refused with a sentence otherwise. */
export function durationSeconds(text: string): number {
  const found = /^(\d{1,6})(s|m|h|d|w)$/.exec(text);
  const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  if (!found) throw new InvalidArgumentError('Write a number and a unit: 30s, 5m, 12h, 90d or 2w.');
  return Number(found[1]) * unitSeconds[found[2] as keyof typeof unitSeconds];
}

/** A whole number from 1 to `most`, for options such as --max-top. */
export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= 1 && value <= most)) throw new InvalidArgumentError(`Write a whole number from 1 to ${most}.`);
    return value;
  };
}

/** Splits `namespace/name` of --dataset at the last slash, as suites do: `postgres://db:5432/shop.public.orders`. */
export function parseDatasetName(text: string | undefined): { namespace: string; name: string } {
  const form = 'Write it as NAMESPACE/NAME, such as shop/orders or postgres://db:5432/shop.public.orders.';
  if (text === undefined) throw usageFailure('--dataset is missing: which dataset is this?', form, 'PL2010');
  const slash = text.lastIndexOf('/');
  const [namespace, name] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash > 0 && !namespace.endsWith('/') && name !== '') return { namespace, name };
  throw usageFailure(`the dataset ${JSON.stringify(text)} has no namespace and name`, form, 'PL2010');
}
