import type { Command } from 'commander';
import { connectClient } from '../client.ts';
import { addClientOptions } from '../common-options.ts';
import type { CommandContext } from '../command-context.ts';
import { addFailOnOption, pushProfiles } from '../push-profiles.ts';
import type { PushOptions } from '../push-profiles.ts';
import { addReportOptions } from '../report-options.ts';
import { readDocuments } from '../read-documents.ts';

const examples = `\
Examples:
  $ plumbline push profile.json              one profile, or an array of them
  $ plumbline push profiles.ndjson -o ndjson  one profile a line, any number of them
  $ plumbline profile orders.csv --dataset shop/orders -o json | plumbline push -
  $ plumbline push profile.json --fail-on warn --wait 30s
`;

/** `plumbline push FILE|-`: sends profiles that something else has measured and tells the verdict. */
export function addPushCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('push')
    .description('Send a profile, or many of them, and tell the verdict of each')
    .addHelpText('before', examples)
    .argument('<file>', 'a file of JSON, or of one JSON value a line; - for standard input');
  addFailOnOption(addClientOptions(addReportOptions(command))).action(async (file: string, options: PushOptions) => {
    const client = connectClient(options, context.terminal.env);
    await pushProfiles(readDocuments(file), { client, options, context });
  });
}
