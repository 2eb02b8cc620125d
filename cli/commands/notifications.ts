import type { Command } from 'commander';
import type { NotificationPage, ReplayedAllShape } from '../../server/api/shapes/receivers.ts';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { printable } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline notifications dead                         what could not be delivered, and why
  $ plumbline notifications replay ntf_12                send one again, as things stand now
  $ plumbline notifications replay --receiver payments   all of a receiver
`;

interface Options extends ClientOptions {
  output: OutputForm;
  receiver?: string;
}

/** `plumbline notifications dead|replay`: messages that could not be delivered, and sending them again. */
export function addNotificationsCommand(program: Command, context: CommandContext): void {
  const notifications = program
    .command('notifications')
    .description('List messages that could not be delivered, and send them again')
    .addHelpText('before', examples);
  addClientOptions(notifications.command('dead'))
    .description('List dead letters that were not replayed, newest first')
    .option('--receiver <name>', 'only those of this receiver')
    .addOption(outputOption())
    .action((options: Options) => listDead(options, context));
  addClientOptions(notifications.command('replay'))
    .description('Send a dead letter again, or all of a receiver')
    .argument('[id]', 'the id that notifications dead shows')
    .option('--receiver <name>', 'all of this receiver')
    .addOption(outputOption())
    .action((id: string | undefined, options: Options) => replay(id, options, context));
}

async function listDead(options: Options, { terminal }: CommandContext): Promise<void> {
  const of = options.receiver === undefined ? '' : `&receiver=${encodeURIComponent(options.receiver)}`;
  const { body } = await connectClient(options, terminal.env).send(
    'GET',
    `/api/v1/notifications?state=dead&limit=200${of}`,
  );
  const { items, total } = body as NotificationPage;
  if (options.output !== 'human') return writeList(terminal, options.output, { name: 'notifications', items });
  if (total === 0) return terminal.err('No dead letters.\n');
  const rows = items.map((one) =>
    [one.id, one.incident, one.kind, one.receiver, one.recipient, one.lastError ?? ''].map(printable),
  );
  terminal.out(alignedTable([['ID', 'INCIDENT', 'KIND', 'RECEIVER', 'PLACE', 'WHY'], ...rows]));
  if (total > items.length) terminal.err(`… and ${total - items.length} older ones.\n`);
}

async function replay(id: string | undefined, options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { receiver } = options;
  if ((id === undefined) === (receiver === undefined))
    throw usageFailure(
      'say which: the id of one, or --receiver for all of a receiver',
      'plumbline notifications dead lists them.',
    );
  const client = connectClient(options, terminal.env);
  const path =
    id === undefined
      ? `/api/v1/receivers/${encodeURIComponent(receiver ?? '')}/replay`
      : `/api/v1/notifications/${encodeURIComponent(id)}/replay`;
  const { body } = await client.send('POST', path, {});
  if (options.output !== 'human') writeData(terminal, options.output, body as object);
  if (id !== undefined) {
    if (options.output === 'human') terminal.out(`${printable(id)} goes again as ${(body as { id: string }).id}\n`);
    return;
  }
  const { replayed, refused } = body as ReplayedAllShape;
  if (options.output === 'human') {
    terminal.out(`${replayed.length} replayed, ${refused.length} not\n`);
    for (const one of refused) terminal.err(`${one.id}: ${printable(one.reason)}\n`);
  }
  if (refused.length > 0) context.exitWith(exitCodes.findings);
}
