import type { ColumnProfile, PrivacyLevel, Profile, SchemaField } from '../profile.ts';
import { matchesPattern } from '../suite/dataset.ts';

/** What may be kept of the columns whose dataset (`namespace/name`) and name match; `*` stands for any run of characters. */
export interface PrivacyRule {
  datasetPattern: string;
  columnPattern: string;
  level: PrivacyLevel;
}

const STRICTEST_LAST: readonly PrivacyLevel[] = ['full', 'hashed', 'bucketed', 'counts-only'];
const BY_WORD: Readonly<Record<string, PrivacyLevel>> = {
  secret: 'counts-only',
  confidential: 'counts-only',
  pii: 'hashed',
  phi: 'hashed',
};

/** What holds for the columns of one profile: its rules in their order, and the levels its schema asks for. */
export interface Policy {
  rules: readonly PrivacyRule[];
  classified: ReadonlyMap<string, PrivacyLevel>;
}

/** The policy for one profile. */
export function policyFor(profile: Profile, rules: readonly PrivacyRule[]): Policy {
  const dataset = `${profile.dataset.namespace}/${profile.dataset.name}`;
  const classified = new Map<string, PrivacyLevel>();
  for (const field of profile.schema?.fields ?? []) {
    if (field.classification === undefined && field.tags === undefined) continue;
    const level = strictestWord(field);
    if (level !== null) classified.set(field.name, level);
  }
  return { rules: rules.filter((rule) => matchesPattern(rule.datasetPattern, dataset)), classified };
}

/**
 * The level of a column: the first rule that matches, else what its schema field is classified or tagged as. The producer's
 * own level can only make it stricter. Null: nobody classified it.
 */
export function levelOf(name: string, policy: Policy, column?: ColumnProfile): PrivacyLevel | null {
  const rule = policy.rules.find((one) => matchesPattern(one.columnPattern, name));
  const ruled = rule?.level ?? policy.classified.get(name) ?? null;
  const own = column?.privacy?.level;
  if (own === undefined || own === 'full') return ruled;
  return ruled === null ? own : stricter(ruled, own);
}

function stricter(a: PrivacyLevel, b: PrivacyLevel): PrivacyLevel {
  return STRICTEST_LAST.indexOf(a) >= STRICTEST_LAST.indexOf(b) ? a : b;
}

function strictestWord({ classification, tags = [] }: SchemaField): PrivacyLevel | null {
  let level: PrivacyLevel | null = null;
  for (const text of classification === undefined ? tags : [classification, ...tags]) {
    for (const word of text.toLowerCase().split(/[^a-z]+/)) {
      const found = Object.hasOwn(BY_WORD, word) ? BY_WORD[word] : undefined;
      if (found !== undefined) level = level === null ? found : stricter(level, found);
    }
  }
  return level;
}
