import type { Command } from 'commander';
import type { ExplainedMeasureShape, ExplanationShape } from '../../server/api/shapes/explain.ts';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { datasetIdOf } from '../find-dataset.ts';
import { printable, type Terminal } from '../terminal.ts';
import { writeData } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline check explain shop/orders                     the newest profile
  $ plumbline check explain shop/orders --profile prf_42    as it was known when it came
  $ plumbline check explain shop/orders --column amount     every measure of a column
  $ plumbline check explain shop/orders --measure rowCount -o json
`;

interface Options extends ClientOptions {
  output: OutputForm;
  profile?: string;
  column?: string;
  measure?: string;
}

/** `plumbline check explain NAMESPACE/NAME`: why learned monitors found something in a profile, or nothing. */
export function addExplainCommand(check: Command, { terminal }: CommandContext): void {
  const explain = check
    .command('explain')
    .description('Why learned monitors found something in a profile, or nothing')
    .addHelpText('before', examples)
    .argument('<dataset>', 'namespace/name, or its id')
    .option('--profile <id>', 'a profile (default: the newest of the whole dataset)')
    .option('--column <name>', 'only measures of this column')
    .option('--measure <key>', 'only this one: rowCount, amount.mean')
    .addOption(outputOption());
  addClientOptions(explain).action((dataset: string, options: Options) => explainDataset(dataset, options, terminal));
}

async function explainDataset(dataset: string, options: Options, terminal: Terminal): Promise<void> {
  const client = connectClient(options, terminal.env);
  const { profile, column, measure } = options;
  const asked = Object.entries({ profile, column, measure }).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(asked as [string, string][]);
  const path = `/api/v1/datasets/${encodeURIComponent(await datasetIdOf(client, dataset))}/explain`;
  const found = (await client.send('GET', asked.length === 0 ? path : `${path}?${query}`)).body as ExplanationShape;
  if (options.output !== 'human') return writeData(terminal, options.output, found);
  terminal.out(printableLines(explanationText(found)));
}

/** Names and reasons may hold anything; lines are ours. */
const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

function explanationText(found: ExplanationShape): string {
  const { profile, state } = found;
  if (state === 'off') return profile ? 'Learned monitors do not watch this dataset.\n' : 'No profile has come yet.\n';
  if (state === 'catching up') return `Its history is being learnt just now: ${found.runs} runs so far.\n`;
  return [
    headText(found),
    findingsText(found),
    measuresText(found.measures),
    ...found.measures.filter(({ isAlarm }) => isAlarm).map(whyText),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headText({
  profile,
  runs,
  cadence,
  seasonFrom,
  calendar,
  judged,
  engine,
  calibration,
}: ExplanationShape): string {
  const season = cadence === 'hour' ? 'the hours of a day' : 'weekdays';
  const known = runs < seasonFrom ? `; from ${seasonFrom} on it can know ${season}` : '';
  const day = calendar.length === 0 ? '' : `; the day is special: ${calendar.join(', ')}`;
  const lines = calibration === null ? 'built-in alarm lines' : `calibration ${calibration}`;
  return `${profile?.id} of ${profile?.at.slice(0, 16).replace('T', ' ')} UTC: ${judged} measures held against ${runs} runs${known}${day}.\nEngine ${engine}, ${lines}.\n`;
}

function findingsText({ findings }: ExplanationShape): string {
  if (findings.length === 0) return 'Nothing is out of the ordinary.\n';
  const lines = findings.flatMap(({ outcome, expectation, reason, evidence }) => [
    `${outcome} ${expectation}: ${reason}`,
    ...evidence.map((one) => `  also: ${one}`),
  ]);
  return `${lines.join('\n')}\n`;
}

function measuresText(measures: readonly ExplainedMeasureShape[]): string {
  if (measures.length === 0) return '';
  const head = [
    'MEASURE',
    'OBSERVED',
    'USUAL',
    'EXPECTED',
    'MODEL',
    'RUNS',
    'Z',
    'ALARM AT',
    'CHANGE',
    'MATTERS AT',
    'SCORE',
  ];
  const rows = measures.map((one) => [
    one.key,
    numberText(one.observed),
    one.usual === null ? '' : numberText(one.usual),
    rangeText(one.expected),
    one.season === null ? one.model : `${one.model} (${one.season})`,
    String(one.history),
    ...[one.z, one.limit, one.effect, one.gate, one.told].map(numberText),
  ]);
  return alignedTable([head, ...rows], [1, 2, 5, 6, 7, 8, 9, 10]);
}

function whyText(one: ExplainedMeasureShape): string {
  const { deviation, models, excluded, p, calibration } = one;
  const foretold = models.flatMap(({ model, value }) => (value === null ? [] : [`${model} ${numberText(value)}`]));
  const sampling = deviation.sampling > deviation.errors;
  const lines = [
    `${one.key}: ${one.sentence}`,
    `  foretold: ${foretold.join(', ')}; ${one.model} was believed`,
    `  one deviation is ${numberText(deviation.total)}: ${sampling ? 'sampling' : 'errors of the model'} ${numberText(Math.max(deviation.sampling, deviation.errors))}, ignorance ${numberText(deviation.ignorance)}`,
    ...(excluded > 0 ? [`  nothing was learnt of the newest ${excluded} runs`] : []),
    ...(p === null ? [] : [`  by chance alone p = ${numberText(p)}`]),
    ...(calibration.factor === 1 ? [] : [`  the budget asks for ${numberText(calibration.factor)} times as much`]),
    ...one.wouldChange.map((sentence) => `  ${sentence}`),
  ];
  return `${lines.join('\n')}\n`;
}

const numberText = (value: number): string =>
  String(Number.isInteger(value) && Math.abs(value) < 1e9 ? value : Number(value.toPrecision(3)));

function rangeText(range: ExplainedMeasureShape['expected']): string {
  if (range === null) return '';
  const { low, high } = range;
  if (low === null) return high === null ? 'any' : `to ${numberText(high)}`;
  return high === null ? `from ${numberText(low)}` : `${numberText(low)} to ${numberText(high)}`;
}
