import { Argument } from 'commander';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { outputOption, type OutputForm } from '../common-options.ts';

const examples = `\
Examples:
  $ plumbline schema suite > plumbline/suite.schema.json     for an editor: # yaml-language-server: $schema=suite.schema.json
  $ plumbline schema profile -o ndjson                       on one line
`;

type What = 'suite' | 'profile';

/** `plumbline schema suite|profile`: the JSON Schema itself, without a server; it gets no field besides its own. */
export function addSchemaCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('schema')
    .description('Print the JSON Schema of a suite or a profile, for editors and programs')
    .addHelpText('before', examples)
    .addArgument(new Argument('<what>', 'suite or profile').choices(['suite', 'profile']))
    .addOption(outputOption())
    .action(async (what: What, { output }: { output: OutputForm }) => {
      const schema = await schemaOf(what);
      terminal.out(`${JSON.stringify(schema, null, output === 'ndjson' ? 0 : 2)}\n`);
    });
}

async function schemaOf(what: What): Promise<object> {
  if (what === 'suite') return (await import('../../checks/index.ts')).suiteSchema();
  return (await import('../../server/admin.ts')).profileJsonSchema;
}
