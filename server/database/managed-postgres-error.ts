import { OperatorError } from '../operator-error.ts';

/** The managed Postgres cannot be had: the message is a sentence that says why and what to do. */
export class ManagedPostgresError extends OperatorError {
  override name = 'ManagedPostgresError';
}
