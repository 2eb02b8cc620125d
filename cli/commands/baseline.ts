import type { Command } from 'commander';
import type { BaselineShape, RebuiltShape } from '../../server/api/shapes/baseline.ts';
import { alignedTable } from '../aligned-table.ts';
import { connectClient, type ApiClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption, type ClientOptions, type OutputForm } from '../common-options.ts';
import { datasetIdOf, listDatasets } from '../find-dataset.ts';
import { usageFailure } from '../failure.ts';
import { printable, type Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline baseline show shop/orders
  $ plumbline baseline rebuild shop/orders
  $ plumbline baseline rebuild --all

What learned monitors know of a dataset is made from its profiles alone. A rebuild learns all of them once
more, those that came late among them; without such the answers stay the same.
`;

type Options = ClientOptions & { output: OutputForm };

/** `plumbline baseline show|rebuild`: what was learnt of a dataset, and all of it once more. */
export function addBaselineCommand(program: Command, { terminal }: CommandContext): void {
  const baseline = program
    .command('baseline')
    .description('Show and rebuild what learned monitors know')
    .addHelpText('before', examples);
  const add = (name: string, description: string) =>
    addClientOptions(baseline.command(name).description(description).addOption(outputOption()));
  add('show', 'Show what was learnt of a dataset')
    .argument('<dataset>', 'namespace/name, or its id')
    .action((dataset: string, options: Options) => show(dataset, options, terminal));
  add('rebuild', 'Learn all profiles of a dataset once more')
    .argument('[dataset]', 'namespace/name, or its id')
    .option('--all', 'of every dataset that you may change')
    .action((dataset: string | undefined, options: Options & { all?: boolean }) => rebuild(dataset, options, terminal));
}

const pathOf = (id: string) => `/api/v1/datasets/${encodeURIComponent(id)}/baseline`;

async function show(dataset: string, options: Options, terminal: Terminal): Promise<void> {
  const client = connectClient(options, terminal.env);
  const { body } = await client.send('GET', pathOf(await datasetIdOf(client, dataset)));
  const baseline = body as BaselineShape;
  if (options.output !== 'human') return writeData(terminal, options.output, baseline);
  if (!baseline.isOn) return terminal.err('Nothing is learnt of it: learned monitors are off.\n');
  const rows = baseline.series.map((one) => [
    one.segment === '' ? 'whole dataset' : one.segment,
    one.isCatchingUp ? 'being learnt' : String(one.runs),
    one.since ?? 'never',
    String(one.lateNotLearnt),
    one.inAlarm.length === 0 ? 'nothing' : one.inAlarm.join(', '),
  ]);
  terminal.out(alignedTable([['PART', 'RUNS', 'SINCE', 'LATE', 'IN ALARM'], ...rows.map((row) => row.map(printable))]));
}

interface Done extends RebuiltShape {
  dataset: string;
}

async function rebuild(
  dataset: string | undefined,
  options: Options & { all?: boolean },
  terminal: Terminal,
): Promise<void> {
  if ((dataset === undefined) === (options.all !== true))
    throw usageFailure('say which dataset, or --all', 'Such as: plumbline baseline rebuild shop/orders');
  const client = connectClient(options, terminal.env);
  const targets = await targetsOf(client, dataset);
  const done: Done[] = [];
  for (const [index, { id, words }] of targets.entries()) {
    if (options.output === 'human') terminal.err(`${index + 1} of ${targets.length}: ${printable(words)} …\n`);
    const { series } = (await client.send('POST', `${pathOf(id)}/rebuild`, {})).body as RebuiltShape;
    done.push({ dataset: words, series });
    if (options.output === 'human') terminal.out(`${printable(words)}: ${learntWords(series)}.\n`);
  }
  if (options.output !== 'human') writeList(terminal, options.output, { name: 'datasets', items: done });
}

function learntWords(series: RebuiltShape['series']): string {
  const runs = series.reduce((sum, one) => sum + one.runs, 0);
  const profiles = `${runs} profile${runs === 1 ? '' : 's'} learnt`;
  return series.length > 1 ? `${profiles} in ${series.length} parts` : profiles;
}

async function targetsOf(client: ApiClient, dataset: string | undefined) {
  if (dataset !== undefined) return [{ id: await datasetIdOf(client, dataset), words: dataset }];
  return (await listDatasets(client, false)).map(({ id, namespace, name }) => ({ id, words: `${namespace}/${name}` }));
}
