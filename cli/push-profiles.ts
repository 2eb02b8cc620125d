import { Option } from 'commander';
import type { Command } from 'commander';
import type { ApiClient } from './client.ts';
import type { ClientOptions } from './common-options.ts';
import { exitCodes } from './failure.ts';
import type { CommandContext } from './command-context.ts';
import { notOurs, pushBatches } from './push-batches.ts';
import type { PushedItem } from './push-batches.ts';
import { pushedRows } from './pushed-rows.ts';
import { fieldLines } from './refusal.ts';
import type { Problem } from './refusal.ts';
import type { ReportOptions } from './report-options.ts';
import type { ReportRow } from './reports/index.ts';
import { tellReport, wantsRows } from './tell-report.ts';
import type { Told } from './tell-report.ts';
import { painted, printable } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { answerExitCode, answerLines, countedAnswer, isAnswer } from './verdict.ts';
import type { FailOn, ProfileAnswer } from './verdict.ts';
import { dataText, listText } from './write-data.ts';

export interface PushOptions extends ClientOptions, ReportOptions {
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

/** What came of the profiles so far. */
interface Heard {
  pushing: Pushing;
  /** Answers and refusals in order, kept only where the form wants them all at the end. */
  items: PushedItem[];
  rows: ReportRow[];
  worst: number;
  count: number;
}

/** Posts one profile or a list of any length, tells each verdict, and sets the exit code: 3 outranks 2 outranks 1. */
export function pushProfiles(document: unknown, pushing: Pushing): Promise<void> {
  return pushInOrder([document], pushing);
}

/** The same of several documents, each of which waits for the one before. */
export async function pushInOrder(documents: readonly unknown[], pushing: Pushing): Promise<void> {
  const { options, context } = pushing;
  const heard: Heard = { pushing, items: [], rows: [], worst: exitCodes.done, count: 0 };
  for (const document of documents) {
    if (Array.isArray(document)) await pushMany(document, heard);
    else await pushOne(document, heard);
  }
  const isOne = documents.length === 1 && !Array.isArray(documents[0]);
  const [first] = heard.items;
  const told: Told = {
    title: 'Plumbline: profiles',
    rows: heard.rows,
    data: (form) => {
      if (isOne && first !== undefined) return dataText(form, first.body as object);
      return listText(form, { name: 'items', items: heard.items.map((item, index) => withIndex(form, item, index)) });
    },
    human: null,
  };
  // What is told as it comes is not told again.
  const isTold = options.output === 'ndjson' && !isOne;
  tellReport(told, isTold ? { ...options, output: 'human' } : options, context.terminal);
  context.exitWith(heard.worst);
}

const withIndex = (form: 'json' | 'ndjson', item: PushedItem, index: number) =>
  form === 'ndjson' ? { index, ...item } : item;

async function pushOne(document: unknown, heard: Heard): Promise<void> {
  const { client } = heard.pushing;
  const { body } = await client.send('POST', '/api/v1/profiles', document);
  if (!isAnswer(body)) throw notOurs(client.url);
  await hear({ status: 201, body }, { heard, profile: document, place: '' });
}

/** Answers come batch by batch; with `ndjson` each is written as it comes, with its place in the list. */
async function pushMany(profiles: readonly unknown[], heard: Heard): Promise<void> {
  const { client, options, context } = heard.pushing;
  const { terminal } = context;
  await pushBatches(client, profiles, async (items, start) => {
    for (const [index, item] of items.entries()) {
      if (options.output === 'ndjson') terminal.out(`${JSON.stringify({ index: heard.count, ...item })}\n`);
      const place = profiles.length > 1 ? `[${start + index}] ` : '';
      await hear(item, { heard, profile: profiles[start + index], place });
    }
    if (terminal.progress && profiles.length > items.length)
      terminal.err(`${start + items.length} of ${profiles.length} profiles answered\n`);
  });
}

interface Hearing {
  heard: Heard;
  profile: unknown;
  place: string;
}

/** Tells one item to a person; a refusal is told whatever the form, so that it is not overlooked. */
async function hear(item: PushedItem, { heard, profile, place }: Hearing): Promise<void> {
  const { client, options, context } = heard.pushing;
  const { terminal } = context;
  heard.count++;
  if (item.status >= 400) heard.worst = Math.max(heard.worst, tellRefused(terminal, place, item));
  else if (!isAnswer(item.body)) throw notOurs(client.url);
  else {
    const answer = await countedAnswer(item.body);
    if ((options.output ?? 'human') === 'human') tellAnswer(terminal, place, answer);
    heard.worst = Math.max(heard.worst, answerExitCode(answer, options.failOn));
  }
  if (options.output !== undefined && options.output !== 'human') heard.items.push(item);
  else if ((options.report ?? []).length > 0) heard.items.push(item);
  if (wantsRows(options, terminal)) heard.rows.push(...(await pushedRows(item, profile)));
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
