import type { CheckResult, GateAnswer } from './result.ts';
import { gateOf } from './verdict.ts';

/** Does a result concern whoever asks? The producer's clauses concern everybody, a consumer's only that consumer; null is nobody in particular. */
export function concerns({ consumer }: Pick<CheckResult, 'consumer'>, asking: string | null): boolean {
  return consumer === undefined || consumer === asking;
}

/** `gateOf` over the results that concern whoever asks: a clause of one consumer stops nobody else. */
export function gateFor(
  results: readonly Pick<CheckResult, 'outcome' | 'severity' | 'standing' | 'consumer'>[],
  { consumer, failOpen }: { consumer: string | null; failOpen: boolean },
): GateAnswer {
  return gateOf(
    results.filter((result) => concerns(result, consumer)),
    { failOpen },
  );
}
