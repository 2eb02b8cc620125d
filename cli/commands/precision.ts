import { Option, type Command } from 'commander';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, countUpTo, outputOption, parseDatasetName } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { listPages } from '../list-pages.ts';
import { printable, type Terminal } from '../terminal.ts';
import { datasetIdOf } from '../find-dataset.ts';
import { optionsBelow } from '../options-below.ts';
import { writeData, writeList } from '../write-data.ts';
import type { PrecisionRowShape, PromotedShape } from '../../server/api/shapes/precision.ts';

const examples = `\
Examples:
  $ plumbline precision                      kinds of alarm by dataset, the noisiest first
  $ plumbline precision --by rule --dataset shop/public.orders
  $ plumbline precision --by dataset --since 2026-01-01T00:00:00Z -o ndjson
  $ plumbline precision promote shop/public.orders share --note 'the loader is mended'
`;

interface PrecisionOptions extends ClientOptions {
  by: 'dataset' | 'rule' | 'family';
  since?: string;
  dataset?: string;
  family?: string;
  limit: number;
  output: OutputForm;
}

/** `plumbline precision`: how often alarms were right, as people answered them. */
export function addPrecisionCommand(program: Command, { terminal }: CommandContext): void {
  const precision = program
    .command('precision')
    .description('Show how often alarms were right, the noisiest first')
    .addHelpText('before', examples)
    .addOption(new Option('--by <what>', 'count by').choices(['dataset', 'rule', 'family']).default('family'))
    .option('--since <instant>', 'alarms since then, instead of 180 days')
    .option('--dataset <name>', 'of this dataset, NAMESPACE/NAME')
    .option('--family <family>', 'of this kind of alarm: rows, share, schema, a kind of rule')
    .option('--limit <count>', 'at most so many', countUpTo(10_000), 50)
    .addOption(outputOption());
  addClientOptions(precision).action(async (options: PrecisionOptions) => {
    const { by, since, family, limit } = options;
    const dataset = options.dataset === undefined ? null : parseDatasetName(options.dataset);
    const asked = { path: '/api/v1/precision', query: { by, since, family } };
    const client = connectClient(options, terminal.env);
    const found = await listPages<PrecisionRowShape>(client, asked, dataset ? 10_000 : limit);
    const isAsked = ({ dataset: one }: PrecisionRowShape) =>
      dataset === null || (one.namespace === dataset.namespace && one.name === dataset.name);
    const items = found.items.filter(isAsked).slice(0, limit);
    if (options.output !== 'human') return writeList(terminal, options.output, { name: 'precision', items });
    tellRows(terminal, items, dataset ? items.length : found.total);
  });
  addPromote(precision, terminal);
}

interface PromoteOptions extends ClientOptions {
  note?: string;
  output: OutputForm;
}

/** `plumbline precision promote`: a kind of alarm that is only shown is told again. */
function addPromote(precision: Command, terminal: Terminal): void {
  const promote = precision
    .command('promote')
    .description('Have a kind of learned alarm told again that is only shown')
    .argument('<dataset>', 'NAMESPACE/NAME, or its id')
    .argument('<family>', 'the kind of alarm, as the ledger names it: rows, share, schema')
    .option('--note <text>', 'why, for everybody who wonders')
    .addOption(outputOption());
  addClientOptions(promote).action(async () => {
    const [dataset = '', family = ''] = promote.args;
    const { note, ...options } = optionsBelow<PromoteOptions>(promote);
    const client = connectClient(options, terminal.env);
    const path = `/api/v1/datasets/${encodeURIComponent(await datasetIdOf(client, dataset))}/precision/promote`;
    const body = { family, ...(note !== undefined && { note }) };
    const promoted = (await client.send('POST', path, body)).body as PromotedShape;
    if (options.output !== 'human') return writeData(terminal, options.output, promoted);
    const { namespace, name } = promoted.dataset;
    terminal.out(
      `${printable(`${family} of ${namespace}/${name}`)} is told again, until new marks speak against it.\n`,
    );
  });
}

function tellRows(terminal: Terminal, items: readonly PrecisionRowShape[], total: number): void {
  if (items.length === 0) return terminal.err('No alarms.\n');
  const head = ['DATASET', 'RULE', 'KIND', 'ALARMS', 'REAL', 'FALSE', 'EXPECTED', 'UNANSWERED', 'RIGHT', ''];
  terminal.out(alignedTable([head, ...items.map((item) => cellsOf(item).map(printable))], [3, 4, 5, 6, 7]));
  if (total > items.length) terminal.err(`${items.length} of ${total}; --limit shows more.\n`);
}

function cellsOf(row: PrecisionRowShape): string[] {
  const { dataset, rule, family, alarms, real, falseAlarm, expected, unmarked, precision, demoted, promoted } = row;
  return [
    `${dataset.namespace}/${dataset.name}`,
    rule === null ? '' : rule.expectation,
    family ?? '',
    ...[alarms, real, falseAlarm, expected, unmarked].map(String),
    precision === null ? 'nobody knows' : rightWords(precision, real + falseAlarm),
    demoted ? 'only shown' : promoted === null ? '' : `told again since ${promoted.at.slice(0, 10)}`,
  ];
}

/** `25 % of 8 (7 to 59 %)`. */
function rightWords({ share, low, high }: NonNullable<PrecisionRowShape['precision']>, of: number): string {
  const percent = (value: number) => String(Math.round(100 * value));
  return `${percent(share)} % of ${of} (${percent(low)} to ${percent(high)} %)`;
}
