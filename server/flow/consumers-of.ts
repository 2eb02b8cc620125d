import type { ConsumerPolicy, SuiteInForce } from '../../checks/index.ts';

/**
 * Everybody whom these suites name as a consumer, in a clause or under `consumers`, with what holds for him. Where two
 * suites speak of one, the stricter word holds: fail-closed over fail-open, `enforce` over `shadow`.
 */
export function consumersOf(suites: readonly SuiteInForce[]): ReadonlyMap<string, ConsumerPolicy> {
  const found = new Map<string, ConsumerPolicy>();
  for (const { suite } of suites) {
    for (const [name, policy] of Object.entries(suite.consumers ?? {})) {
      found.set(name, stricter(found.get(name) ?? {}, policy));
    }
    for (const { consumer } of suite.expectations) {
      if (consumer !== undefined && !found.has(consumer)) found.set(consumer, {});
    }
  }
  return found;
}

function stricter(one: ConsumerPolicy, other: ConsumerPolicy): ConsumerPolicy {
  const failOpen = [one.failOpen, other.failOpen].find((said) => said === false) ?? one.failOpen ?? other.failOpen;
  const gate = [one.gate, other.gate].find((said) => said === 'enforce') ?? one.gate ?? other.gate;
  const owner = one.owner ?? other.owner;
  return {
    ...(failOpen !== undefined && { failOpen }),
    ...(gate !== undefined && { gate }),
    ...(owner !== undefined && { owner }),
  };
}
