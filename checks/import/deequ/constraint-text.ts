import { approximated, entryOf, notPossible, pairRule, rowRule, type Origin } from '../translation.ts';
import type { Entry, Translation } from '../types.ts';

const HIDDEN = "Deequ's text does not say which function the check has: all rows must pass here";
const BOUND = "Deequ's text does not say the bound: import suggestions or DQDL, or write it by hand";

const RELATIONS: Readonly<Record<string, string>> = {
  'less than': 'below',
  'less than or equal to': 'at_most',
  'greater than': 'above',
  'greater than or equal to': 'at_least',
};

/** Constraints whose bound is a function that their text hides. */
const BOUNDLESS =
  /^(Size|Minimum|Maximum|Mean|Sum|StandardDeviation|Entropy|ApproxCountDistinct|ApproxQuantile|MinLength|MaxLength|Distinctness|UniqueValueRatio|Correlation|MutualInformation|Histogram|HistogramBin|KLL)\w*Constraint\(/;

/**
 * The rule that a constraint's text says, such as `CompletenessConstraint(Completeness(id,None,None))` of a verification
 * result. It never has the function that its metric must keep.
 */
export function translateConstraintText(text: string, origin: Origin): Translation {
  const complete = /^CompletenessConstraint\(Completeness\(([^,()]+),None\b/.exec(text);
  if (complete !== null) return assumed(origin, { column: complete[1], kind: 'not_null', value: true });
  const unique = /^UniquenessConstraint\(Uniqueness\(List\(([^()]+)\),None\b/.exec(text);
  if (unique !== null)
    return uniqueness(
      (unique[1] ?? '').split(',').map((name) => name.trim()),
      origin,
    );
  if (/^UniquenessConstraint\(/.test(text))
    return notPossible(origin, "Deequ's text does not say all columns: write the rule by hand");
  const compliance = /^ComplianceConstraint\(Compliance\((.*),None,(?:List\([^()]*\)|Stream\([^()]*\)),None\)\)$/s.exec(
    text,
  );
  if (compliance !== null) return complianceRule(compliance[1] ?? '', origin);
  const pattern = /^PatternMatchConstraint\(([^,]+), (.*)\)$/s.exec(text);
  if (pattern !== null) return patternRule(pattern[1] ?? '', pattern[2] ?? '', origin);
  if (BOUNDLESS.test(text)) return notPossible(origin, BOUND);
  if (text.includes('Some('))
    return notPossible(origin, 'it has a filter, or a function that its text hides: write the rule by hand');
  return notPossible(origin, 'no rule says this constraint: expect a metric by hand');
}

function uniqueness(columns: string[], origin: Origin): Translation {
  const [only] = columns;
  if (columns.length === 1) return assumed(origin, { column: only, kind: 'unique', value: true });
  const words = `is the only one with its ${columns.join(', ')}`;
  const made = rowRule(origin, { kind: 'compound_unique', params: { columns }, words }, HIDDEN);
  return { ...made, status: 'approximated' };
}

/** `NAME,CONDITION`, where the names are those that Deequ gives to its own checks. */
function complianceRule(text: string, origin: Origin): Translation {
  const set =
    /^(?:(.+?) contained in |'(.+?)' has value range ).*,`(?:\1|\2)`(?: IS NULL OR `[^`]+`)? IN \((.*)\)$/s.exec(text);
  if (set !== null) {
    const values = [...(set[3] ?? '').matchAll(/'((?:[^'\\]|''|\\.)*)'/g)].map((found) =>
      (found[1] ?? '').replace(/''|\\'/g, "'"),
    );
    if (values.length > 0) return assumed(origin, { column: set[1] ?? set[2], kind: 'in_set', value: { values } });
  }
  const sign = /^'?(.+?)'? (is non-negative|has no negative values|is positive|has only positive values),/.exec(text);
  if (sign !== null) {
    const kind = sign[2]?.includes('negative') === true ? 'non_negative' : 'positive';
    return assumed(origin, { column: sign[1], kind, value: true });
  }
  const pair = /^(\S+) is (less than or equal to|less than|greater than or equal to|greater than) (\S+),/.exec(text);
  if (pair !== null) {
    const is = RELATIONS[pair[2] ?? ''] ?? '';
    const made = rowRule(origin, pairRule({ a: pair[1] ?? '', is, b: pair[3] ?? '' }, {}), HIDDEN);
    return { ...made, status: 'approximated' };
  }
  const [name = ''] = text.split(',', 1);
  const entry: Entry = { counter: { id: name.slice(0, 200) } };
  return approximated(
    origin,
    [entry],
    `post the counter ${name}: a row fails unless it keeps ${text.slice(name.length + 1)}`,
  );
}

function patternRule(column: string, pattern: string, origin: Origin): Translation {
  const made = rowRule(
    origin,
    { kind: 'regex_match', column, params: { pattern }, words: `matches ${pattern}` },
    HIDDEN,
  );
  return { ...made, status: 'approximated' };
}

function assumed(origin: Origin, rule: { column: string | undefined; kind: string; value: Entry | true }): Translation {
  return approximated(origin, [{ ...entryOf(rule), on_empty: 'fail' }], HIDDEN);
}
