import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addLineageNames } from './lineage-names.ts';

/** `plumbline lineage …`: what flows into what. */
export function addLineageCommand(program: Command, context: CommandContext): void {
  const lineage = program.command('lineage').description('What flows into what, and which names are one dataset');
  addLineageNames(lineage, context);
}
