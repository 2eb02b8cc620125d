import type { ColumnProfile, Profile } from '../profile.ts';
import { readClause } from '../suite/clause.ts';
import { readTexts } from '../suite/values.ts';
import { finding, missing } from './finding.ts';
import type { Finding, Kind, Subject } from './kind.ts';
import { judgeShare } from './share.ts';

const INFERRED = ['integral', 'fractional', 'boolean', 'string', 'date', 'timestamp', 'unknown'] as const;

/**
 * The column is of one of the types. Where type counts were posted and all names are theirs (or `number`), by the share of
 * values that are; else by the declared type: `decimal` also matches `decimal(12,2)`.
 */
export const type: Kind = {
  name: 'type',
  reads: ({ column = '' }) => ({ columns: { [column]: ['types'] }, dataset: ['schema'] }),
  on: 'column',
  metric: null,
  read: (value, report) => {
    const spec = { params: { is: readTexts }, shorthand: 'is', required: ['is'], tolerance: true };
    return readClause(value, spec, report);
  },
  judge: (subject) => {
    const wanted = wantedTypes(subject);
    const counts = subject.column?.typeCounts;
    if (counts !== undefined && wanted.every(isInferred)) return judgeCounts(subject, counts, wanted);
    return judgeDeclared(subject, wanted);
  },
};

function judgeCounts(subject: Subject, counts: NonNullable<ColumnProfile['typeCounts']>, wanted: string[]): Finding {
  const accepted = wanted.flatMap((name) => (name === 'number' ? ['integral', 'fractional'] : [name]));
  let tested = 0;
  let failed = 0;
  for (const name of INFERRED) {
    const given = counts[name];
    const count = given === undefined ? 0 : Number.isFinite(given) ? given : NaN;
    tested += count;
    if (!accepted.includes(name)) failed += count;
  }
  const share = {
    tested,
    failedLow: failed,
    failedHigh: failed,
    what: `values are not ${wanted.join(' or ')}`,
    needs: 'typeCounts',
  };
  return judgeShare(subject, { carriesOver: true, ...share });
}

function judgeDeclared(subject: Subject, wanted: string[]): Finding {
  const declared = declaredType(subject.profile, subject.expectation.column ?? '') ?? subject.column?.type;
  if (declared === undefined) return missing(subject, 'the type', 'schema or typeCounts');
  const name = normalised(declared);
  const plain = name.replace(/\s*\(.*$/, '');
  const evidence = { observed: declared, expected: { set: wanted } };
  if (wanted.includes(name) || wanted.includes(plain)) return finding('pass', 'the type is as expected', evidence);
  return finding('fail', `the type is ${declared.slice(0, 60)}`, evidence);
}

function declaredType(profile: Profile, column: string): string | undefined {
  return profile.schema?.fields.find((field) => field.name === column)?.type;
}

function wantedTypes(subject: Subject): string[] {
  return (subject.expectation.params['is'] as string[]).map(normalised);
}

function isInferred(name: string): boolean {
  return name === 'number' || (INFERRED as readonly string[]).includes(name);
}

function normalised(name: string): string {
  return name.trim().toLowerCase();
}
