import type { FieldProblem } from '../profile.ts';
import type { Outcome } from '../result.ts';
import { bareCheck, type ExternalCheck, type ExternalVerdict, type Reading } from './external-verdict.ts';
import { fieldsOf, listOf, noteProblem, textOf, type Fields } from './fields.ts';

/** Are these the rows of Deequ's `checkResultsAsJson` or `checkResultsAsDataFrame`? */
export function isDeequ(document: unknown): boolean {
  const rows = listOf(document);
  return rows.length > 0 && rows.every((row) => 'constraint_status' in fieldsOf(row) || 'constraint' in fieldsOf(row));
}

/** Are these Deequ's metrics (a repository's file, `successMetricsAsJson`)? They measure and judge nothing. */
export function isDeequMetrics(document: unknown): boolean {
  const rows = listOf(document).map(fieldsOf);
  return rows.length > 0 && rows.every((row) => 'analyzerContext' in row || ('entity' in row && 'instance' in row));
}

/** The verdicts of Deequ's check results, one for each check; the literals of its predicates stay behind. */
export function readDeequ(document: unknown): Reading {
  const problems: FieldProblem[] = [];
  const found = new Map<string, ExternalVerdict>();
  for (const [index, one] of listOf(document).entries()) {
    const row = fieldsOf(one);
    const suite = textOf(row['check'], 200) ?? 'check';
    const constraint = textOf(row['constraint'], 10_000);
    if (constraint === null) noteProblem(problems, `/${index}/constraint`, 'is missing');
    else verdictFor(found, suite).checks.push(checkOf(constraint, row));
  }
  return problems.length > 0 ? { problems } : { verdicts: [...found.values()], ignored: [] };
}

function verdictFor(found: Map<string, ExternalVerdict>, suite: string): ExternalVerdict {
  const known = found.get(suite);
  if (known) return known;
  const dataset = { namespace: null, name: null };
  const verdict: ExternalVerdict = {
    tool: 'deequ',
    suite,
    dataset,
    judgedAt: null,
    run: null,
    dataInterval: null,
    checks: [],
  };
  found.set(suite, verdict);
  return verdict;
}

const VALUE = /^Value: (-?[\d.]+(?:E[+-]?\d+)?) does not meet/i;
const SHARES = /^(?:Completeness|Compliance|PatternMatch|Uniqueness|Distinctness|UniqueValueRatio|DataType)/;
const NO_ROW_VALUE =
  /^(?:Size|Mean|Sum|StandardDeviation|ApproxCountDistinct|CountDistinct|Entropy|MutualInformation|Correlation|MinLength|MaxLength)/;

function checkOf(constraint: string, row: Fields): ExternalCheck {
  const message = textOf(row['constraint_message'], 1000);
  const value = Number(VALUE.exec(message ?? '')?.[1] ?? Number.NaN);
  const outcome = outcomeOf(row, message, Number.isFinite(value));
  const { analyzer, column, name } = analyzerOf(constraint);
  return {
    ...bareCheck({ name, identity: constraint, kind: analyzer, column, outcome }),
    observed: Number.isFinite(value) ? value : null,
    reveals: !SHARES.test(analyzer) && !NO_ROW_VALUE.test(analyzer),
    unit: SHARES.test(analyzer) && Number.isFinite(value) ? 'fraction' : null,
    reason: outcome === 'error' || outcome === 'undecided' ? (message ?? 'Deequ gives no reason') : null,
  };
}

/** A constraint that fails without a value was not evaluated: Deequ calls that a failure too. */
function outcomeOf(row: Fields, message: string | null, hasValue: boolean): Outcome {
  const status = row['constraint_status'];
  if (status === 'Success') return 'pass';
  if (status !== 'Failure') return 'undecided';
  if (!hasValue && message !== null) return /^Empty state/i.test(message) ? 'undecided' : 'error';
  return row['check_level'] === 'Warning' ? 'warn' : 'fail';
}

/**
 * Of `CompletenessConstraint(Completeness(amount,None,None))` the analyzer and the column; of a predicate only its name.
 * @example analyzerOf('CompletenessConstraint(Completeness(amount,None,None))').name // => 'amount.Completeness'
 */
function analyzerOf(constraint: string): { analyzer: string; column: string | null; name: string } {
  const [, analyzer = 'Constraint', parameters = ''] = /^\w*\(?(\w+)\((.*)$/s.exec(constraint) ?? [];
  const list = /^List\(([^)]*)\)/.exec(parameters)?.[1];
  const first = (list ?? parameters.split(',', 1)[0] ?? '').replace(/\)+$/, '').trim();
  const isNamed = analyzer === 'Compliance';
  const target = /List\(([^),]+)\)/.exec(parameters)?.[1] ?? null;
  const named = isNamed ? target : first;
  const place = named === null || named === '' || named === 'None' ? null : named;
  const column = place === null || place.includes(',') ? null : place;
  return { analyzer, column, name: place === null ? analyzer : `${place}.${analyzer}` };
}
