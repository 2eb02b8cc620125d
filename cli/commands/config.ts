import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { alignedTable } from '../aligned-table.ts';
import type { CommandContext } from '../command-context.ts';
import { outputOption } from '../common-options.ts';
import type { OutputForm } from '../common-options.ts';
import { exitCodes } from '../failure.ts';
import { unreadable } from '../read-text.ts';
import { readClientFile } from '../settings/client-file.ts';
import type { SettingProblem } from '../settings/client-file.ts';
import { clientFiles, clientSettings, shownPath } from '../settings/client-settings.ts';
import { printable } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { writeData } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline config show --origin               every value and where it comes from, secrets masked
  $ plumbline config validate                    the files that would be read, every problem with its line
  $ plumbline config validate plumbline.yaml -o json

Flags outrank the environment, that the nearest plumbline.yaml, that ~/.config/plumbline/config.yaml, that the defaults.
`;

interface ShownSetting {
  key: string;
  value: unknown;
  origin: string;
}
interface ShowOptions {
  origin?: boolean;
  config?: string;
  output: OutputForm;
}

/** `plumbline config show|validate`: the settings of the command line and of a server here. */
export function addConfigCommand(program: Command, context: CommandContext): void {
  const config = program.command('config').description('Show and validate settings').addHelpText('before', examples);
  config
    .command('show')
    .description('Show every setting of the command line and of a server here')
    .addHelpText('before', examples)
    .option('--origin', 'where each value comes from, too')
    .option('-c, --config <file>', 'configuration file of the server')
    .addOption(outputOption())
    .action((options: ShowOptions) => showSettings(options, context.terminal));
  config
    .command('validate')
    .description('Look for mistakes in the settings, without a server')
    .addHelpText('before', examples)
    .argument('[file]', 'a plumbline.yaml (default: the files that would be read)')
    .addOption(outputOption())
    .action((file: string | undefined, options: { output: OutputForm }) => validateSettings(file, options, context));
}

const mask = '********';

async function showSettings(options: ShowOptions, terminal: Terminal): Promise<void> {
  const { describeConfig } = await import('../../server/admin.ts');
  const cwd = process.cwd();
  const client = clientSettings({}, terminal.env, cwd);
  const argv = options.config === undefined ? [] : ['--config', options.config];
  const server = describeConfig({ env: { ...terminal.env }, cwd, argv });
  const own: ShownSetting[] = [
    { key: 'client.url', ...client.url },
    { key: 'client.api_key', value: client.apiKey ? mask : null, origin: client.apiKey?.origin ?? 'default' },
  ];
  const settings = [...own, ...server.settings];
  const warnings = [...client.warnings, ...server.warnings, ...server.problems.map(lineOf)];
  if (options.output === 'human') {
    const rows = settings.map(({ key, value, origin }) => [key, valueText(value), ...(options.origin ? [origin] : [])]);
    terminal.out(alignedTable(rows.map((row) => row.map(printable))));
  } else if (options.output === 'json') writeData(terminal, 'json', { file: server.file, settings, warnings });
  else for (const setting of settings) terminal.out(`${JSON.stringify(setting)}\n`);
  for (const warning of warnings) terminal.err(printable(`note: ${warning}`) + '\n');
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const lineOf = ({ place, message }: SettingProblem) => `${place}: ${message}`;

async function validateSettings(
  file: string | undefined,
  { output }: { output: OutputForm },
  { terminal, exitWith }: CommandContext,
): Promise<void> {
  const cwd = process.cwd();
  if (file !== undefined && !existsSync(file)) throw unreadable(file, { code: 'ENOENT' });
  const { describeConfig } = await import('../../server/admin.ts');
  const argv = file === undefined ? [] : ['--config', file];
  // A named file is judged by itself: what the environment says besides is not in it.
  const server = describeConfig({
    env: file === undefined ? { ...terminal.env } : references(terminal.env),
    cwd,
    argv,
  });
  const files = file === undefined ? clientFiles(terminal.env, cwd) : [{ path: resolve(cwd, file), onlyClient: false }];
  const client = files.flatMap(({ path, onlyClient }) => {
    return readClientFile(path, { shown: shownPath(path, cwd), env: terminal.env, onlyClient }).problems;
  });
  const problems = unique([...server.problems, ...client]);
  const read = unique([...(server.file === null ? [] : [server.file]), ...files.map(({ path }) => path)]);
  if (output !== 'human') writeData(terminal, output, { valid: problems.length === 0, files: read, problems });
  else if (problems.length === 0)
    terminal.out(`ok: ${read.map((path) => shownPath(path, cwd)).join(', ') || 'no file, no problem'}\n`);
  else terminal.out(problems.map((problem) => `${printable(lineOf(problem))}\n`).join(''));
  if (problems.length > 0) exitWith(exitCodes.usage);
}

/** The environment without settings of ours, for `${NAME}` in a file. */
function references(env: Terminal['env']): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PLUMBLINE_|DATABASE_URL$)/.test(name)));
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
