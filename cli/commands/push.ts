import type { Command } from 'commander';
import { connectClient } from '../client.ts';
import { addClientOptions } from '../common-options.ts';
import { usageFailure } from '../failure.ts';
import type { CommandContext } from '../command-context.ts';
import { addFailOnOption, pushProfiles } from '../push-profiles.ts';
import type { PushOptions } from '../push-profiles.ts';
import { addReportOptions } from '../report-options.ts';
import { readText } from '../read-text.ts';

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
    await pushProfiles(parseDocument(file, readText(file)), { client, options, context });
  });
}

/** One JSON document, or a list when there is one value on each line. */
function parseDocument(file: string, text: string): unknown {
  const whole = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(whole);
  } catch (error) {
    const lines = whole.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
    const written = lines.filter(({ line }) => line !== '');
    if (written.length > 1 && isJson(written[0]?.line ?? '')) return written.map((one) => parseLine(file, one));
    throw notJson(file, error);
  }
}

function parseLine(file: string, { line, number }: { line: string; number: number }): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw notJson(`line ${number} of ${file === '-' ? 'standard input' : file}`, error);
  }
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

function notJson(file: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return usageFailure(`${file === '-' ? 'standard input' : file} is not JSON: ${reason}`, undefined, 'PL2003');
}
