import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addServerOptions, outputOption } from '../common-options.ts';
import type { OutputForm } from '../common-options.ts';
import { isHere, lookAtServer } from '../doctor/look-at-server.ts';
import { lookHere } from '../doctor/look-here.ts';
import { exitCodes } from '../failure.ts';
import { clientSettings } from '../settings/client-settings.ts';
import { painted, printable } from '../terminal.ts';
import type { Colour, Terminal } from '../terminal.ts';
import { writeData } from '../write-data.ts';
import type { Finding } from '../../server/admin.ts';

const examples = `\
Examples:
  $ plumbline doctor                                  this machine, and the server if it is here
  $ plumbline doctor --url https://plumbline.example.org -o json

Changes nothing. Ends with 0 when all is well or only worth a note, 1 when something fails, 3 when it could not find out.
`;

interface DoctorOptions {
  url?: string;
  apiKey?: string;
  config?: string;
  dataDir?: string;
  output: OutputForm;
}

/** `plumbline doctor`: what is well here and what is not, each with what to do. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('doctor')
    .description('Look for what is not well: settings, database, server, key, clock')
    .addHelpText('before', examples)
    .option('-c, --config <file>', 'configuration file of the server')
    .option('--data-dir <folder>', 'where the data lies (PLUMBLINE_DATA_DIR)')
    .addOption(outputOption());
  addServerOptions(command).action(async (options: DoctorOptions) => {
    const findings = await look(options, context.terminal);
    tell(findings, options.output, context.terminal);
    const has = (state: Finding['state']) => findings.some((one) => one.state === state);
    context.exitWith(has('unknown') ? exitCodes.unable : has('fail') ? exitCodes.findings : exitCodes.done);
  });
}

async function look(options: DoctorOptions, { env }: Terminal): Promise<Finding[]> {
  const cwd = process.cwd();
  const settings = clientSettings(options, env, cwd);
  const here = await lookHere(settings, env);
  const server = await lookAtServer(settings, Date.now);
  if (!isHere(settings)) return [...here, ...server];
  const { inspectServer } = await import('../../server/admin.ts');
  const argv = options.config === undefined ? [] : ['--config', options.config];
  const place = options.dataDir === undefined ? {} : { PLUMBLINE_DATA_DIR: options.dataDir };
  return [...here, ...(await inspectServer({ env: { ...env, ...place }, cwd, argv })), ...server];
}

const colours: Record<Finding['state'], Colour> = { ok: 'green', warn: 'yellow', fail: 'red', unknown: 'bold' };

function tell(findings: readonly Finding[], form: OutputForm, terminal: Terminal): void {
  const count = (state: Finding['state']) => findings.filter((one) => one.state === state).length;
  const counts = { ok: count('ok'), warn: count('warn'), fail: count('fail'), unknown: count('unknown') };
  if (form === 'json') return writeData(terminal, form, { findings, counts });
  if (form === 'ndjson') return findings.forEach((one) => terminal.out(`${JSON.stringify(one)}\n`));
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, state, found, fix } of findings) {
    const [first = '', ...more] = found.split('\n').map(printable);
    terminal.out(`${painted(terminal, colours[state], state.padEnd(7))}  ${check.padEnd(width)}  ${first}\n`);
    for (const line of [...more, ...(fix === undefined ? [] : [fix])]) {
      terminal.out(`${' '.repeat(width + 11)}${line}\n`);
    }
  }
  terminal.out(`${counts.ok} ok, ${counts.warn} to note, ${counts.fail} failed, ${counts.unknown} not found out\n`);
}
