import type { Command } from 'commander';
import { usageFailure } from './failure.ts';
import type { OutputForm } from './common-options.ts';

/**
 * What was given to a command below another that does something itself: commander hands options that both know to the upper one, wherever they
 * stand. What the command itself does not know is refused as it would be without that.
 */
export function optionsBelow<T extends { output: OutputForm }>(command: Command): T {
  const options = command.optsWithGlobals<T>();
  const { parent } = command;
  const name = `${parent?.name() ?? ''} ${command.name()}`;
  const known = command.options.map((option) => option.attributeName());
  const foreign = parent?.options.find((option) => {
    const source = parent.getOptionValueSource(option.attributeName());
    return source !== undefined && source !== 'default' && !known.includes(option.attributeName());
  });
  if (foreign) throw usageFailure(`${name} knows no ${foreign.long}`, undefined, 'PL2001');
  if (['human', 'json', 'ndjson'].includes(options.output)) return options;
  throw usageFailure(`${name} writes human, json or ndjson, not ${options.output}`, undefined, 'PL2001');
}
