import type { Terminal } from './terminal.ts';

/** What every command is given: where to write, and how to end with an exit code other than 0. */
export interface CommandContext {
  terminal: Terminal;
  exitWith(code: number): void;
}
