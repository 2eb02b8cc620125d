import type { Command } from 'commander';
import { outputOption } from '../common-options.ts';
import type { OutputForm } from '../common-options.ts';
import type { CommandContext } from '../command-context.ts';
import { ownVersion } from '../version.ts';
import { writeData } from '../write-data.ts';

/** `plumbline version`: which plumbline and which Node this is. */
export function addVersionCommand(program: Command, { terminal }: CommandContext): void {
  program
    .command('version')
    .description('Print the version')
    .addOption(outputOption())
    .action(({ output }: { output: OutputForm }) => {
      const facts = {
        version: ownVersion(),
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
      };
      if (output !== 'human') return writeData(terminal, output, facts);
      terminal.out(`plumbline ${facts.version} (Node ${facts.node}, ${facts.platform})\n`);
    });
}
