import type { Command } from 'commander';
import { usageFailure } from '../failure.ts';
import { operatorFailure } from '../operator-failure.ts';
import type { CommandContext } from '../command-context.ts';

interface ServeOptions {
  config?: string;
  port?: string;
  host?: string;
  dataDir?: string;
}

const examples = `\
Examples:
  $ plumbline serve                                    on http://localhost:8080, with a database of its own
  $ plumbline serve --port 9000 --data-dir ./plumbline-data
  $ DATABASE_URL=postgres://user@db/plumbline plumbline serve --config plumbline.yaml
`;

/** `plumbline serve`: the server and the dashboard, until it is told to stop. */
export function addServeCommand(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('Start the server and the dashboard')
    .addHelpText('before', examples)
    .option('-c, --config <file>', 'configuration file')
    .option('-p, --port <port>', 'port to listen on (PLUMBLINE_PORT)')
    .option('--host <address>', 'address to listen on (PLUMBLINE_HOST); loopback unless you say otherwise')
    .option('--data-dir <folder>', 'where the data lies (PLUMBLINE_DATA_DIR)')
    .action(async (options: ServeOptions) => {
      settingsToEnvironment(options);
      const { serve } = await import('../../server/main.ts');
      await serve(options.config === undefined ? {} : { configFile: options.config }).catch(operatorFailure);
      context.exitWith(0);
    });
}

/** Flags outrank the environment: they are handed on as the variables that the configuration reads. */
function settingsToEnvironment(options: ServeOptions): void {
  if (
    options.port !== undefined &&
    !(/^\d{1,5}$/.test(options.port) && Number(options.port) > 0 && Number(options.port) < 65_536)
  ) {
    throw usageFailure(`--port ${options.port} is not a port`, 'Write a number from 1 to 65535.', 'PL2001');
  }
  const settings = { PLUMBLINE_PORT: options.port, PLUMBLINE_HOST: options.host, PLUMBLINE_DATA_DIR: options.dataDir };
  for (const [name, value] of Object.entries(settings)) if (value !== undefined) process.env[name] = value;
}
