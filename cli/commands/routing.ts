import type { Command } from 'commander';
import { connectClient } from '../client.ts';
import { addClientOptions, outputOption } from '../common-options.ts';
import type { ClientOptions, OutputForm } from '../common-options.ts';
import type { CommandContext } from '../command-context.ts';
import { readText } from '../read-text.ts';
import { writeData } from '../write-data.ts';

const examples = `\
Examples:
  $ plumbline routing show                      what is in force, secrets masked
  $ plumbline routing apply routing.yaml
`;

type RoutingOptions = ClientOptions & { output: OutputForm };

/** `plumbline routing show|apply`: who hears of what, as one YAML file. */
export function addRoutingCommand(program: Command, { terminal }: CommandContext): void {
  const routing = program
    .command('routing')
    .description('Show and set who hears of what')
    .addHelpText('before', examples);
  addClientOptions(routing.command('show').description('Print the routing in force').addOption(outputOption())).action(
    async (options: RoutingOptions) => {
      const { body } = await connectClient(options, terminal.env).send('GET', '/api/v1/routing');
      if (options.output !== 'human') return writeData(terminal, options.output, body as object);
      const { routing, version } = body as { routing: unknown; version: number };
      if (routing !== null) {
        const { stringify } = await import('yaml');
        return terminal.out(`# version ${version}, secrets masked\n${stringify(routing)}`);
      }
      terminal.err('No routing is set: nobody is told. Set one with: plumbline routing apply FILE\n');
    },
  );
  const apply = routing
    .command('apply')
    .description('Put a routing in force')
    .addHelpText('before', examples)
    .argument('<file>', 'a YAML file, or - for standard input')
    .addOption(outputOption());
  addClientOptions(apply).action(async (file: string, options: RoutingOptions) => {
    const { body } = await connectClient(options, terminal.env).send('PUT', '/api/v1/routing', {
      yaml: readText(file),
    });
    if (options.output !== 'human') return writeData(terminal, options.output, body as object);
    const { version, change } = body as { version: number; change: string };
    terminal.out(`routing ${change} (version ${version})\n`);
  });
}
