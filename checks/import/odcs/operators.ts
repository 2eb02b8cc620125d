import { get, items, numberOf, type Field } from '../field.ts';
import type { Limits } from '../limits.ts';

const ENDS: readonly [string, (number: number) => Limits][] = [
  ['mustBe', (number) => ({ low: number, high: number })],
  ['mustBeGreaterThan', (number) => ({ low: number, above: true })],
  ['mustBeGreaterOrEqualTo', (number) => ({ low: number })],
  ['mustBeGreaterThanOrEqualTo', (number) => ({ low: number })],
  ['mustBeLessThan', (number) => ({ high: number, below: true })],
  ['mustBeLessOrEqualTo', (number) => ({ high: number })],
  ['mustBeLessThanOrEqualTo', (number) => ({ high: number })],
];
const OTHERS = ['mustNotBe', 'mustNotBeBetween'];

/** The limits that the operators of a quality rule set; undefined where there is none, null where no bound can say it. */
export function operatorLimits(rule: Field): Limits | null | undefined {
  if (OTHERS.some((key) => get(rule, key).value !== undefined)) return null;
  const limits: Limits = {};
  let found = false;
  for (const [key, limitsOf] of ENDS) {
    if (get(rule, key).value === undefined) continue;
    const number = numberOf(get(rule, key));
    if (number === undefined) return null;
    found = true;
    Object.assign(limits, limitsOf(number));
  }
  const between = get(rule, 'mustBeBetween');
  if (between.value === undefined) return found ? limits : undefined;
  const [low, high] = items(between).map(numberOf);
  return low === undefined || high === undefined ? null : { ...limits, low, high, above: true, below: true };
}
