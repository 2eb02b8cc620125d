import { Option } from 'commander';
import type { Command } from 'commander';
import { askGate, gateExitCode, isInability } from '../ask-gate.ts';
import type { GateFailOn } from '../ask-gate.ts';
import type { CommandContext } from '../command-context.ts';
import { addServerOptions, durationSeconds, parseDatasetName } from '../common-options.ts';
import type { ClientOptions } from '../common-options.ts';
import { exitCodes, unableFailure, usageFailure } from '../failure.ts';
import { gateLines, gateRows } from '../gate-words.ts';
import { dataIntervalOf } from '../profile/identity.ts';
import { addReportOptions } from '../report-options.ts';
import type { ReportOptions } from '../report-options.ts';
import { tellReport } from '../tell-report.ts';
import { painted, printable } from '../terminal.ts';
import { dataText } from '../write-data.ts';
import { addOverrideCommands } from './gate-override.ts';
import type { GateAnswerShape } from '../../server/api/shapes/gate.ts';

const examples = `\
Examples:
  $ plumbline gate shop/orders && ./publish.sh            go on only when nothing blocks
  $ plumbline gate shop/orders --run "$RUN_ID" --wait 5m  wait for the profile of this run
  $ plumbline gate --run "$RUN_ID" --wait 5m              all that the run wrote, the worst counts
  $ plumbline gate shop/orders --consumer finance-pack    by this consumer's clauses too
  $ plumbline gate shop/orders --interval 2026-11-22T00:00:00Z/2026-11-23T00:00:00Z
  $ plumbline gate shop/orders --on-unreachable allow     never stopped by Plumbline itself
  $ plumbline gate override shop/orders --for 2h --reason 'known, mended by noon'

Ends with 0 when the gate allows or warns, 1 when it blocks, 3 when it is pending or no answer could be had.
`;

interface GateOptions extends ClientOptions, ReportOptions {
  run?: string;
  job?: string;
  interval?: string;
  date?: string;
  profile?: string;
  consumer?: string;
  shadow?: boolean;
  failOn?: GateFailOn;
  onUnreachable?: 'allow' | 'block';
}

/** `plumbline gate [DATASET]`: may the pipeline go on? And its overrides. */
export function addGateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('gate')
    .description('Ask whether a pipeline may go on with a dataset, or override the answer')
    .addHelpText('before', examples)
    .argument('[dataset]', 'NAMESPACE/NAME; without one, all that --run wrote');
  addQuestionOptions(command)
    .option(
      '--wait <duration>',
      'how long to wait for a profile or a server that is away, such as 30s',
      durationSeconds,
    )
    .addOption(
      new Option('--fail-on <severity>', 'what to stop at (default: what the gate blocks)').choices([
        'warn',
        'error',
        'critical',
        'never',
      ]),
    )
    .addOption(
      new Option('--on-unreachable <answer>', 'what to do when no answer can be had (default: end with 3)').choices([
        'allow',
        'block',
      ]),
    );
  addServerOptions(addReportOptions(command)).action((dataset: string | undefined, options: GateOptions) =>
    runGate(dataset, options, context),
  );
  addOverrideCommands(command, context);
}

function addQuestionOptions(command: Command): Command {
  return command
    .option('--run <id>', 'of the profile that this run wrote')
    .option('--job <name>', 'NAMESPACE/NAME of the job whose run it is, when several have one of this id')
    .addOption(new Option('--interval <start/end>', 'of the profile of this data interval, RFC 3339').conflicts('date'))
    .option('--date <day>', 'of the profile of this UTC day, such as 2026-01-22')
    .option('--profile <id>', 'of this very profile, such as prf_12')
    .option('--consumer <name>', 'who asks, as suites name him: his clauses count too')
    .option('--shadow', 'only to know: never stops, and says what it would have said');
}

async function runGate(dataset: string | undefined, options: GateOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const question = questionOf(dataset, options);
  const what = dataset ?? `run ${options.run}`;
  const answer = await askGate({ ...options, question, env: terminal.env }).catch((error: unknown) => {
    if (options.onUnreachable === undefined || !isInability(error)) throw error;
    terminal.err(printable(`${error.code} ${error.message}`) + '\n');
    return null;
  });
  if (answer) tell(answer, { what, options, context });
  if (answer && answer.gate !== 'pending') return context.exitWith(gateExitCode(answer, options.failOn));
  decideUnanswered(what, options, context);
}

function questionOf(dataset: string | undefined, options: GateOptions): object {
  const { run, job, profile, consumer, shadow } = options;
  if (dataset === undefined && run === undefined) {
    throw usageFailure('say what to ask about: a dataset, or --run for all that a run wrote', undefined, 'PL2001');
  }
  if (run === undefined && job !== undefined)
    throw usageFailure('--job needs --run: which of its runs?', undefined, 'PL2001');
  const dataInterval = dataIntervalOf(options);
  return {
    ...(dataset !== undefined && { dataset: parseDatasetName(dataset) }),
    ...(run !== undefined && { run: { id: run, ...(job !== undefined && { job: parseDatasetName(job) }) } }),
    ...(dataInterval && { dataInterval }),
    ...(profile !== undefined && { profileId: profile }),
    ...(consumer !== undefined && { consumer }),
    ...(shadow === true && { mode: 'shadow' }),
  };
}

/** Nothing is known: what --on-unreachable says, else 3. */
function decideUnanswered(what: string, { onUnreachable }: GateOptions, { terminal, exitWith }: CommandContext): void {
  if (onUnreachable === undefined) {
    throw unableFailure(
      `the gate of ${what} is pending: no profile that fits was judged`,
      'Was it posted, for this dataset, run and interval? --wait 5m waits for it.',
      'PL3010',
    );
  }
  const goesOn = onUnreachable === 'allow';
  terminal.err(`${goesOn ? 'going on' : 'stopping'} without an answer, as --on-unreachable ${onUnreachable} says\n`);
  exitWith(goesOn ? exitCodes.done : exitCodes.findings);
}

interface Telling {
  what: string;
  options: GateOptions;
  context: CommandContext;
}

function tell(answer: GateAnswerShape, { what, options, context }: Telling): void {
  const { terminal } = context;
  for (const warning of answer.warnings) terminal.err(printable(`note: ${warning}`) + '\n');
  const colour = { allow: 'green', warn: 'yellow', block: 'red', pending: 'bold' } as const;
  const [head = '', ...rest] = gateLines(answer, what);
  const human = () => {
    terminal.out(`${painted(terminal, colour[answer.gate], printable(head))}\n`);
    terminal.out(rest.map((line) => `${printable(line)}\n`).join(''));
  };
  const title = `Plumbline: gate of ${what}`;
  tellReport({ title, rows: gateRows(answer), data: (form) => dataText(form, answer), human }, options, terminal);
}
