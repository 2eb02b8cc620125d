import type { Command } from 'commander';
import type { ReceiverChannelShape, ReceiverList, ReceiverTest } from '../../server/api/shapes/receivers.ts';
import { alignedTable } from '../aligned-table.ts';
import { connectClient, type ApiClient } from '../client.ts';
import { closestName } from '../closest-name.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { painted, printable, type Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline receivers list                    who can be told, and how each place is doing
  $ plumbline receivers test slack-payments     send a message marked TEST there now

Exit codes of test: 0 delivered, 1 a channel failed, 2 no such receiver, 3 could not find out.
`;

type ReceiverOptions = ClientOptions & { output: OutputForm };

/** `plumbline receivers list|test`: who can be told, how their places are doing, and whether a message arrives. */
export function addReceiversCommand(program: Command, context: CommandContext): void {
  const receivers = program
    .command('receivers')
    .description('List receivers and try whether messages reach them')
    .addHelpText('before', examples);
  addClientOptions(receivers.command('list'))
    .description('List the receivers with the state of each channel')
    .addOption(outputOption())
    .action((options: ReceiverOptions) => listReceivers(options, context));
  addClientOptions(receivers.command('test'))
    .description('Send a message marked TEST to each channel of a receiver, now')
    .addHelpText('before', examples)
    .argument('<name>', 'the name of the receiver in the routing')
    .addOption(outputOption())
    .action((name: string, options: ReceiverOptions) => testReceiver(name, options, context));
}

const readList = async (client: ApiClient) => (await client.send('GET', '/api/v1/receivers')).body as ReceiverList;

async function listReceivers(options: ReceiverOptions, { terminal }: CommandContext): Promise<void> {
  const list = await readList(connectClient(options, terminal.env));
  if (options.output !== 'human') return writeList(terminal, options.output, { name: 'receivers', items: list.items });
  if (list.items.length === 0)
    return terminal.err('No receivers yet. Set a routing with: plumbline routing apply FILE\n');
  const rows = list.items.flatMap(({ name, fallback, channels }) => {
    const shown = channels.length === 0 ? [['', '', 'nobody is told', '', '', '']] : channels.map(channelCells);
    return shown.map((cells) => [name, ...cells, fallback ?? ''].map(printable));
  });
  const head = ['RECEIVER', 'CHANNEL', 'PLACE', 'STATE', 'WAITING', 'DEAD', 'LAST ERROR', 'FALLBACK'];
  terminal.out(alignedTable([head, ...rows], [4, 5]));
}

function channelCells(channel: ReceiverChannelShape): string[] {
  const { kind, place, pending, dead, lastError, state } = channel;
  const error = state === 'ok' && dead === 0 ? '' : (lastError ?? '').slice(0, 80);
  return [kind, place, stateWords(channel), String(pending), String(dead), error];
}

function stateWords({ state, retryAt }: ReceiverChannelShape): string {
  const until = retryAt === null ? '' : ` until ${retryAt.slice(11, 19)} UTC`;
  return { ok: 'ok', trying: 'being tried', open: `left alone${until}`, paused: `paused${until}` }[state];
}

async function testReceiver(name: string, options: ReceiverOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const client = connectClient(options, terminal.env);
  const known = (await readList(client)).items.map((receiver) => receiver.name);
  if (!known.includes(name)) throw unknownReceiver(name, known);
  const { body } = await client.send('POST', `/api/v1/receivers/${encodeURIComponent(name)}/test`, {});
  const tried = body as ReceiverTest;
  const hasFailed = tried.channels.length === 0 || tried.channels.some(({ status }) => status === 'failed');
  if (options.output !== 'human') writeData(terminal, options.output, tried);
  else tell(tried, terminal);
  if (hasFailed) context.exitWith(exitCodes.findings);
}

function tell({ receiver, channels }: ReceiverTest, terminal: Terminal): void {
  if (channels.length === 0) terminal.out(`${printable(receiver)} has no channel: nothing is ever sent there.\n`);
  for (const { kind, place, status, reason } of channels) {
    const to = `${kind} ${printable(place)}`;
    if (status === 'delivered') terminal.out(`${painted(terminal, 'green', 'delivered')}  ${to}\n`);
    else terminal.out(`${painted(terminal, 'red', 'failed')}     ${to}: ${printable(reason ?? 'no reason given')}\n`);
  }
}

function unknownReceiver(name: string, known: readonly string[]) {
  const closest = closestName(name, known);
  const names =
    known.length === 0 ? 'No routing is set: plumbline routing apply FILE.' : `There are ${known.join(', ')}.`;
  return usageFailure(
    `there is no receiver ${JSON.stringify(name)}`,
    closest === undefined ? names : `Did you mean ${printable(closest)}?`,
  );
}
