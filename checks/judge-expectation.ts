import { combine } from './composition/combine.ts';
import { isComposition } from './composition/name.ts';
import type { Expectation, History } from './expectation.ts';
import { finding } from './expectations/finding.ts';
import { KINDS } from './expectations/index.ts';
import type { Finding, Subject } from './expectations/kind.ts';
import { measuredProfile } from './measured-profile.ts';
import type { ColumnProfile, Profile, Scalar } from './profile.ts';
import { isSevere } from './standing/severe.ts';

/** What an expectation is judged on. */
export interface Evidence {
  profile: Profile;
  history: History;
  hashValue: (value: Scalar) => string;
}

/** What one expectation, or a composition of several, comes to. An evaluator that throws is an `error` of its own alone. */
export function judgeExpectation(evidence: Evidence, expectation: Expectation, now: Date): Finding {
  const { kind, parts } = expectation;
  if (isComposition(kind)) {
    const judged = (parts ?? []).map((part) => ({
      key: part.key,
      finding: judgeExpectation(evidence, part, now),
    }));
    return combine(kind, judged);
  }
  const known = KINDS.get(kind);
  if (known === undefined) return finding('error', 'this version knows no such kind of expectation');
  try {
    const { history, hashValue } = evidence;
    const profile = measuredProfile(evidence.profile);
    const column = columnOf(profile, expectation.column);
    const subject: Subject = { expectation, profile, column, history, hashValue, now };
    const found = known.judge(subject);
    return isSevere(subject, found) ? { ...found, severe: true } : found;
  } catch (error) {
    return finding('error', `the evaluator failed: ${error instanceof Error ? error.name : 'unknown'}`);
  }
}

function columnOf(profile: Profile, name: string | undefined): ColumnProfile | null {
  const columns = profile.columnMetrics;
  if (name === undefined || columns === undefined || !Object.hasOwn(columns, name)) return null;
  return columns[name] ?? null;
}
