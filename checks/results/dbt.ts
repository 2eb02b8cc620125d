import type { FieldProblem } from '../profile.ts';
import type { Outcome } from '../result.ts';
import { bareCheck, type ExternalCheck, type ExternalVerdict, type Reading } from './external-verdict.ts';
import {
  countOf,
  fieldsOf,
  instantOf,
  isObject,
  listOf,
  noteProblem,
  numberOf,
  textOf,
  type Fields,
  wordOf,
} from './fields.ts';

const schemaOf = (document: unknown) => wordOf(fieldsOf(fieldsOf(document)['metadata'])['dbt_schema_version']);

/** Is it dbt's run_results.json or sources.json? */
export const isDbt = (document: unknown): boolean => /\/(?:run-results|sources)\/v\d+/.test(schemaOf(document));

/** Is it dbt's manifest.json, which says what there is and not how it went? */
export const isDbtManifest = (document: unknown): boolean => /\/manifest\/v\d+/.test(schemaOf(document));

/**
 * The verdicts of dbt's run_results.json (tests) or sources.json (freshness). `manifest` is manifest.json or what of it says
 * where tests belong; without it a test's dataset is not known.
 */
export function readDbt(document: unknown, manifest: unknown): Reading {
  const metadata = fieldsOf(fieldsOf(document)['metadata']);
  const nodes = { ...fieldsOf(fieldsOf(manifest)['nodes']), ...fieldsOf(fieldsOf(manifest)['sources']) };
  const isFreshness = schemaOf(document).includes('/sources/');
  const problems: FieldProblem[] = [];
  const ignored: FieldProblem[] = [];
  const found = new Map<string, ExternalVerdict>();
  for (const [index, one] of listOf(fieldsOf(document)['results']).entries()) {
    const pointer = `/results/${index}`;
    const id = textOf(fieldsOf(one)['unique_id']);
    if (id === null) noteProblem(problems, `${pointer}/unique_id`, 'is missing');
    else if (!isFreshness && !id.startsWith('test.'))
      noteProblem(ignored, pointer, `is of ${id.split('.', 1)[0]}, not of a data test`);
    else {
      const name = isFreshness ? (nameOf(fieldsOf(nodes[id])) ?? sourceName(id)) : datasetOf(id, nodes);
      const check = isFreshness ? freshnessOf(fieldsOf(one)) : testOf(id, fieldsOf(one), fieldsOf(nodes[id]));
      verdictFor(found, { id, name, metadata }).checks.push(check);
    }
  }
  return problems.length > 0 ? { problems } : { verdicts: [...found.values()], ignored };
}

function verdictFor(
  found: Map<string, ExternalVerdict>,
  { id, name, metadata }: { id: string; name: string | null; metadata: Fields },
): ExternalVerdict {
  const suite = id.split('.')[1] ?? 'dbt';
  const key = JSON.stringify([suite, name]);
  const known = found.get(key);
  if (known) return known;
  const invocation = textOf(metadata['invocation_id'], 300);
  const verdict: ExternalVerdict = {
    tool: 'dbt',
    suite,
    dataset: { namespace: null, name },
    judgedAt: instantOf(metadata['generated_at']),
    run: invocation === null ? null : { id: invocation, job: null },
    dataInterval: null,
    checks: [],
  };
  found.set(key, verdict);
  return verdict;
}

/** What a test is about: the node it is attached to, else the first that it depends on. */
function datasetOf(id: string, nodes: Fields): string | null {
  const test = fieldsOf(nodes[id]);
  const depends = listOf(fieldsOf(test['depends_on'])['nodes']);
  const target = [test['attached_node'], ...depends].find((one) => typeof one === 'string' && isObject(nodes[one]));
  return typeof target === 'string' ? nameOf(fieldsOf(nodes[target])) : null;
}

/** `database.schema.table`, as OpenLineage calls it; without a database that does not say one. */
function nameOf(node: Fields): string | null {
  const table = textOf(node['identifier'] ?? node['alias'] ?? node['name']);
  const parts = [textOf(node['database']), textOf(node['schema']), table];
  return table === null ? null : parts.filter((part) => part !== null).join('.');
}

const sourceName = (id: string) => id.split('.').slice(2).join('.') || null;

const OUTCOMES = new Map<string, Outcome>([
  ['pass', 'pass'],
  ['success', 'pass'],
  ['warn', 'warn'],
  ['fail', 'fail'],
  ['skipped', 'undecided'],
  ['error', 'error'],
  ['runtime error', 'error'],
]);

const outcomeOf = (status: unknown): Outcome => OUTCOMES.get(wordOf(status).toLowerCase()) ?? 'undecided';

function testOf(id: string, result: Fields, test: Fields): ExternalCheck {
  const outcome = outcomeOf(result['status']);
  const metadata = fieldsOf(test['test_metadata']);
  const column = textOf(test['column_name'] ?? fieldsOf(metadata['kwargs'])['column_name']);
  const name = id.split('.').slice(2);
  const failed = countOf(result['failures']);
  return {
    ...bareCheck({ name: name[0] ?? id, identity: id, kind: textOf(metadata['name'], 200) ?? 'test', column, outcome }),
    failed: outcome === 'pass' || outcome === 'warn' || outcome === 'fail' ? failed : null,
    reason: reasonOf(outcome, result, failed),
  };
}

function reasonOf(outcome: Outcome, { status, message }: Fields, failed: number | null): string | null {
  if (outcome === 'undecided')
    return status === 'skipped'
      ? 'skipped: what it depends on did not succeed'
      : `dbt says ${textOf(status, 40) ?? 'nothing'}`;
  if (outcome === 'error') return textOf(message, 1000) ?? 'dbt says error and nothing more';
  return failed === null ? null : `${failed} ${failed === 1 ? 'row fails' : 'rows fail'} it`;
}

function freshnessOf(result: Fields): ExternalCheck {
  const outcome = result['status'] === 'error' ? 'fail' : outcomeOf(result['status']);
  const age = numberOf(result['max_loaded_at_time_ago_in_s']);
  const criteria = fieldsOf(result['criteria']);
  const bound =
    periodOf(criteria[outcome === 'warn' ? 'warn_after' : 'error_after']) ?? periodOf(criteria['warn_after']);
  return {
    ...bareCheck({
      name: 'freshness',
      identity: textOf(result['unique_id']),
      kind: 'freshness',
      column: null,
      outcome,
    }),
    observed: age,
    unit: 'seconds',
    expected: bound === null ? null : { text: `loaded within ${bound}` },
    reason:
      outcome === 'error'
        ? (textOf(result['error'] ?? result['message'], 1000) ?? 'dbt says error and nothing more')
        : age === null
          ? null
          : `loaded ${durationWords(age)} ago`,
  };
}

function periodOf(value: unknown): string | null {
  const { count, period } = fieldsOf(value);
  return countOf(count) === null || textOf(period, 20) === null
    ? null
    : `${String(count)} ${String(period)}${count === 1 ? '' : 's'}`;
}

function durationWords(seconds: number): string {
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`;
}
