import { Option } from 'commander';
import type { Command } from 'commander';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, countUpTo, outputOption, parseDatasetName } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { incidentLines } from '../incident-lines.ts';
import { listPages, shortInstant } from '../list-pages.ts';
import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';
import { addFeedbackCommand } from './incident-feedback.ts';
import type { IncidentDetail, IncidentRow } from '../../server/api/shapes/incidents.ts';

const examples = `\
Examples:
  $ plumbline incidents list                     what is not resolved, the worst first
  $ plumbline incidents list --open --severity critical
  $ plumbline incidents show INC-7
  $ plumbline incidents ack INC-7 INC-9
  $ plumbline incidents resolve INC-7 --note 'reloaded the day' --accept
  $ plumbline incidents feedback INC-7 --verb false_alarm
`;

interface ListOptions extends ClientOptions {
  open?: boolean;
  all?: boolean;
  state?: string[];
  severity?: string[];
  dataset?: string;
  search?: string;
  limit: number;
  output: OutputForm;
}
type ActOptions = ClientOptions & { output: OutputForm };

/** `plumbline incidents list|show|ack|resolve|comment|feedback`. */
export function addIncidentsCommand(program: Command, context: CommandContext): void {
  const incidents = program
    .command('incidents')
    .description('List, show, acknowledge and resolve incidents')
    .addHelpText('before', examples);
  addList(incidents, context);
  const show = incidents.command('show').description('Show one incident: what failed, who was told, what happened');
  addClientOptions(show.argument('<id>', 'such as INC-7').addOption(outputOption())).action(
    async (id: string, options: ActOptions) => {
      const { body } = await connectClient(options, context.terminal.env).send('GET', pathOf(id));
      tell(context.terminal, options.output, body as IncidentDetail);
    },
  );
  addActs(incidents, context);
  addFeedbackCommand(incidents, context);
}

const pathOf = (id: string, act = '') => `/api/v1/incidents/${encodeURIComponent(id)}${act}`;

function tell(terminal: Terminal, form: OutputForm, incident: IncidentDetail): void {
  if (form !== 'human') return writeData(terminal, form, incident);
  terminal.out(
    incidentLines(incident)
      .map((line) => `${printable(line)}\n`)
      .join(''),
  );
}

function addList(incidents: Command, { terminal }: CommandContext): void {
  const list = incidents
    .command('list')
    .description('List incidents that are not resolved, or others')
    .addHelpText('before', examples)
    .option('--open', 'only those that nobody has acknowledged')
    .option('--all', 'resolved ones too')
    .addOption(new Option('--state <states...>', 'in these states').choices(['open', 'acknowledged', 'resolved']))
    .addOption(
      new Option('--severity <severities...>', 'of these severities').choices(['info', 'warn', 'error', 'critical']),
    )
    .option('--dataset <name>', 'of this dataset, NAMESPACE/NAME')
    .option('--search <text>', 'whose sentence, name or id holds this')
    .option('--limit <count>', 'at most so many', countUpTo(10_000), 50)
    .addOption(outputOption());
  addClientOptions(list).action(async (options: ListOptions) => {
    const dataset = options.dataset === undefined ? null : parseDatasetName(options.dataset);
    const states = options.state ?? (options.open ? ['open'] : options.all ? undefined : ['open', 'acknowledged']);
    const query = {
      sort: '-severity',
      state: states?.join(),
      severity: options.severity?.join(),
      q: options.search ?? dataset?.name,
    };
    const asked = { path: '/api/v1/incidents', query };
    const client = connectClient(options, terminal.env);
    const found = await listPages<IncidentRow>(client, asked, dataset ? 10_000 : options.limit);
    const isAsked = ({ subject }: IncidentRow) =>
      dataset === null || (subject.namespace === dataset.namespace && subject.name === dataset.name);
    const items = found.items.filter(isAsked).slice(0, options.limit);
    if (options.output !== 'human') return writeList(terminal, options.output, { name: 'incidents', items });
    tellRows(terminal, items, dataset ? items.length : found.total);
  });
}

function tellRows(terminal: Terminal, items: readonly IncidentRow[], total: number): void {
  if (items.length === 0) return terminal.err('No incidents.\n');
  const rows = items.map((one) => [
    one.id,
    one.severity,
    one.acknowledgedBy && one.state === 'acknowledged' ? `acknowledged by ${one.acknowledgedBy}` : one.state,
    shortInstant(one.openedAt),
    one.subject.name,
    one.sentence,
  ]);
  terminal.out(
    alignedTable([['ID', 'SEVERITY', 'STATE', 'OPENED', 'WHERE', 'WHAT'], ...rows.map((row) => row.map(printable))]),
  );
  if (total > items.length) terminal.err(`${items.length} of ${total}; --limit shows more.\n`);
}

function addActs(incidents: Command, context: CommandContext): void {
  const act = (command: Command, run: (ids: string[], options: never) => { act: string; body: object }) =>
    addClientOptions(command.argument('<ids...>', 'such as INC-7').addOption(outputOption())).action(
      async (ids: string[], options: ActOptions) => {
        const client = connectClient(options, context.terminal.env);
        const { act, body } = run(ids, options as never);
        for (const id of ids) {
          const answer = (await client.send('POST', pathOf(id, act), body)).body as IncidentDetail;
          if (options.output !== 'human') writeData(context.terminal, options.output, answer);
          else context.terminal.out(printable(`${answer.id} ${stateWords(answer)}`) + '\n');
        }
      },
    );
  act(incidents.command('ack').description('Say that you have it'), () => ({ act: '/acknowledge', body: {} }));
  const resolve = incidents
    .command('resolve')
    .description('Close incidents by hand')
    .option('--note <text>', 'why, for the timeline')
    .option('--accept', 'the newest profile is the new normal: later ones are compared with it');
  act(resolve, (_ids, { note, accept }: { note?: string; accept?: boolean }) => ({
    act: '/resolve',
    body: { ...(note !== undefined && { note }), ...(accept && { accept }) },
  }));
  const comment = incidents
    .command('comment')
    .description('Comment in the timeline')
    .requiredOption('--text <text>', 'what to say');
  act(comment, (_ids, { text }: { text: string }) => ({ act: '/comments', body: { text } }));
}

function stateWords({ state, acknowledgedBy, resolvedBy }: IncidentDetail): string {
  if (state === 'acknowledged') return `acknowledged by ${acknowledgedBy ?? 'somebody'}`;
  return state === 'resolved' ? `resolved by ${resolvedBy ?? 'somebody'}` : state;
}
