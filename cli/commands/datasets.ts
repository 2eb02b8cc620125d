import type { Command } from 'commander';
import type { DatasetChanged, DatasetDetail, DatasetRow } from '../../server/api/shapes/catalogue.ts';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption, parseDatasetName } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { datasetIdOf, listDatasets } from '../find-dataset.ts';
import { printable, type Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline datasets list
  $ plumbline datasets retire shop/orders --reason 'replaced by orders_v2'
  $ plumbline datasets restore shop/orders
  $ plumbline datasets rename shop/orders shop/orders_v1

A dataset is named by namespace/name, by its id (dst_12) or as in its address.
`;

type Options = ClientOptions & { output: OutputForm };

/** `plumbline datasets list|retire|restore|rename`: which there are, and what they are called. */
export function addDatasetsCommand(program: Command, { terminal }: CommandContext): void {
  const datasets = program
    .command('datasets')
    .description('List, retire, restore and rename datasets')
    .addHelpText('before', examples);
  addClientOptions(datasets.command('list').description('List the datasets').addOption(outputOption()))
    .option('--retired', 'those that were retired, instead')
    .action((options: Options & { retired?: boolean }) => showDatasets(options, terminal));
  const add = (name: string, description: string) =>
    addClientOptions(datasets.command(name).description(description).addOption(outputOption())).argument(
      '<dataset>',
      'namespace/name, or its id',
    );
  add('retire', 'Say that a dataset is no more: never overdue, in no list')
    .option('--reason <text>', 'why, for those who ask later (required)')
    .action(async (dataset: string, options: Options & { reason?: string }) => {
      const { reason } = options;
      if (!reason) throw usageFailure('--reason is missing', "Such as: --reason 'replaced by orders_v2'");
      await change({ dataset, what: 'retire', body: { reason }, words: 'is retired' }, options, terminal);
    });
  add('restore', 'Take a retirement back').action((dataset: string, options: Options) =>
    change({ dataset, what: 'restore', body: {}, words: 'is awaited again' }, options, terminal),
  );
  add('rename', 'Give a dataset another name; the old one goes on leading to it')
    .argument('<to>', 'the new namespace/name')
    .action((dataset: string, to: string, options: Options) =>
      change({ dataset, what: 'rename', body: parseDatasetName(to), words: 'is its name now' }, options, terminal),
    );
}

async function showDatasets(options: Options & { retired?: boolean }, terminal: Terminal): Promise<void> {
  const items = await listDatasets(connectClient(options, terminal.env), options.retired === true);
  if (options.output !== 'human') return writeList(terminal, options.output, { name: 'datasets', items });
  if (items.length === 0) return terminal.err('No such datasets.\n');
  terminal.out(alignedTable([['DATASET', 'STATUS', 'PROFILES', 'LAST PROFILE'], ...items.map(rowOf)]));
}

interface Change {
  dataset: string;
  what: string;
  body: object;
  /** What is said of the dataset once it is done. */
  words: string;
}

async function change({ dataset, what, body, words }: Change, options: Options, terminal: Terminal): Promise<void> {
  const client = connectClient(options, terminal.env);
  const path = `/api/v1/datasets/${encodeURIComponent(await datasetIdOf(client, dataset))}/${what}`;
  const changed = (await client.send('POST', path, body)).body as DatasetChanged;
  if (options.output !== 'human') return writeData(terminal, options.output, changed);
  for (const warning of changed.warnings) terminal.err(`plumbline: ${printable(warning)}\n`);
  terminal.out(`${printable(nameOf(changed.dataset))} ${words}.\n`);
}

const nameOf = ({ namespace, name }: Pick<DatasetDetail, 'namespace' | 'name'>) => `${namespace}/${name}`;

const rowOf = (dataset: DatasetRow): string[] =>
  [nameOf(dataset), dataset.status, String(dataset.profileCount), dataset.lastProfileAt ?? 'never'].map(printable);
