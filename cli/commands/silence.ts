import { Option } from 'commander';
import type { Command } from 'commander';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { ApiClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, countUpTo, durationSeconds, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { listPages, shortInstant } from '../list-pages.ts';
import { instantOption } from '../profile/identity.ts';
import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';
import type { SilencePreview, SilenceShape } from '../../server/api/shapes/silences.ts';

const examples = `\
Examples:
  $ plumbline silence add dataset=orders --for 2h --comment 'reloading the week'
  $ plumbline silence add 'owner=~"team-.*"' severity=warn --until 2026-11-23T06:00:00Z --comment 'migration'
  $ plumbline silence add tier=gold --for 1h --dry-run          what it would cover now
  $ plumbline silence list
  $ plumbline silence expire S-3

A matcher is NAME=VALUE, NAME!=VALUE, NAME=~REGEX or NAME!~REGEX over the labels that routes use; all must match.
Who was told of an incident hears of its end all the same, and what is still open when the silence ends is told then.
`;

interface AddOptions extends ClientOptions {
  for?: number;
  until?: string;
  start?: string;
  comment?: string;
  dryRun?: boolean;
  output: OutputForm;
}
interface ListOptions extends ClientOptions {
  state?: string[];
  all?: boolean;
  limit: number;
  output: OutputForm;
}

/** `plumbline silence add|list|expire`: quiet about some incidents for a time. */
export function addSilenceCommand(program: Command, { terminal }: CommandContext): void {
  const silence = program
    .command('silence')
    .description('Keep incidents quiet for a time')
    .addHelpText('before', examples);
  const add = silence
    .command('add')
    .description('Put a silence in force')
    .addHelpText('before', examples)
    .argument('<matchers...>', 'which labels, such as dataset=orders')
    .addOption(new Option('--for <duration>', 'how long, such as 2h').argParser(durationSeconds).conflicts('until'))
    .option('--until <instant>', 'when it ends, RFC 3339')
    .option('--start <instant>', 'when it begins, RFC 3339 (default: now)')
    .option('--comment <text>', 'why, for everybody who wonders (required)')
    .option('--dry-run', 'only say what it would cover now')
    .addOption(outputOption());
  addClientOptions(add).action((matchers: string[], options: AddOptions) => addSilence(matchers, options, terminal));
  addList(silence, terminal);
  const expire = silence
    .command('expire')
    .description('End silences now; what they held and is still open is told')
    .argument('<ids...>', 'such as S-3')
    .addOption(outputOption());
  addClientOptions(expire).action(async (ids: string[], options: ClientOptions & { output: OutputForm }) => {
    const client = connectClient(options, terminal.env);
    for (const id of ids) {
      const path = `/api/v1/silences/${encodeURIComponent(id)}/expire`;
      const ended = (await client.send('POST', path, {})).body as SilenceShape;
      if (options.output !== 'human') writeData(terminal, options.output, ended);
      else terminal.out(printable(`${ended.id} ended ${shortInstant(ended.expiredAt ?? ended.endsAt)}`) + '\n');
    }
  });
}

async function addSilence(matchers: string[], options: AddOptions, terminal: Terminal): Promise<void> {
  const client = connectClient(options, terminal.env);
  if (options.dryRun) return tellPreview(terminal, options.output, await preview(client, matchers));
  const { comment } = options;
  if (comment === undefined || comment.trim() === '')
    throw usageFailure('--comment is missing: why is it to be quiet?', undefined, 'PL2001');
  const startsAt = options.start === undefined ? undefined : instantOption('--start', options.start);
  const body = { matchers, ...(startsAt && { startsAt }), endsAt: endOf(options, startsAt), comment };
  const covered = await preview(client, matchers);
  const made = (await client.send('POST', '/api/v1/silences', body)).body as SilenceShape;
  if (options.output !== 'human') return writeData(terminal, options.output, { ...made, covers: covered });
  terminal.out(
    printable(`${made.id} ${made.state} until ${shortInstant(made.endsAt)}: ${made.matchers.join(' ')}`) + '\n',
  );
  tellPreview(terminal, 'human', covered);
}

function endOf(options: AddOptions, startsAt: string | undefined): string {
  if (options.until !== undefined) return instantOption('--until', options.until);
  if (options.for === undefined)
    throw usageFailure('say how long: --for 2h, or --until an instant', undefined, 'PL2001');
  const start = startsAt === undefined ? Date.now() : Date.parse(startsAt);
  return new Date(start + options.for * 1000).toISOString();
}

async function preview(client: ApiClient, matchers: string[]): Promise<SilencePreview> {
  return (await client.send('POST', '/api/v1/silences/preview', { matchers })).body as SilencePreview;
}

function tellPreview(terminal: Terminal, form: OutputForm, { incidents, total }: SilencePreview): void {
  if (form !== 'human') return writeList(terminal, form, { name: 'incidents', items: incidents });
  if (total === 0) return terminal.out('It covers no incident that is open now.\n');
  terminal.out(`It covers ${total} ${total === 1 ? 'incident' : 'incidents'} now:\n`);
  for (const { id, severity, sentence } of incidents) terminal.out(printable(`  ${id} ${severity} ${sentence}`) + '\n');
  if (total > incidents.length) terminal.out(`  and ${total - incidents.length} more\n`);
}

function addList(silence: Command, terminal: Terminal): void {
  const list = silence
    .command('list')
    .description('List silences that are active or still to come, or others')
    .addOption(new Option('--state <states...>', 'in these states').choices(['pending', 'active', 'expired']))
    .option('--all', 'expired ones too')
    .option('--limit <count>', 'at most so many', countUpTo(1000), 50)
    .addOption(outputOption());
  addClientOptions(list).action(async (options: ListOptions) => {
    const state = options.state?.join() ?? (options.all ? undefined : 'pending,active');
    const asked = { path: '/api/v1/silences', query: { state } };
    const { items } = await listPages<SilenceShape>(connectClient(options, terminal.env), asked, options.limit);
    if (options.output !== 'human') return writeList(terminal, options.output, { name: 'silences', items });
    if (items.length === 0) return terminal.err('No silences.\n');
    const rows = items.map((one) => [
      one.id,
      one.state,
      shortInstant(one.endsAt),
      one.createdBy,
      one.matchers.join(' '),
      one.comment,
    ]);
    terminal.out(
      alignedTable([['ID', 'STATE', 'UNTIL', 'BY', 'MATCHERS', 'COMMENT'], ...rows.map((row) => row.map(printable))]),
    );
  });
}
