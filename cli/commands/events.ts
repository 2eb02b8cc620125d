import { Option, type Command } from 'commander';
import type { EventsReplayedShape, RawEventDetail, RawEventPage, RawEventShape } from '../../server/api/shapes/lineage-events.ts'; // prettier-ignore
import { alignedTable } from '../aligned-table.ts';
import { connectClient, type ApiClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { shortInstant } from '../list-pages.ts';
import { printable, type Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline events list --state dead                     what could not be worked in, and why
  $ plumbline events list --job etl.orders --from 2026-11-01T00:00:00Z
  $ plumbline events show evt_1795420800000_0f3c…          one event as it is kept
  $ plumbline events replay --dead                         work all dead ones in again
  $ plumbline events replay --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z
`;

interface Options extends ClientOptions {
  output: OutputForm;
}

interface ListOptions extends Options {
  state?: string;
  producer?: string;
  namespace?: string;
  job?: string;
  run?: string;
  from?: string;
  to?: string;
  limit: string;
}

interface ReplayOptions extends Options {
  dead?: true;
  from?: string;
  to?: string;
}

/** `plumbline events list|show|replay`: OpenLineage events as they are kept, and working them in again. */
export function addEventsCommand(program: Command, context: CommandContext): void {
  const events = program
    .command('events')
    .description('List OpenLineage events as they are kept, and work them in again')
    .addHelpText('before', examples);
  addClientOptions(events.command('list'))
    .description('List events, newest first')
    .addOption(
      new Option('--state <state>', 'only those that wait, are dead, or are done').choices(['pending', 'dead', 'done']),
    ) // prettier-ignore
    .option('--producer <text>', 'only those whose producer has this in its address')
    .option('--namespace <name>', 'only those of jobs in this namespace')
    .option('--job <name>', 'only those of this job')
    .option('--run <id>', 'only those of this run, by the id that its producer gave it')
    .option('--from <instant>', 'only those of this time and later, like 2026-11-22T00:00:00Z')
    .option('--to <instant>', 'only those before this time')
    .option('--limit <count>', 'at most so many', '50')
    .addOption(outputOption())
    .action((options: ListOptions) => list(options, context.terminal));
  addClientOptions(events.command('show'))
    .description('Show one event as it is kept')
    .argument('<id>', 'the id that events list shows')
    .addOption(outputOption())
    .action((id: string, options: Options) => show(id, options, context.terminal));
  addClientOptions(events.command('replay'))
    .description('Work events in again: some, all dead ones, or those of a span')
    .argument('[id...]', 'the ids that events list shows')
    .option('--dead', 'all that could not be worked in')
    .option('--from <instant>', 'all from this time on, with --to')
    .option('--to <instant>', 'all before this time, with --from')
    .addOption(outputOption())
    .action((ids: string[], options: ReplayOptions) => replay(ids, options, context));
}

async function list(options: ListOptions, terminal: Terminal): Promise<void> {
  const client = connectClient(options, terminal.env);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1) throw usageFailure('--limit takes a whole number from 1 up');
  const items: RawEventShape[] = [];
  for (let cursor: string | null = ''; cursor !== null && items.length < limit;) {
    const { body } = await client.send(
      'GET',
      `/api/v1/lineage/events?${queryOf(options, { cursor, limit, have: items })}`,
    );
    const page = body as RawEventPage;
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  if (options.output !== 'human') return writeList(terminal, options.output, { name: 'events', items });
  if (items.length === 0) return terminal.err('No such events.\n');
  const rows = items.map((one) =>
    [one.id, shortInstant(one.eventAt), one.state, one.type ?? one.kind, subjectOf(one), one.reason ?? ''].map(
      printable,
    ),
  );
  terminal.out(alignedTable([['ID', 'TIME', 'STATE', 'TYPE', 'OF', 'WHY'], ...rows]));
}

function queryOf(options: ListOptions, page: { cursor: string; limit: number; have: readonly unknown[] }) {
  const query = new URLSearchParams({ limit: String(Math.min(200, page.limit - page.have.length)) });
  for (const name of ['state', 'producer', 'namespace', 'job', 'run', 'from', 'to'] as const) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  if (page.cursor !== '') query.set('cursor', page.cursor);
  return query;
}

const subjectOf = ({ job, dataset }: RawEventShape) => {
  const subject = job ?? dataset;
  return subject ? `${subject.namespace}/${subject.name}` : '';
};

async function show(id: string, options: Options, terminal: Terminal): Promise<void> {
  const { body } = await connectClient(options, terminal.env).send('GET', `/api/v1/lineage/events/${encodeURIComponent(id)}`); // prettier-ignore
  const event = body as RawEventDetail;
  if (options.output !== 'human') return writeData(terminal, options.output, event);
  const facts = [
    ['event', event.id],
    ['time', `${event.eventAt}, received ${event.receivedAt}`],
    ['of', subjectOf(event)],
    ['producer', event.producer],
    ['state', event.state + (event.reason === null ? '' : `: ${event.reason}`)],
    ...event.warningList.map(({ pointer, message }) => ['warning', `${pointer} ${message}`]),
  ];
  terminal.out(alignedTable(facts.map((row) => row.map(printable))));
  terminal.out(`${JSON.stringify(event.event, null, 2)}\n`);
}

async function replay(ids: string[], options: ReplayOptions, { terminal, exitWith }: CommandContext): Promise<void> {
  const client = connectClient(options, terminal.env);
  const { replayed, waiting, missing } = await replayAll(client, questionOf(ids, options), (count) => {
    if (terminal.progress) terminal.err(`\r${count.toLocaleString('en')} events put back`);
  });
  if (terminal.progress) terminal.err('\r\u001b[K');
  if (options.output !== 'human') writeData(terminal, options.output, { replayed, waiting, missing });
  else terminal.out(`${replayed} events are worked in again${waiting > 0 ? `, ${waiting} waited anyway` : ''}\n`);
  if (options.output === 'human') for (const id of missing) terminal.err(`${printable(id)} is not kept any more\n`);
  if (missing.length > 0) exitWith(exitCodes.findings);
}

type Question = { ids: string[] } | { dead: true } | { from: string; to: string; after?: string };

function questionOf(ids: string[], { dead, from, to }: ReplayOptions): Question {
  const isSpan = from !== undefined && to !== undefined;
  if ([ids.length > 0, dead === true, isSpan].filter(Boolean).length !== 1 || (!isSpan && (from ?? to) !== undefined))
    throw usageFailure(
      'say which: ids, --dead, or --from and --to',
      'plumbline events list --state dead lists dead ones.',
    );
  if (isSpan) return { from, to };
  return dead ? { dead } : { ids };
}

/** Bite by bite, until the server says that all is put back. */
async function replayAll(
  client: ApiClient,
  question: Question,
  tell: (count: number) => void,
): Promise<EventsReplayedShape> {
  const all: EventsReplayedShape = { replayed: 0, waiting: 0, missing: [], next: null };
  for (let asked: Question | null = question; asked !== null;) {
    const { body } = await client.send('POST', '/api/v1/lineage/events/replay', asked);
    const { replayed, waiting, missing, next } = body as EventsReplayedShape;
    all.replayed += replayed;
    all.waiting += waiting;
    all.missing.push(...missing);
    tell(all.replayed + all.waiting);
    asked = next === null ? null : 'from' in question ? { ...question, after: next } : question;
  }
  return all;
}
