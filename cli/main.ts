import { CommanderError } from 'commander';
import { exitCodes, Failure } from './failure.ts';
import { buildProgram } from './program.ts';
import { paintedError, printable, processTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the command line and answers with its exit code: 0 done, 1 findings, 2 wrong usage or invalid file,
 * 3 could not find out, 130 interrupted. `argv` is without node and script name.
 */
export async function main(argv: string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = buildProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return tellFailure(terminal, error);
  }
}

function tellFailure(terminal: Terminal, error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof Failure) {
    const fix = error.fix === undefined ? '' : `${error.fix}\n`;
    terminal.err(`${paintedError(terminal, 'plumbline:')} ${error.code} ${lines(error.message)}\n${lines(fix)}`);
    return error.exitCode;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`plumbline: PL9000 this is a bug in plumbline; please report it with these lines:\n${lines(message)}\n`);
  return exitCodes.unable;
}

function lines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
