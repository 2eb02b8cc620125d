import type { PrivacyLevel, Profile, SchemaField } from '../profile.ts';
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

/** The rules for the columns of one dataset, in their order. */
export function rulesFor(profile: Profile, rules: readonly PrivacyRule[]): readonly PrivacyRule[] {
  const dataset = `${profile.dataset.namespace}/${profile.dataset.name}`;
  return rules.filter((rule) => matchesPattern(rule.datasetPattern, dataset));
}

/**
 * The level of a column: the first rule that matches, else what its schema field is classified or tagged as. The producer's
 * own level can only make it stricter. Null: nobody classified it.
 */
export function levelOf(profile: Profile, column: string, rules: readonly PrivacyRule[]): PrivacyLevel | null {
  const ruled = rules.find((rule) => matchesPattern(rule.columnPattern, column))?.level ?? classified(profile, column);
  const columns = profile.columnMetrics;
  const own = columns !== undefined && Object.hasOwn(columns, column) ? columns[column]?.privacy?.level : undefined;
  if (own === undefined || own === 'full') return ruled;
  return ruled === null ? own : stricter(ruled, own);
}

function stricter(a: PrivacyLevel, b: PrivacyLevel): PrivacyLevel {
  return STRICTEST_LAST.indexOf(a) >= STRICTEST_LAST.indexOf(b) ? a : b;
}

function classified(profile: Profile, column: string): PrivacyLevel | null {
  const field = profile.schema?.fields.find((one) => one.name === column);
  if (field === undefined || (field.classification === undefined && field.tags === undefined)) return null;
  return strictestWord(field);
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
