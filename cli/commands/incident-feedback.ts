import { Option, type Command } from 'commander';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { printable } from '../terminal.ts';
import { writeData } from '../write-data.ts';
import type { FeedbackShape, IncidentDetail } from '../../server/api/shapes/incidents.ts';

const examples = `\
Examples:
  $ plumbline incidents feedback INC-7 --verb real                       it is a fault
  $ plumbline incidents feedback INC-7 --verb false_alarm --note 'sale'  nothing was wrong
  $ plumbline incidents feedback INC-7 --verb new_normal --expectation amount.anomaly
  $ plumbline incidents feedback INC-7 --undo fbk_3                      take it back

Verbs: real, false_alarm; and of what learned monitors tell: once, new_normal, repeats.
`;

const VERBS = ['once', 'new_normal', 'repeats', 'false_alarm', 'real'] satisfies FeedbackShape['verb'][];

interface FeedbackOptions extends ClientOptions {
  verb?: FeedbackShape['verb'];
  expectation?: string[];
  note?: string;
  undo?: string;
  output: OutputForm;
}

/** `plumbline incidents feedback`: says what alarms were, or takes it back. */
export function addFeedbackCommand(incidents: Command, { terminal }: CommandContext): void {
  const feedback = incidents
    .command('feedback')
    .description('Say what alarms of an incident were: real, false, expected')
    .addHelpText('before', examples)
    .argument('<id>', 'such as INC-7')
    .addOption(new Option('--verb <verb>', 'what they were').choices(VERBS))
    .option('--expectation <keys...>', 'only of these failures; else of all that still fail')
    .option('--note <text>', 'why, for the timeline')
    .option('--undo <id>', 'take back what was said, such as fbk_3')
    .addOption(outputOption());
  addClientOptions(feedback).action(async (id: string, options: FeedbackOptions) => {
    const { method, act, body } = requestOf(options);
    const client = connectClient(options, terminal.env);
    const path = `/api/v1/incidents/${encodeURIComponent(id)}/feedback${act}`;
    const answer = (await client.send(method, path, body)).body as IncidentDetail;
    if (options.output !== 'human') return writeData(terminal, options.output, answer);
    terminal.out(`${printable(saidOf(answer, options))}\n`);
  });
}

function requestOf({ verb, expectation, note, undo }: FeedbackOptions) {
  if (undo !== undefined) {
    if (verb !== undefined || expectation !== undefined || note !== undefined)
      throw usageFailure('--undo stands alone', 'Take it back first, then say what is right.');
    return { method: 'DELETE', act: `/${encodeURIComponent(undo)}`, body: undefined } as const;
  }
  if (verb === undefined) throw usageFailure('nothing is said', `Name one with --verb: ${VERBS.join(', ')}.`);
  const body = { verb, ...(expectation && { expectations: expectation }), ...(note !== undefined && { note }) };
  return { method: 'POST', act: '', body } as const;
}

function saidOf({ id, state, feedback }: IncidentDetail, { undo }: FeedbackOptions): string {
  if (undo !== undefined) return `${undo} is taken back; ${id} is ${state}`;
  const said = feedback.findLast(({ undoneAt }) => undoneAt === null);
  return `${said?.id ?? 'nothing'} ${said?.verb ?? ''} of ${said?.expectations?.join(', ') ?? 'everything'}; ${id} is ${state}`;
}
