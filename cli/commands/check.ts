import type { Command } from 'commander';
import { addBacktestCommand } from './backtest.ts';
import { connectClient } from '../client.ts';
import type { ApiClient } from '../client.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { addReportOptions } from '../report-options.ts';
import type { ReportOptions } from '../report-options.ts';
import { tellReport } from '../tell-report.ts';
import type { Told } from '../tell-report.ts';
import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { listText, writeList } from '../write-data.ts';
import { addSuggestCommand } from './check-suggest.ts';
import { addExplainCommand } from './check-explain.ts';
import { readSuites, suiteRows, tellProblems } from '../read-suites.ts';
import { addExportCommand } from './check-export.ts';
import { addImportCommand } from './check-import.ts';
import type { SuiteReading } from '../read-suites.ts';

const examples = `\
Examples:
  $ plumbline check validate checks/              every suite below a folder, without a server
  $ plumbline check validate orders.yaml -o json
  $ plumbline check apply checks/ --dry-run       what would change
  $ plumbline check apply 'checks/*.yaml'
  $ plumbline check backtest checks/ --vs current  how noisy they would have been
  $ plumbline check explain shop/orders           why learned monitors found something, or nothing
`;

/** `plumbline check validate|suggest|apply|backtest|explain|import|export`: suites of expectations, as files, and why a check found what it did. */
export function addCheckCommand(program: Command, context: CommandContext): void {
  const check = program
    .command('check')
    .description('Validate and suggest suites of expectations, and put them in force')
    .addHelpText('before', examples);
  const validate = check
    .command('validate')
    .description('Read suites without a server; every problem with its line and column')
    .addHelpText('before', examples)
    .argument('[paths...]', 'files, folders or patterns (default: the folder plumbline)');
  addReportOptions(validate, 'places').action((paths: string[], options: ReportOptions) =>
    validateSuites(paths, options, context),
  );
  addSuggestCommand(check, context);
  const apply = check
    .command('apply')
    .description('Put suites in force on the server; unchanged ones make no new version')
    .addHelpText('before', examples)
    .argument('<paths...>', 'files, folders or patterns')
    .option('--dry-run', 'only say what would change')
    .addOption(outputOption());
  addBacktestCommand(check, context);
  addClientOptions(apply).action((paths: string[], options: ApplyOptions) => applySuites(paths, options, context));
  addExplainCommand(check, context);
  addImportCommand(check, context);
  addExportCommand(check, context);
}

async function validateSuites(paths: string[], options: ReportOptions, context: CommandContext): Promise<void> {
  const readings = await readSuites(paths.length > 0 ? paths : ['plumbline']);
  const { terminal } = context;
  const bad = readings.filter(({ problems }) => problems.length > 0);
  const { SUITE_PROBLEM_CODES } = await import('../../checks/index.ts');
  const items = readings.map(({ file, suite, problems }) => ({ file, suite: suite?.name ?? null, problems }));
  const told: Told = {
    title: 'Plumbline: suites',
    rows: readings.flatMap(suiteRows),
    rules: Object.entries(SUITE_PROBLEM_CODES).map(([id, text]) => ({ id, text })),
    data: (form) => listText(form, { name: 'files', items }),
    human: () => tellValidated(readings, terminal),
  };
  tellReport(told, options, terminal);
  const count = bad.reduce((sum, { problems }) => sum + problems.length, 0);
  if (count === 0) return;
  terminal.err(`${plural(count, 'problem')} in ${bad.length} of ${plural(readings.length, 'file')}.\n`);
  context.exitWith(exitCodes.usage);
}

function tellValidated(readings: readonly SuiteReading[], terminal: Terminal): void {
  tellProblems(readings, (line) => terminal.out(line));
  for (const { file, suite, problems } of readings) {
    if (problems.length > 0) continue;
    terminal.out(printable(`${file}: ok, ${plural(suite?.expectations.length ?? 0, 'expectation')}`) + '\n');
  }
}

interface ApplyOptions extends ClientOptions {
  output: OutputForm;
  dryRun?: boolean;
}

async function applySuites(paths: string[], options: ApplyOptions, context: CommandContext): Promise<void> {
  const readings = await readSuites(paths);
  const { terminal } = context;
  if (readings.some(({ problems }) => problems.length > 0)) {
    tellProblems(readings, (line) => terminal.err(line));
    throw usageFailure('nothing was applied: a suite has problems', undefined, 'PL2004');
  }
  refuseSameName(readings);
  const client = connectClient(options, terminal.env);
  const applied = [];
  for (const reading of readings) applied.push(await applySuite(client, reading, options.dryRun === true));
  if (options.output !== 'human') return writeList(terminal, options.output, { name: 'suites', items: applied });
  for (const { file, suite, words } of applied) terminal.out(printable(`${file}: suite ${suite} ${words}`) + '\n');
}

function refuseSameName(readings: SuiteReading[]): void {
  const byName = new Map<string, string>();
  for (const { file, suite } of readings) {
    const name = suite?.name ?? '';
    const other = byName.get(name);
    if (other)
      throw usageFailure(
        `${other} and ${file} are both suite ${name}`,
        'Give one of them another name: a suite is one file.',
      );
    byName.set(name, file);
  }
}

interface Applied {
  file: string;
  suite: string;
  change: 'created' | 'updated' | 'unchanged';
  version: number;
  words: string;
}

async function applySuite(client: ApiClient, { file, text, suite }: SuiteReading, dryRun: boolean): Promise<Applied> {
  const name = suite?.name ?? '';
  const path = `/api/v1/suites/${encodeURIComponent(name)}${dryRun ? '?dryRun=true' : ''}`;
  const { body } = await client.send('PUT', path, { yaml: text });
  const { change, version } = body as Pick<Applied, 'change' | 'version'>;
  return { file, suite: name, change, version, words: changeWords(change, version, dryRun) };
}

/** `created (version 1)`, `would be updated: new version 4`, `unchanged (version 3)`. */
function changeWords(change: Applied['change'], version: number, dryRun: boolean): string {
  if (change === 'unchanged') return `unchanged (version ${version})`;
  const verb = dryRun ? 'would be ' : '';
  return change === 'created' ? `${verb}created (version ${version})` : `${verb}updated: new version ${version}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
