import type { Command } from 'commander';
import { connectClient } from '../client.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { addFailOnOption, pushProfiles } from '../push-profiles.ts';
import type { PushOptions } from '../push-profiles.ts';
import { readText } from '../read-text.ts';

const examples = `\
Examples:
  $ plumbline push profile.json              one profile, or an array of up to 1,000
  $ plumbline profile orders.csv --dataset shop/orders -o json | plumbline push -
  $ plumbline push profile.json --fail-on warn --wait 30s
`;

/** `plumbline push FILE|-`: sends profiles that something else has measured and tells the verdict. */
export function addPushCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('push')
    .description('Send a profile (or an array of them) and tell the verdict')
    .addHelpText('before', examples)
    .argument('<file>', 'a JSON file, or - for standard input')
    .addOption(outputOption());
  addFailOnOption(addClientOptions(command)).action(async (file: string, options: PushOptions) => {
    const client = connectClient(options, context.terminal.env);
    await pushProfiles(parseDocument(file, readText(file)), { client, options, context });
  });
}

function parseDocument(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageFailure(`${file === '-' ? 'standard input' : file} is not JSON: ${reason}`);
  }
}
