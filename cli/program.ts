import { Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addCheckCommand } from './commands/check.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addConfigCommand } from './commands/config.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEventsCommand } from './commands/events.ts';
import { addGateCommand } from './commands/gate.ts';
import { addIncidentsCommand } from './commands/incidents.ts';
import { addDatasetsCommand } from './commands/datasets.ts';
import { addBaselineCommand } from './commands/baseline.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addMergeCommand } from './commands/merge.ts';
import { addNotificationsCommand } from './commands/notifications.ts';
import { addPrecisionCommand } from './commands/precision.ts';
import { addLineageCommand } from './commands/lineage.ts';
import { addLoginCommands } from './commands/login.ts';
import { addProfileCommand } from './commands/profile.ts';
import { addPushCommand } from './commands/push.ts';
import { addReceiversCommand } from './commands/receivers.ts';
import { addResultsCommand } from './commands/results.ts';
import { addRoutingCommand } from './commands/routing.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSilenceCommand } from './commands/silence.ts';
import { addVersionCommand } from './commands/version.ts';
import type { Terminal } from './terminal.ts';
import { ownVersion } from './version.ts';

const overview = `\
Examples:
  $ plumbline demo                                             look around in a shop with an incident
  $ plumbline serve                                            start the server and the dashboard
  $ export PLUMBLINE_API_KEY=$(plumbline keys create --role ingest --namespace '*')
  $ plumbline profile orders.csv --dataset shop/orders --push  measure a file, have it judged
  $ plumbline gate shop/orders && ./publish.sh                 go on only when nothing blocks
  $ plumbline check validate checks/                           read suites without a server

Exit codes: 0 done, 1 findings, 2 wrong usage or invalid file, 3 could not find out, 130 interrupted.
`;

/** In the order that --help lists them. */
const commands: readonly ((program: Command, context: CommandContext) => void)[] = [
  addServeCommand,
  addDemoCommand,
  addDoctorCommand,
  addKeysCommand,
  addLoginCommands,
  addProfileCommand,
  addMergeCommand,
  addPushCommand,
  addResultsCommand,
  addGateCommand,
  addCheckCommand,
  addSchemaCommand,
  addDatasetsCommand,
  addLineageCommand,
  addBaselineCommand,
  addIncidentsCommand,
  addPrecisionCommand,
  addSilenceCommand,
  addRoutingCommand,
  addReceiversCommand,
  addNotificationsCommand,
  addEventsCommand,
  addConfigCommand,
  addCompletionCommand,
  addVersionCommand,
];

/** The whole command line, ready to parse; it never ends the process by itself. */
export function buildProgram(terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = new Command('plumbline')
    .description('Watches data pipelines and tells people what broke, why, and who it hurts.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .addOption(colorOption())
    .addHelpText('before', overview);
  configure(program, terminal);
  program.hook('preAction', () => paintWhen(terminal, program.opts<{ color: ColorWhen }>().color));
  const context: CommandContext = { terminal, exitWith };
  for (const add of commands) add(program, context);
  return program;
}

function configure(program: Command, terminal: Terminal): void {
  program
    .exitOverride()
    .showHelpAfterError('(add --help for examples and all options)')
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text.replace(/^error: /, 'plumbline: PL2001 ')),
      getOutHasColors: () => terminal.colour,
    })
    .configureHelp({ showGlobalOptions: true });
}

type ColorWhen = 'auto' | 'always' | 'never';

function colorOption(): Option {
  return new Option('--color <when>', 'colours: on a terminal without NO_COLOR, always, or never')
    .choices(['auto', 'always', 'never'])
    .default('auto');
}

function paintWhen(terminal: Terminal, when: ColorWhen): void {
  if (when === 'auto') return;
  terminal.colour = when === 'always';
  terminal.errorColour = when === 'always';
}
