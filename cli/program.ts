import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addCheckCommand } from './commands/check.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addProfileCommand } from './commands/profile.ts';
import { addPushCommand } from './commands/push.ts';
import { addRoutingCommand } from './commands/routing.ts';
import { addServeCommand } from './commands/serve.ts';
import { addVersionCommand } from './commands/version.ts';
import type { Terminal } from './terminal.ts';
import { ownVersion } from './version.ts';

const overview = `\
Examples:
  $ plumbline demo                                             look around in a shop with an incident
  $ plumbline serve                                            start the server and the dashboard
  $ export PLUMBLINE_API_KEY=$(plumbline keys create --role ingest --namespace '*')
  $ plumbline profile orders.csv --dataset shop/orders --push  measure a file, have it judged
  $ plumbline check validate checks/                           read suites without a server

Exit codes: 0 done, 1 findings, 2 wrong usage or invalid file, 3 could not find out, 130 interrupted.
`;

/** The whole command line, ready to parse; it never ends the process by itself. */
export function buildProgram(terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = new Command('plumbline')
    .description('Watches data pipelines and tells people what broke, why, and who it hurts.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .addHelpText('before', overview);
  configure(program, terminal);
  const context: CommandContext = { terminal, exitWith };
  addServeCommand(program, context);
  addDemoCommand(program, context);
  addProfileCommand(program, context);
  addPushCommand(program, context);
  addCheckCommand(program, context);
  addRoutingCommand(program, context);
  addKeysCommand(program, context);
  addVersionCommand(program, context);
  return program;
}

function configure(program: Command, terminal: Terminal): void {
  program
    .exitOverride()
    .showHelpAfterError('(add --help for examples and all options)')
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text.replace(/^error: /, 'plumbline: ')),
      getOutHasColors: () => terminal.colour,
    });
}
