import type { Command } from 'commander';
import { alignedTable } from '../aligned-table.ts';
import { connectClient } from '../client.ts';
import type { ApiClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { addClientOptions, countUpTo, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { writeData, writeList } from '../write-data.ts';
import type { NamePatternPreview, NamePatternShape, NameSuggestions, OrphansShape } from '../../server/api/shapes/lineage-names.ts'; // prettier-ignore

const examples = `\
Examples:
  $ plumbline lineage names suggestions                        names that may be one dataset
  $ plumbline lineage names orphans                            where the graph may only seem to end
  $ plumbline lineage names add ge 'public.*' postgres://db:5432 'app.public.*' --dry-run
  $ plumbline lineage names add ge 'public.*' postgres://db:5432 'app.public.*'
  $ plumbline lineage names list
  $ plumbline lineage names remove nmp_3

A * stands for any text, and for the text of the same star on the other side. Each name keeps its own history: removing the
pattern makes them two datasets again.
`;
const path = '/api/v1/lineage/names';

interface Options extends ClientOptions {
  output: OutputForm;
}
interface LimitOptions extends Options {
  limit: number;
}

/** `plumbline lineage names list|add|remove|suggestions|orphans`: which names are one dataset. */
export function addLineageNames(lineage: Command, { terminal }: CommandContext): void {
  const names = lineage.command('names').description('Which names are one dataset').addHelpText('before', examples);
  const list = names.command('list').description('List the patterns in force').addOption(outputOption());
  addClientOptions(list).action((options: Options) => listPatterns(connectClient(options, terminal.env), options, terminal)); // prettier-ignore
  addAdd(names, terminal);
  const remove = names
    .command('remove')
    .description('Take patterns back; what they joined is two again')
    .argument('<ids...>', 'such as nmp_3')
    .addOption(outputOption());
  addClientOptions(remove).action(async (ids: string[], options: Options) => {
    const client = connectClient(options, terminal.env);
    for (const id of ids) {
      await client.send('DELETE', `${path}/patterns/${encodeURIComponent(id)}`);
      if (options.output !== 'human') writeData(terminal, options.output, { id, removed: true });
      else terminal.out(printable(`${id} removed`) + '\n');
    }
  });
  addReports(names, terminal);
}

async function listPatterns(client: ApiClient, { output }: Options, terminal: Terminal): Promise<void> {
  const { items } = (await client.send('GET', `${path}/patterns`)).body as { items: NamePatternShape[] };
  if (output !== 'human') return writeList(terminal, output, { name: 'patterns', items });
  if (items.length === 0) return terminal.err('No patterns.\n');
  const rows = items.map((one) => [one.id, fullName(one.from), fullName(one.to), String(one.joined), one.createdBy]);
  terminal.out(alignedTable([['ID', 'FROM', 'TO', 'JOINED', 'BY'], ...rows.map((row) => row.map(printable))]));
}

const fullName = ({ namespace, name }: { namespace: string; name: string }) => `${namespace} ${name}`;

function addAdd(names: Command, terminal: Terminal): void {
  const add = names
    .command('add')
    .description('Say which names mean others')
    .argument('<from...>', 'FROM_NAMESPACE FROM_NAME TO_NAMESPACE TO_NAME')
    .option('--dry-run', 'only say what it would join now')
    .addOption(outputOption());
  addClientOptions(add).action(async (words: string[], options: Options & { dryRun?: boolean }) => {
    const [fromNamespace, fromName, toNamespace, toName, ...more] = words;
    if (!fromNamespace || !fromName || !toNamespace || !toName || more.length > 0)
      throw usageFailure('say four words: namespace and name of what is meant, then of what it means', undefined, 'PL2001'); // prettier-ignore
    const body = { from: { namespace: fromNamespace, name: fromName }, to: { namespace: toNamespace, name: toName } };
    const client = connectClient(options, terminal.env);
    const { output } = options;
    if (options.dryRun) {
      const preview = (await client.send('POST', `${path}/patterns/preview`, body)).body as NamePatternPreview;
      return output === 'human' ? tellPreview(terminal, preview) : writeData(terminal, output, preview);
    }
    const made = (await client.send('POST', `${path}/patterns`, body)).body as NamePatternShape;
    if (output !== 'human') return writeData(terminal, output, made);
    terminal.out(
      printable(`${made.id} joins ${made.joined} datasets: ${fullName(made.from)} is ${fullName(made.to)}`) + '\n',
    );
  });
}

function tellPreview(terminal: Terminal, { joins, total }: NamePatternPreview): void {
  if (total === 0) return terminal.out('It means no dataset that is known now.\n');
  terminal.out(`It joins ${total} ${total === 1 ? 'dataset' : 'datasets'} now:\n`);
  for (const { dataset, to, isNew } of joins)
    terminal.out(printable(`  ${fullName(dataset)} is ${fullName(to)}${isNew ? ' (new)' : ''}`) + '\n');
  if (total > joins.length) terminal.out(`  and ${total - joins.length} more\n`);
}

function addReports(names: Command, terminal: Terminal): void {
  const limited = (name: string, description: string) =>
    addClientOptions(
      names
        .command(name)
        .description(description)
        .option('--limit <count>', 'at most so many', countUpTo(1000), 100)
        .addOption(outputOption()),
    );
  limited('suggestions', 'List names that may be one dataset, with the pattern that would join them').action(
    async (options: LimitOptions) => {
      const client = connectClient(options, terminal.env);
      const asked = `${path}/suggestions?limit=${options.limit}`;
      const { items } = (await client.send('GET', asked)).body as NameSuggestions;
      if (options.output !== 'human') return writeList(terminal, options.output, { name: 'suggestions', items });
      if (items.length === 0) return terminal.err('No suggestions.\n');
      const rows = items.map(({ pattern, pairs, reason }) => [fullName(pattern.from), fullName(pattern.to), String(pairs.length), reason]); // prettier-ignore
      terminal.out(alignedTable([['FROM', 'TO', 'PAIRS', 'WHY'], ...rows.map((row) => row.map(printable))]));
    },
  );
  limited('orphans', 'List datasets that are only read or only written, and near-duplicates').action(
    async (options: LimitOptions) => {
      const client = connectClient(options, terminal.env);
      const found = (await client.send('GET', `${path}/orphans?limit=${options.limit}`)).body as OrphansShape;
      if (options.output !== 'human') return writeData(terminal, options.output, found);
      tellOrphans(terminal, found);
    },
  );
}

function tellOrphans(terminal: Terminal, { orphans, nearDuplicates }: OrphansShape): void {
  if (orphans.length + nearDuplicates.length === 0) return terminal.err('No orphans and no near-duplicates.\n');
  const rows = orphans.map((one) => [
    one.id,
    one.end.replace('-', ' '),
    fullName(one),
    one.alike.map(fullName).join(', '),
  ]);
  if (rows.length > 0)
    terminal.out(alignedTable([['ID', 'END', 'DATASET', 'ALIKE'], ...rows.map((row) => row.map(printable))]));
  for (const group of nearDuplicates)
    terminal.out(printable(`near-duplicates: ${group.map(fullName).join(' | ')}`) + '\n');
}
