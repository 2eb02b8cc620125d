import { isOrderable } from '../compare.ts';
import { levelOf, policyFor, type Policy, type PrivacyRule } from '../privacy/level-of.ts';
import { isPersonalName } from '../privacy/personal.ts';
import type { DatasetName, Scalar } from '../profile.ts';
import type { CheckResult } from '../result.ts';
import type { ExternalCheck, ExternalVerdict } from './external-verdict.ts';
import { textDigest } from './text-digest.ts';
import { withoutValues } from './without-values.ts';

/** The name under which another tool's suite is kept: `gx:orders_suite`. It cannot be the name of a suite of ours. */
export const externalSuite = ({ tool, suite }: Pick<ExternalVerdict, 'tool' | 'suite'>) => `${tool}:${suite}`;

/**
 * What another tool found as check results, after privacy: keys are `gx:suite/name`, kinds `gx:kind`; what was observed is
 * kept where it is a number, a boolean or a date and the column's level lets it be seen; nothing in quotes survives.
 */
export function resultsOf(
  verdict: ExternalVerdict,
  dataset: DatasetName,
  rules: readonly PrivacyRule[],
): CheckResult[] {
  const policy = policyFor({ dataset }, rules);
  const names = distinctNames(verdict.checks);
  const suite = externalSuite(verdict);
  return verdict.checks.map((check, index) => {
    const mayReveal = !check.reveals || isOpen(check.column, policy);
    const observed = mayReveal ? readable(check.observed) : null;
    const isVacuous = check.outcome === 'pass' && check.tested === 0;
    return {
      expectation: `${suite}/${names[index] ?? ''}`,
      kind: `${verdict.tool}:${check.kind}`,
      column: check.column,
      suite,
      ruleVersion: 0,
      outcome: check.outcome,
      severity: check.severity,
      observed,
      expected: mayReveal ? check.expected : null,
      unit: check.unit,
      tested: check.tested,
      failed: check.failed,
      vacuous: isVacuous,
      basis: { kind: 'external', tool: verdict.tool },
      reason: reasonOf(check, observed),
    };
  });
}

/** Is what a row of this column holds no secret? A column of several is not looked into. */
function isOpen(column: string | null, policy: Policy): boolean {
  if (column === null) return true;
  const level = levelOf(column, policy);
  return level === 'full' || (level === null && !isPersonalName(column));
}

function readable(observed: Scalar | null): Scalar | null {
  if (typeof observed === 'number') return Number.isFinite(observed) ? observed : null;
  return typeof observed === 'string' && !isOrderable(observed) ? null : observed;
}

function reasonOf(check: ExternalCheck, observed: Scalar | null): string {
  if (check.reason !== null) return withoutValues(check.reason);
  const { tested, failed, outcome } = check;
  if (failed !== null && failed > 0)
    return `${failed}${tested === null ? '' : ` of ${tested}`} ${tested === 1 ? 'value does' : 'values do'} not meet it`;
  if (outcome === 'pass') return tested === 0 ? 'there was nothing to test' : 'met';
  return observed === null ? 'not met' : `observed ${String(observed)}`;
}

/** Names as they are where they are the only ones; of the others each with a digest of what tells them apart. */
function distinctNames(checks: readonly ExternalCheck[]): string[] {
  const counts = new Map<string, number>();
  for (const { name } of checks) counts.set(name, (counts.get(name) ?? 0) + 1);
  const taken = new Set<string>();
  return checks.map(({ name, identity }) => {
    const whole = counts.get(name) === 1 ? name : `${name}#${textDigest(sortedJson(identity))}`;
    let unique = whole;
    for (let number = 2; taken.has(unique); number++) unique = `${whole}-${number}`;
    taken.add(unique);
    return unique;
  });
}

/** JSON with sorted keys, so that the order in which a tool writes them does not matter. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';
