import { main } from '../main.ts';

export interface CommandOutcome {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs one command line in this process, without colours and progress bar, and collects what it wrote. */
export async function runCommand(argv: string[], env: Record<string, string> = {}): Promise<CommandOutcome> {
  const outcome = { exitCode: -1, out: '', err: '' };
  outcome.exitCode = await main(argv, {
    out: (text) => void (outcome.out += text),
    err: (text) => void (outcome.err += text),
    colour: false,
    progress: false,
    env,
  });
  return outcome;
}
