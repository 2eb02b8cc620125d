import type { Expected, Outcome } from '../result.ts';
import type { FieldProblem } from '../profile.ts';
import { bareCheck, type ExternalCheck, type ExternalVerdict, type Reading } from './external-verdict.ts';
import { fieldsOf, instantOf, listOf, noteProblem, numberOf, textOf, type Fields, wordOf } from './fields.ts';

/** Is it the result of a scan of Soda 3 (`Scan.get_scan_results()`, `soda scan -srf FILE`)? */
export function isSoda(document: unknown): boolean {
  const fields = fieldsOf(document);
  return Array.isArray(fields['checks']) && ('scanStartTimestamp' in fields || 'definitionName' in fields);
}

/**
 * The verdicts of a scan, one for each table. Soda leaves out checks that it could not evaluate and says only that the scan
 * has errors: each table then gets the result `scan` with the outcome error, so that their absence is no silence.
 */
export function readSoda(document: unknown): Reading {
  const scan = fieldsOf(document);
  const metrics = new Map(
    listOf(scan['metrics']).map((metric) => [
      fieldsOf(metric)['identity'],
      textOf(fieldsOf(metric)['metricName'], 200),
    ]),
  );
  const problems: FieldProblem[] = [];
  const found = new Map<string, ExternalVerdict>();
  for (const [index, one] of listOf(scan['checks']).entries()) {
    const check = fieldsOf(one);
    if (textOf(check['name']) === null) noteProblem(problems, `/checks/${index}/name`, 'is missing');
    else verdictFor(found, scan, check).checks.push(checkOf(check, metrics.get(listOf(check['metrics'])[0]) ?? null));
  }
  if (scan['hasErrors'] === true) {
    if (found.size === 0) verdictFor(found, scan, { dataSource: scan['defaultDataSource'] });
    for (const verdict of found.values()) verdict.checks.push(scanError());
  }
  return problems.length > 0 ? { problems } : { verdicts: [...found.values()], ignored: [] };
}

function verdictFor(found: Map<string, ExternalVerdict>, scan: Fields, check: Fields): ExternalVerdict {
  const dataset = {
    namespace: textOf(check['dataSource'] ?? scan['defaultDataSource'], 200),
    name: textOf(check['table'], 500),
  };
  const key = JSON.stringify(dataset);
  const known = found.get(key);
  if (known) return known;
  const verdict: ExternalVerdict = {
    tool: 'soda',
    suite: textOf(scan['definitionName'], 200) ?? 'scan',
    dataset,
    judgedAt: instantOf(scan['scanEndTimestamp']) ?? instantOf(scan['scanStartTimestamp']),
    run: null,
    dataInterval: null,
    checks: [],
  };
  found.set(key, verdict);
  return verdict;
}

const OUTCOMES = new Map<string, Outcome>([
  ['pass', 'pass'],
  ['warn', 'warn'],
  ['fail', 'fail'],
]);
const COUNTED = /^(?:missing|invalid|duplicate)_count$|^failed rows$/;
const NO_ROW_VALUE =
  /_count$|_percent$|^row_count$|^failed rows$|^(?:avg|avg_length|sum|stddev|variance|freshness|schema)/;

function checkOf(check: Fields, metric: string | null): ExternalCheck {
  const diagnostics = fieldsOf(check['diagnostics']);
  const outcome = OUTCOMES.get(wordOf(check['outcome'])) ?? 'undecided';
  const value = numberOf(diagnostics['value']);
  const column = textOf(check['column']);
  const counts = metric !== null && COUNTED.test(metric);
  const said = listOf(check['outcomeReasons']).flatMap((reason) => textOf(fieldsOf(reason)['message'], 500) ?? []);
  return {
    ...bareCheck({
      name: textOf(check['name'], 200) ?? '',
      identity: textOf(check['identity']),
      kind: metric ?? 'check',
      column,
      outcome,
    }),
    observed: value,
    reveals: metric === null ? column !== null : !NO_ROW_VALUE.test(metric),
    expected: expectedOf(fieldsOf(diagnostics[outcome === 'warn' ? 'warn' : 'fail'])),
    failed: counts && value !== null && Number.isInteger(value) && value >= 0 ? value : null,
    reason:
      outcome === 'undecided'
        ? 'Soda did not evaluate it'
        : said.length === 0
          ? schemaReason(diagnostics)
          : said.join('; '),
  };
}

/** Columns that a schema check found to be missing or forbidden; null for other checks. */
function schemaReason(diagnostics: Fields): string | null {
  const named = (key: string, word: string) => {
    const names = listOf(diagnostics[key]).flatMap((one) => textOf(one, 100) ?? []);
    return names.length === 0 ? [] : [`${word} ${names.slice(0, 5).join(', ')}`];
  };
  const words = [...named('missing_column_names', 'missing'), ...named('present_column_names', 'forbidden')];
  return words.length === 0 ? null : words.join('; ');
}

/** Soda says when a check fails: a value above or below which it does. What is expected is the rest. */
function expectedOf(failing: Fields): Expected | null {
  const ends = [failing['lessThan'], failing['greaterThan']].map(numberOf);
  const [low = null, high = null] = ends;
  if (low !== null || high !== null) return { low, high };
  const [above, below] = [numberOf(failing['lessThanOrEqual']), numberOf(failing['greaterThanOrEqual'])];
  const words = [above === null ? [] : [`above ${above}`], below === null ? [] : [`below ${below}`]].flat();
  return words.length === 0 ? null : { text: words.join(' and ') };
}

const scanError = (): ExternalCheck => ({
  ...bareCheck({ name: 'scan', identity: 'scan', kind: 'scan', column: null, outcome: 'error' }),
  reason: 'the scan had errors: checks that could not be evaluated are not in its result',
});
