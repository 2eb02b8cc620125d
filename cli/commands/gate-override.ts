import { optionsBelow } from '../options-below.ts';
import { Option } from 'commander';
import type { Command } from 'commander';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, countUpTo, durationSeconds, outputOption, parseDatasetName } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { listPages, shortInstant } from '../list-pages.ts';
import { dataIntervalOf, instantOption } from '../profile/identity.ts';
import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';
import type { OverrideShape } from '../../server/api/shapes/gate.ts';

const path = '/api/v1/gate/overrides';

interface OverrideOptions extends ClientOptions {
  reason?: string;
  for?: number;
  until?: string;
  consumer?: string;
  expectation?: string;
  profile?: string;
  interval?: string;
  date?: string;
  output: OutputForm;
}

interface ListOptions extends ClientOptions {
  state?: string[];
  dataset?: string;
  limit: number;
  output: OutputForm;
}

/** `plumbline gate override|overrides|approve|revoke`: leave to go on although the gate says otherwise. */
export function addOverrideCommands(gate: Command, { terminal }: CommandContext): void {
  const make = gate
    .command('override')
    .description('Let a gate pass for a time, or ask for it where your key may not')
    .argument('<dataset>', 'NAMESPACE/NAME')
    .option('--reason <text>', 'why, for everybody who wonders (required)')
    .addOption(new Option('--for <duration>', 'how long, at most 30d').argParser(durationSeconds).conflicts('until'))
    .option('--until <instant>', 'when it ends, RFC 3339')
    .option('--expectation <key>', 'of this expectation alone')
    .option('--consumer <name>', 'for this consumer alone')
    .option('--profile <id>', 'of this very profile, such as prf_12')
    .addOption(new Option('--interval <start/end>', 'of this data interval alone, RFC 3339').conflicts('date'))
    .option('--date <day>', 'of this UTC day alone, such as 2026-01-22')
    .addOption(outputOption());
  addClientOptions(make).action((dataset: string, _: OverrideOptions, command: Command) =>
    override(dataset, optionsBelow<OverrideOptions>(command), terminal),
  );
  addList(gate, terminal);
  addChange(gate, { name: 'approve', description: 'Approve overrides that somebody else asked for', terminal });
  addChange(gate, { name: 'revoke', description: 'Take overrides back; they stop at once', terminal });
}

async function override(dataset: string, options: OverrideOptions, terminal: Terminal): Promise<void> {
  const { reason, consumer, expectation, profile } = options;
  if (reason === undefined || reason.trim() === '')
    throw usageFailure('--reason is missing: why may it go on?', undefined, 'PL2001');
  const dataInterval = dataIntervalOf(options);
  const body = {
    dataset: parseDatasetName(dataset),
    reason,
    until: endOf(options),
    ...(consumer !== undefined && { consumer }),
    ...(expectation !== undefined && { expectation }),
    ...(profile !== undefined && { profileId: profile }),
    ...(dataInterval && { dataInterval }),
  };
  const client = connectClient(options, terminal.env);
  tell((await client.send('POST', path, body)).body as OverrideShape, options.output, terminal);
}

function endOf(options: OverrideOptions): string {
  if (options.until !== undefined) return instantOption('--until', options.until);
  if (options.for === undefined)
    throw usageFailure('say how long: --for 2h, or --until an instant', undefined, 'PL2001');
  return new Date(Date.now() + options.for * 1000).toISOString();
}

function tell(one: OverrideShape, form: OutputForm, terminal: Terminal): void {
  if (form !== 'human') return writeData(terminal, form, one);
  const next = one.state === 'requested' ? `; it holds once somebody ran: plumbline gate approve ${one.id}` : '';
  const what = `${one.dataset.namespace}/${one.dataset.name}`;
  terminal.out(printable(`${one.id} ${one.state} for ${what} until ${shortInstant(one.until)}${next}`) + '\n');
}

function addList(gate: Command, terminal: Terminal): void {
  const list = gate
    .command('overrides')
    .description('List overrides, the newest first')
    .addOption(
      new Option('--state <states...>', 'in these states').choices(['requested', 'active', 'expired', 'revoked']),
    )
    .option('--dataset <name>', 'of this dataset, NAMESPACE/NAME')
    .option('--limit <count>', 'at most so many', countUpTo(1000), 50)
    .addOption(outputOption());
  addClientOptions(list).action(async (_: ListOptions, command: Command) => {
    const options = optionsBelow<ListOptions>(command);
    const dataset = options.dataset === undefined ? {} : parseDatasetName(options.dataset);
    const asked = { path, query: { state: options.state?.join(), ...dataset } };
    const { items } = await listPages<OverrideShape>(connectClient(options, terminal.env), asked, options.limit);
    if (options.output !== 'human') return writeList(terminal, options.output, { name: 'overrides', items });
    if (items.length === 0) return terminal.err('No overrides.\n');
    const rows = items.map((one) => [
      one.id,
      one.state,
      shortInstant(one.until),
      `${one.dataset.namespace}/${one.dataset.name}`,
      one.consumer ?? 'everybody',
      one.expectation ?? 'all',
      one.requestedBy,
      one.reason,
    ]);
    const head = ['ID', 'STATE', 'UNTIL', 'DATASET', 'FOR', 'OF', 'BY', 'REASON'];
    terminal.out(alignedTable([head, ...rows.map((row) => row.map(printable))]));
  });
}

function addChange(
  gate: Command,
  change: { name: 'approve' | 'revoke'; description: string; terminal: Terminal },
): void {
  const { name, description, terminal } = change;
  const command = gate
    .command(name)
    .description(description)
    .argument('<ids...>', 'such as OVR-3')
    .addOption(outputOption());
  addClientOptions(command).action(async (ids: string[], _: object, own: Command) => {
    const options = optionsBelow<ClientOptions & { output: OutputForm }>(own);
    const client = connectClient(options, terminal.env);
    for (const id of ids) {
      const { body } = await client.send('POST', `${path}/${encodeURIComponent(id)}/${name}`, {});
      tell(body as OverrideShape, options.output, terminal);
    }
  });
}
