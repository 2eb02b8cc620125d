import { unableFailure, usageFailure } from './failure.ts';

const operatorErrors = new Set(['OperatorError', 'ManagedPostgresError', 'MigrationError']);

/**
 * Passes on what the server's own code refused: a configuration with problems and a refused request are wrong usage (2), anything
 * else that the operator can put right means that we could not find out (3). Bugs stay bugs. Told by name, so that no server code is loaded.
 */
export function operatorFailure(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'ConfigError') throw usageFailure(error.message, undefined, 'PL2008');
  if (operatorErrors.has(error.name)) throw unableFailure(error.message, undefined, 'PL3009');
  if ('slug' in error && 'detail' in error) throw usageFailure(String(error.detail), undefined, 'PL2009');
  throw error;
}
