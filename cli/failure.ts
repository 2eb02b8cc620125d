import type { FailureCode } from './failure-codes.ts';

/** What the command answers to the shell: done, findings, wrong usage, could not find out, interrupted. */
export const exitCodes = { done: 0, findings: 1, usage: 2, unable: 3, interrupted: 130 } as const;

/** A failure that is told to the user in words, never as a stack trace: `message` says cause and place, `fix` what to do. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly fix: string | undefined;
  readonly code: FailureCode;

  constructor(told: { exitCode: number; code: FailureCode; fix?: string | undefined }, message: string) {
    super(message);
    this.name = 'Failure';
    this.exitCode = told.exitCode;
    this.code = told.code;
    this.fix = told.fix;
  }
}

/** The user asked for something that cannot be: exit code 2. */
export function usageFailure(message: string, fix?: string, code: FailureCode = 'PL2000'): Failure {
  return new Failure({ exitCode: exitCodes.usage, code, fix }, message);
}

/** We could not find out (network, sign-in, server): exit code 3, worth a later try. */
export function unableFailure(message: string, fix?: string, code: FailureCode = 'PL3000'): Failure {
  return new Failure({ exitCode: exitCodes.unable, code, fix }, message);
}

/** Somebody stopped it: exit code 130. */
export function interruptedFailure(message: string): Failure {
  return new Failure({ exitCode: exitCodes.interrupted, code: 'PL3011' }, message);
}
