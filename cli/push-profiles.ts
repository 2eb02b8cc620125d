import { Option } from 'commander';
import type { Command } from 'commander';
import type { ApiClient } from './client.ts';
import type { ClientOptions, OutputForm } from './common-options.ts';
import { exitCodes } from './failure.ts';
import type { CommandContext } from './command-context.ts';
import { notOurs, pushBatches } from './push-batches.ts';
import type { PushedItem } from './push-batches.ts';
import { fieldLines } from './refusal.ts';
import type { Problem } from './refusal.ts';
import { painted, printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { answerExitCode, answerLines, isAnswer } from './verdict.ts';
import type { FailOn, ProfileAnswer } from './verdict.ts';
import { writeData } from './write-data.ts';

export interface PushOptions extends ClientOptions {
  output: OutputForm;
  failOn?: FailOn;
}

/** Adds --fail-on: which findings make the command end with 1. */
export function addFailOnOption(command: Command): Command {
  const severities = ['info', 'warn', 'error', 'critical', 'never'];
  return command.addOption(
    new Option(
      '--fail-on <severity>',
      'end with 1 on a finding this bad or worse (default: error, or a gate that blocks)',
    ).choices(severities),
  );
}

interface Pushing {
  client: ApiClient;
  options: PushOptions;
  context: CommandContext;
}

/** Posts one profile or a list of any length, tells each verdict, and sets the exit code: 3 outranks 2 outranks 1. */
export async function pushProfiles(document: unknown, pushing: Pushing): Promise<void> {
  const { client, options, context } = pushing;
  if (Array.isArray(document)) return pushMany(document, pushing);
  const { body } = await client.send('POST', '/api/v1/profiles', document);
  if (!isAnswer(body)) throw notOurs(client.url);
  if (options.output !== 'human') writeData(context.terminal, options.output, body);
  context.exitWith(tellItem({ status: 201, body }, '', pushing));
}

/** Answers come batch by batch; with `ndjson` each is written as it comes, with its place in the list. */
async function pushMany(profiles: readonly unknown[], pushing: Pushing): Promise<void> {
  const { client, options, context } = pushing;
  const { terminal } = context;
  const all: PushedItem[] = [];
  let worst: number = exitCodes.done;
  await pushBatches(client, profiles, (items, start) => {
    items.forEach((item, index) => {
      if (options.output === 'ndjson') terminal.out(`${JSON.stringify({ index: start + index, ...item })}\n`);
      const place = profiles.length > 1 ? `[${start + index}] ` : '';
      worst = Math.max(worst, tellItem(item, place, pushing));
    });
    if (options.output === 'json') all.push(...items);
    if (terminal.progress && profiles.length > items.length)
      terminal.err(`${start + items.length} of ${profiles.length} profiles answered\n`);
  });
  if (options.output === 'json') writeData(terminal, 'json', { items: all });
  context.exitWith(worst);
}

/** Tells one item to a person and answers its exit code; a refusal is told whatever the form, so that it is not overlooked. */
function tellItem(item: PushedItem, place: string, { client, options, context }: Pushing): number {
  if (item.status >= 400) return tellRefused(context.terminal, place, item);
  if (!isAnswer(item.body)) throw notOurs(client.url);
  if (options.output === 'human') tellAnswer(context.terminal, place, item.body);
  return answerExitCode(item.body, options.failOn);
}

function tellRefused(terminal: Terminal, place: string, { status, body }: PushedItem): number {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Problem;
  const said = problem.detail ?? problem.title ?? 'no reason given';
  const text = [`${place}refused (${status}): ${said}`, ...fieldLines(problem)];
  terminal.err(text.map((line) => `${printable(line)}\n`).join(''));
  return status === 429 || status >= 500 || status === 401 || status === 403 ? exitCodes.unable : exitCodes.usage;
}

/** The verdict in words, coloured by its gate; warnings go to standard error. */
export function tellAnswer(terminal: Terminal, place: string, answer: ProfileAnswer): void {
  const [head = '', ...rest] = answerLines(answer);
  const colour = { block: 'red', warn: 'yellow', allow: 'green' } as const;
  terminal.out(`${place}${painted(terminal, colour[answer.gate] ?? 'bold', printable(head))}\n`);
  terminal.out(rest.map((line) => `${printable(line)}\n`).join(''));
  for (const warning of answer.warnings ?? []) {
    terminal.err(printable(`note: ${warning.pointer}  ${warning.message}`) + '\n');
  }
}
