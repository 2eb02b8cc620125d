/** What the command answers to the shell: done, findings, wrong usage, could not find out, interrupted. */
export const exitCodes = { done: 0, findings: 1, usage: 2, unable: 3, interrupted: 130 } as const;

/** A failure that is told to the user in words, never as a stack trace: `message` says cause and place, `fix` what to do. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly fix: string | undefined;

  constructor(exitCode: number, message: string, fix?: string) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.fix = fix;
  }
}

/** The user asked for something that cannot be: exit code 2. */
export function usageFailure(message: string, fix?: string): Failure {
  return new Failure(exitCodes.usage, message, fix);
}

/** We could not find out (network, sign-in, server): exit code 3, worth a later try. */
export function unableFailure(message: string, fix?: string): Failure {
  return new Failure(exitCodes.unable, message, fix);
}
