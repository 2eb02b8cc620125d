import { evaluate, parseSuite } from '../index.ts';
import type { CheckResult, ColumnProfile, History, HistoryPoint, Profile, Scalar, Suite } from '../index.ts';

export const NOW = new Date('2026-11-23T02:00:00Z');
export const NO_HISTORY: History = { points: [], previousSchema: null };
/** A stand-in for the keyed hash of the server: 32 hexadecimal digits that depend on type and value. */
export const hashValue = (value: Scalar): string => {
  let state = 0x9e3779b9;
  for (const letter of `${typeof value}${String(value)}`)
    state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  return `${state.toString(16).padStart(8, '0')}abcdef01`.repeat(2);
};

/** A suite of one or more entries, each given as the YAML after its dash. */
export function suiteOf(...entries: string[]): Suite {
  const lines = entries.map((entry) => `  - ${entry.replaceAll('\n', '\n    ')}`);
  const { suite, problems } = parseSuite(`suite: s\ndataset: ns/d\nexpect:\n${lines.join('\n')}\n`);
  if (suite === null) throw new Error(JSON.stringify(problems));
  return suite;
}

/** A profile with these fields. */
export function profileOf(fields: Partial<Profile>): Profile {
  return { dataset: { namespace: 'ns', name: 'd' }, ...fields };
}

/** The results of some entries over a profile. */
export function judgeAll(entries: string[], profile: Partial<Profile>, history: History = NO_HISTORY): CheckResult[] {
  return evaluate(
    { profile: profileOf(profile), history, suites: [{ suite: suiteOf(...entries), version: 3 }], hashValue },
    NOW,
  );
}

/** The one result of an entry over a profile. */
export function judge(entry: string, profile: Partial<Profile>, history: History = NO_HISTORY): CheckResult {
  const [result] = judgeAll([entry], profile, history);
  if (result === undefined) throw new Error('no result');
  return result;
}

/** The one result of a clause about column `a`. */
export function judgeColumn(clause: string, column: ColumnProfile, rest: Partial<Profile> = {}): CheckResult {
  return judge(`column: a\n${clause}`, { ...rest, columnMetrics: { a: column } });
}

/** A history point with these metrics. */
export function point(at: string, metrics: Record<string, number>): HistoryPoint {
  return { profileId: `prf_${at}`, effectiveAt: new Date(at), metrics: new Map(Object.entries(metrics)) };
}
