import type { Failure } from '../../alerts/index.ts';
import type { CheckResult, ConsumerPolicy } from '../../checks/index.ts';

/** Whose clause a result is, as a failure says it: the consumer, and who looks after his where a suite says. */
export function whoseClause(
  { consumer }: Pick<CheckResult, 'consumer'>,
  consumers: ReadonlyMap<string, ConsumerPolicy>,
): Pick<Failure, 'consumer' | 'owner'> {
  if (consumer === undefined) return {};
  const owner = consumers.get(consumer)?.owner;
  return { consumer, ...(owner !== undefined && { owner }) };
}
