import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { addClientOptions, countUpTo, durationSeconds } from '../common-options.ts';
import type { CommandContext } from '../command-context.ts';
import { addFailOnOption } from '../push-profiles.ts';
import { addReportOptions } from '../report-options.ts';
import type { ProfileOptions } from '../profile/profile-options.ts';

const examples = `\
Examples:
  $ plumbline profile orders.csv --dataset shop/orders                       what is in it
  $ plumbline profile orders.csv --dataset shop/orders --date 2026-11-22 --push
  $ plumbline profile orders/ --dataset shop/orders -o json > profile.json   a folder is one dataset
  $ plumbline profile orders/ --dataset shop/orders --partitions --push      one profile for each date=.../
  $ plumbline profile orders.parquet --dataset shop/orders --for checks/ --push   only what the suites ask
  $ plumbline profile orders.xml.zst --rows /orders/order --dataset shop/orders
  $ PGPASSWORD=... plumbline profile postgres://reader@db:5432/shop --table public.orders --push

Reads CSV, TSV, JSON, JSON lines, XML and Parquet, also .gz, .br and .zst, and folders and patterns of
them; measures tables of PostgreSQL, MySQL and MariaDB inside the database. Only measurements leave this
machine, never rows. Types are inferred from the whole file, whatever the locale: dates and timestamps in
ISO 8601, decimals with a point, an empty cell is null.
`;

/** `plumbline profile SOURCE...`: measures files here or a table in its database, and with --push has them judged. */
export function addProfileCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('profile')
    .description('Measure files or a table and, with --push, have them judged')
    .addHelpText('before', examples)
    .argument('<sources...>', 'files, folders or patterns of one dataset, or the address of a database')
    .option('--dataset <name>', 'NAMESPACE/NAME of the dataset (required, but for tables: default by OpenLineage)')
    .option('--push', 'send the profile to the server and tell the verdict');
  addDatabaseOptions(addReadingOptions(addAskingOptions(addIdentityOptions(addReportOptions(command)))));
  addFailOnOption(addClientOptions(command)).action(async (sources: string[], options: ProfileOptions) => {
    const { runProfile } = await import('../profile/run-profile.ts');
    await runProfile(sources, options, context);
  });
}

function addIdentityOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--interval <start/end>',
        'the event time that the data covers, RFC 3339; with --partitions where their names tell it: orders_YYYYMMDD',
      ).conflicts('date'),
    )
    .option('--date <day>', 'the UTC day that the data covers, such as 2026-01-22')
    .option('--captured-at <instant>', 'when the data was taken, RFC 3339')
    .option('--run-id <id>', 'the run that wrote the data')
    .option('--key <key>', 'idempotency key (default: from dataset, interval and measurements)');
}

function addAskingOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--for <suites...>', 'measure only what these suites ask; the profile says so').conflicts('columns'),
    )
    .option(
      '--unique-key <columns>',
      'count rows that repeat a key, such as order_id,line: the counter duplicate_keys',
      columnNames,
    )
    .addOption(
      new Option(
        '--never-falls <columns>',
        'count keys whose value is lower than in --previous, and what is lost by it: the counters falls:, fallen: and largest_fall:COLUMN',
      )
        .argParser(columnNames)
        .conflicts('partitions'),
    )
    .option('--by <columns>', 'the key of --never-falls', columnNames)
    .option('--previous <file>', 'the file that --never-falls compares with');
}

function addReadingOptions(command: Command): Command {
  return command
    .option('--columns <names...>', 'measure only these columns; the schema stays whole')
    .option('--max-top <count>', 'most frequent values to keep for each column', countUpTo(1000), 50)
    .addOption(
      new Option('--format <format>', 'what the files are, when their names do not say').choices([
        'csv',
        'tsv',
        'json',
        'jsonl',
        'parquet',
        'xml',
      ]),
    )
    .option('--delimiter <character>', 'what separates CSV cells (default: found in the header line)')
    .addOption(new Option('--encoding <name>', 'of CSV files').choices(['utf-8', 'utf-16', 'latin-1']).default('utf-8'))
    .option('--ignore-errors', 'leave malformed lines out and count them, in place of refusing the file')
    .option('--rows <path>', 'XML: the elements that are rows, such as /orders/order')
    .option('--union-by-name', 'join files of different columns by name; what a file lacks is null, and counted')
    .option('--partitions', 'one profile for each folder such as date=2026-01-01, or for each file')
    .option('--exact-rows <count>', 'up to so many rows all is exact; beyond, some is estimated', countUpTo(1e12), 5e6)
    .addOption(
      new Option('--threads <count>', 'processors to use')
        .argParser(countUpTo(256))
        .default(availableParallelism(), 'all of them'),
    )
    .option('--memory <size>', 'most memory to use before spilling to disk', memorySize, '1GB');
}

function addDatabaseOptions(command: Command): Command {
  return command
    .addOption(new Option('--table <name>', 'database: the table or view, with its schema').conflicts('query'))
    .option('--query <select>', 'database: a query whose answer is measured')
    .option('--where <condition>', 'database: measure only rows that meet this SQL condition')
    .option('--sample <percent>', 'database: measure about this share of the rows; the profile says so', percentage)
    .addOption(
      new Option('--statement-timeout <duration>', 'database: how long a statement may take')
        .argParser(durationSeconds)
        .default(600, '10m'),
    );
}

function columnNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new InvalidArgumentError('Write names of columns with commas between them, such as country,day.');
}

function percentage(text: string): number {
  const value = /^\d{1,3}(\.\d{1,6})?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (value > 0 && value < 100) return value;
  throw new InvalidArgumentError('Write a percentage above 0 and below 100, such as 5 or 0.1.');
}

function memorySize(text: string): string {
  if (/^\d{1,6}(MB|GB)$/i.test(text)) return text;
  throw new InvalidArgumentError('Write it like 500MB or 4GB.');
}
