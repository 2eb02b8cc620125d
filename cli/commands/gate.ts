import { Option } from 'commander';
import type { Command } from 'commander';
import { askGate, gateExitCode, gateLines, isInability } from '../ask-gate.ts';
import type { GateFailOn } from '../ask-gate.ts';
import type { CommandContext } from '../command-context.ts';
import { addServerOptions, durationSeconds, outputOption, parseDatasetName } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { exitCodes, unableFailure } from '../failure.ts';
import { dataIntervalOf } from '../profile/identity.ts';
import { painted, printable } from '../terminal.ts';
import { writeData } from '../write-data.ts';
import type { GateAnswerShape } from '../../server/api/shapes/gate.ts';

const examples = `\
Examples:
  $ plumbline gate shop/orders && ./publish.sh            go on only when nothing blocks
  $ plumbline gate shop/orders --run "$RUN_ID" --wait 5m  wait for the profile of this run
  $ plumbline gate shop/orders --interval 2026-11-22T00:00:00Z/2026-11-23T00:00:00Z
  $ plumbline gate shop/orders --on-unreachable allow     never stopped by Plumbline itself

Ends with 0 when the gate allows or warns, 1 when it blocks, 3 when it is pending or no answer could be had.
`;

interface GateOptions extends ClientOptions {
  run?: string;
  interval?: string;
  date?: string;
  profile?: string;
  failOn?: GateFailOn;
  onUnreachable?: 'allow' | 'block';
  output: OutputForm;
}

/** `plumbline gate DATASET`: may the pipeline go on? */
export function addGateCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('gate')
    .description('Ask whether a pipeline may go on with a dataset')
    .addHelpText('before', examples)
    .argument('<dataset>', 'NAMESPACE/NAME')
    .option('--run <id>', 'of the profile that this run wrote')
    .addOption(new Option('--interval <start/end>', 'of the profile of this data interval, RFC 3339').conflicts('date'))
    .option('--date <day>', 'of the profile of this UTC day, such as 2026-01-22')
    .option('--profile <id>', 'of this very profile, such as prf_12')
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
    )
    .addOption(outputOption());
  addServerOptions(command).action((dataset: string, options: GateOptions) => runGate(dataset, options, context));
}

async function runGate(dataset: string, options: GateOptions, context: CommandContext): Promise<void> {
  const dataInterval = dataIntervalOf(options);
  const question = {
    dataset: parseDatasetName(dataset),
    ...(options.run !== undefined && { run: { id: options.run } }),
    ...(dataInterval && { dataInterval }),
    ...(options.profile !== undefined && { profileId: options.profile }),
  };
  const { terminal } = context;
  const answer = await askGate({ ...options, question, env: terminal.env }).catch((error: unknown) => {
    if (options.onUnreachable === undefined || !isInability(error)) throw error;
    terminal.err(printable(`${error.code} ${error.message}`) + '\n');
    return null;
  });
  if (answer) tell(answer, { dataset, options, context });
  if (answer && answer.gate !== 'pending') return context.exitWith(gateExitCode(answer, options.failOn));
  decideUnanswered(dataset, options, context);
}

/** Nothing is known: what --on-unreachable says, else 3. */
function decideUnanswered(
  dataset: string,
  { onUnreachable }: GateOptions,
  { terminal, exitWith }: CommandContext,
): void {
  if (onUnreachable === undefined) {
    throw unableFailure(
      `the gate of ${dataset} is pending: no profile that fits was judged`,
      'Was it posted, for this dataset, run and interval? --wait 5m waits for it.',
      'PL3010',
    );
  }
  const goesOn = onUnreachable === 'allow';
  terminal.err(`${goesOn ? 'going on' : 'stopping'} without an answer, as --on-unreachable ${onUnreachable} says\n`);
  exitWith(goesOn ? exitCodes.done : exitCodes.findings);
}

interface Telling {
  dataset: string;
  options: GateOptions;
  context: CommandContext;
}

function tell(answer: GateAnswerShape, { dataset, options, context }: Telling): void {
  const { terminal } = context;
  if (options.output !== 'human') return writeData(terminal, options.output, answer);
  const colour = { allow: 'green', warn: 'yellow', block: 'red', pending: 'bold' } as const;
  const [head = '', ...rest] = gateLines(answer, dataset);
  terminal.out(`${painted(terminal, colour[answer.gate], printable(head))}\n`);
  terminal.out(rest.map((line) => `${printable(line)}\n`).join(''));
}
