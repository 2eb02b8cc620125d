import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { addClientOptions, countUpTo, outputOption } from '../common-options.ts';
import type { CommandContext } from '../command-context.ts';
import { addFailOnOption } from '../push-profiles.ts';
import type { ProfileOptions } from '../profile/profile-options.ts';

const examples = `\
Examples:
  $ plumbline profile orders.csv --dataset shop/orders                       what is in it
  $ plumbline profile orders.csv --dataset shop/orders --date 2026-11-22 --push
  $ plumbline profile part-*.parquet --dataset shop/orders -o json > profile.json

Reads CSV, TSV, JSON, JSON lines and Parquet, also .gz and .br; several files are one dataset.
Only measurements leave this machine, never rows. Types are inferred from the whole file, whatever
the locale: dates and timestamps in ISO 8601, decimals with a point, an empty cell is null.
`;

/** `plumbline profile FILE...`: measures files here, and with --push has them judged. */
export function addProfileCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('profile')
    .description('Measure files and, with --push, have them judged')
    .addHelpText('before', examples)
    .argument('<files...>', 'data files of one dataset')
    .option('--dataset <name>', 'NAMESPACE/NAME of the dataset (required)')
    .option('--push', 'send the profile to the server and tell the verdict')
    .addOption(outputOption());
  addReadingOptions(addIdentityOptions(command));
  addFailOnOption(addClientOptions(command)).action(async (files: string[], options: ProfileOptions) => {
    const { runProfile } = await import('../profile/run-profile.ts');
    await runProfile(files, options, context);
  });
}

function addIdentityOptions(command: Command): Command {
  return command
    .addOption(new Option('--interval <start/end>', 'the event time that the files cover, RFC 3339').conflicts('date'))
    .option('--date <day>', 'the UTC day that the files cover, such as 2026-01-22')
    .option('--captured-at <instant>', 'when the data was taken, RFC 3339')
    .option('--run-id <id>', 'the run that wrote the files')
    .option('--key <key>', 'idempotency key (default: from dataset, interval and measurements)');
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
      ]),
    )
    .option('--delimiter <character>', 'what separates CSV cells (default: found in the header line)')
    .addOption(new Option('--encoding <name>', 'of CSV files').choices(['utf-8', 'utf-16', 'latin-1']).default('utf-8'))
    .option('--ignore-errors', 'leave malformed lines out and count them, in place of refusing the file')
    .option('--memory <size>', 'most memory to use before spilling to disk', memorySize, '1GB');
}

function memorySize(text: string): string {
  if (/^\d{1,6}(MB|GB)$/i.test(text)) return text;
  throw new InvalidArgumentError('Write it like 500MB or 4GB.');
}
