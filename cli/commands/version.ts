import type { Command } from 'commander';
import { outputOption } from '../common-options.ts';
import type { CommandContext } from '../command-context.ts';
import { ownVersion } from '../version.ts';

/** `plumbline version`: which plumbline and which Node this is. */
export function addVersionCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('version')
    .description('Print the version')
    .addOption(outputOption())
    .action((options: { output: 'human' | 'json' }) => {
      const facts = {
        version: ownVersion(),
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
      };
      const human = `plumbline ${facts.version} (Node ${facts.node}, ${facts.platform})`;
      terminal.out(`${options.output === 'json' ? JSON.stringify(facts) : human}\n`);
    });
}
