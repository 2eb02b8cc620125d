import { Option } from 'commander';
import type { Command } from 'commander';
import type { ApiClient } from './client.ts';
import type { ClientOptions, OutputForm } from './common-options.ts';
import { exitCodes, unableFailure } from './failure.ts';
import type { CommandContext } from './command-context.ts';
import { fieldLines } from './refusal.ts';
import type { Problem } from './refusal.ts';
import { painted, printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { answerExitCode, answerLines, isAnswer } from './verdict.ts';
import type { FailOn, ProfileAnswer } from './verdict.ts';

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

/** Posts one profile or an array of them, tells each verdict, and sets the exit code: 3 outranks 2 outranks 1. */
export async function pushProfiles(document: unknown, { client, options, context }: Pushing): Promise<void> {
  const { body } = await client.send('POST', '/api/v1/profiles', document);
  const { terminal } = context;
  if (options.output === 'json') terminal.out(`${JSON.stringify(body, null, 2)}\n`);
  const items = Array.isArray(document) ? batchItems(body, client.url) : [{ status: 201, body }];
  const codes = items.map((item, index) => {
    const place = items.length > 1 ? `[${index}] ` : '';
    if (item.status >= 400) return tellRefused(terminal, place, item);
    if (!isAnswer(item.body)) throw notOurs(client.url);
    if (options.output === 'human') tellAnswer(terminal, place, item.body);
    return answerExitCode(item.body, options.failOn);
  });
  context.exitWith(Math.max(exitCodes.done, ...codes));
}

interface BatchItem {
  status: number;
  body: unknown;
}

function batchItems(body: unknown, url: string): BatchItem[] {
  const items = (body as { items?: unknown } | null)?.items;
  if (!Array.isArray(items)) throw notOurs(url);
  return items as BatchItem[];
}

function notOurs(url: string): Error {
  return unableFailure(
    `${url} took the profile but did not answer with a verdict`,
    'Is that a plumbline server of this version?',
  );
}

function tellRefused(terminal: Terminal, place: string, { status, body }: BatchItem): number {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Problem;
  const said = problem.detail ?? problem.title ?? 'no reason given';
  const text = [`${place}refused (${status}): ${said}`, ...fieldLines(problem)];
  terminal.err(text.map((line) => `${printable(line)}\n`).join(''));
  return status === 429 || status >= 500 || status === 401 || status === 403 ? exitCodes.unable : exitCodes.usage;
}

function tellAnswer(terminal: Terminal, place: string, answer: ProfileAnswer): void {
  const [head = '', ...rest] = answerLines(answer);
  const colour = { block: 'red', warn: 'yellow', allow: 'green' } as const;
  terminal.out(`${place}${painted(terminal, colour[answer.gate] ?? 'bold', printable(head))}\n`);
  terminal.out(rest.map((line) => `${printable(line)}\n`).join(''));
  for (const warning of answer.warnings ?? []) {
    terminal.err(printable(`note: ${warning.pointer}  ${warning.message}`) + '\n');
  }
}
