import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectClient } from './client.ts';
import type { CommandContext } from './command-context.ts';
import { parseDatasetName } from './common-options.ts';
import { slimManifest } from './dbt-manifest.ts';
import { exitCodes, usageFailure } from './failure.ts';
import { dataIntervalOf } from './profile/identity.ts';
import { notOurs } from './push-batches.ts';
import { tellAnswer, type PushOptions } from './push-profiles.ts';
import { readText } from './read-text.ts';
import { printable, type Terminal } from './terminal.ts';
import { answerExitCode, isAnswer, type ProfileAnswer } from './verdict.ts';
import { writeData } from './write-data.ts';

export interface ResultsOptions extends PushOptions {
  format: string;
  dataset?: string;
  namespace?: string;
  run?: string;
  interval?: string;
  date?: string;
  manifest?: string;
}

type Item = ProfileAnswer & { dataset: { namespace: string; name: string }; suite: string };
type Note = { pointer: string; message: string };

/** Posts one file of another tool, tells each verdict in it, and sets the exit code: the worst of all. */
export async function pushResults(file: string, options: ResultsOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const document = parseJson(file, readText(file));
  const manifest = manifestFor(file, document, options);
  const client = connectClient(options, terminal.env);
  const body = manifest === null ? document : { document, manifest };
  const { body: answer } = await client.send('POST', `/api/v1/results${queryOf(options)}`, body);
  const { items, ignored } = readAnswer(answer, client.url);
  if (options.output === 'json') writeData(terminal, 'json', answer as object);
  if (options.output === 'ndjson') for (const item of items) terminal.out(`${JSON.stringify(item)}\n`);
  if (options.output === 'human') for (const item of items) tellAnswer(terminal, placeOf(item), item);
  tellIgnored(terminal, ignored);
  context.exitWith(items.reduce<number>((worst, item) => Math.max(worst, answerExitCode(item, options.failOn)), exitCodes.done)); // prettier-ignore
}

const placeOf = ({ dataset, suite }: Item) => printable(`${dataset.namespace}/${dataset.name} ${suite}  `);

function queryOf(options: ResultsOptions): string {
  const dataset = options.dataset === undefined ? null : parseDatasetName(options.dataset);
  const interval = dataIntervalOf(options);
  const query = new URLSearchParams({
    ...(options.format === 'auto' ? {} : { format: options.format }),
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    ...(dataset ? { namespace: dataset.namespace, dataset: dataset.name } : {}),
    ...(options.run === undefined ? {} : { run: options.run }),
    ...(interval ? { interval: `${interval.start}/${interval.end}` } : {}),
  });
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const name = file === '-' ? 'standard input' : file;
    throw usageFailure(
      `${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      undefined,
      'PL2003',
    );
  }
}

/** What dbt's manifest says of where tests belong; the file beside its results when none is named. */
function manifestFor(file: string, document: unknown, { manifest }: ResultsOptions): object | null {
  const schema = (document as { metadata?: { dbt_schema_version?: unknown } } | null)?.metadata?.dbt_schema_version;
  if (typeof schema !== 'string') return null;
  const beside = file === '-' ? null : join(dirname(file), 'manifest.json');
  const path = manifest ?? (beside !== null && existsSync(beside) ? beside : null);
  return path === null ? null : slimManifest(parseJson(path, readText(path)));
}

function readAnswer(answer: unknown, url: string): { items: Item[]; ignored: Note[] } {
  const { items, ignored } = (answer ?? {}) as { items?: unknown; ignored?: Note[] };
  if (!Array.isArray(items) || !items.every((item) => isAnswer(item))) throw notOurs(url);
  return { items: items as Item[], ignored: ignored ?? [] };
}

const mostNotes = 5;

function tellIgnored(terminal: Terminal, ignored: readonly Note[]): void {
  for (const { pointer, message } of ignored.slice(0, mostNotes))
    terminal.err(printable(`note: ${pointer}  ${message}`) + '\n');
  if (ignored.length > mostNotes) terminal.err(`note: and ${ignored.length - mostNotes} more that are no results\n`);
}
