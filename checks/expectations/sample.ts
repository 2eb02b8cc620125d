import type { Profile } from '../profile.ts';

const RANDOM = new Set(['random', 'bernoulli', 'reservoir', 'uniform']);

/** Two-sided 99.9 % point of the normal distribution: how sure a sample must be before it decides. */
export const SURE = 3.2905;

/** Did the profile see only part of the rows? Then it can prove a fault, but not that there is none. */
export function isSample(profile: Profile): boolean {
  const scope = profile.scope;
  if (scope === undefined) return false;
  if (scope.complete === false) return true;
  const sampled = scope.sampled;
  return sampled !== undefined && sampled !== null && sampled.fraction !== 1;
}

/** Was the part drawn at random, row by row, so that shares and means carry over with a known error? */
export function isRandomSample(profile: Profile): boolean {
  const scope = profile.scope;
  return scope?.complete !== false && RANDOM.has(scope?.sampled?.method?.toLowerCase() ?? '');
}

/** Wilson score interval of a share at 99.9 % confidence (Wilson 1927), as [low, high] between 0 and 1. */
export function shareInterval(failed: number, tested: number): [number, number] {
  const share = failed / tested;
  const z2 = (SURE * SURE) / tested;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = (SURE / (1 + z2)) * Math.sqrt((share * (1 - share)) / tested + z2 / (4 * tested));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
