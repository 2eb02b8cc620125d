import type { FieldProblem } from '../profile.ts';
import type { Expected, Outcome, Severity } from '../result.ts';
import { bareCheck, type ExternalCheck, type ExternalVerdict, type Reading } from './external-verdict.ts';
import { fieldsOf, instantOf, isObject, listOf, noteProblem, shallow, textOf, type Fields } from './fields.ts';

/** Is it an OpenLineage event, or a DataQualityAssertions facet by itself? */
export function isOpenLineage(document: unknown): boolean {
  const fields = fieldsOf(document);
  if (Array.isArray(fields['assertions'])) return true;
  return 'eventTime' in fields && ['run', 'job', 'dataset'].some((key) => isObject(fields[key]));
}

interface Dataset {
  fields: Fields;
  pointer: string;
}

/**
 * The verdicts that an event carries: DataQualityAssertions and Great Expectations' own facet of its datasets, and the tests of its
 * run. Those do not say of which dataset they are: they are kept with the first that the event names (dbt's first `ref`).
 */
export function readOpenLineage(document: unknown): Reading {
  const event = fieldsOf(document);
  const problems: FieldProblem[] = [];
  const ignored: FieldProblem[] = [];
  if (Array.isArray(event['assertions'])) {
    const checks = assertionsIn(event, '', problems);
    return problems.length > 0 ? { problems } : { verdicts: [{ ...verdictOf(event, {}), checks }], ignored };
  }
  const datasets = datasetsIn(event);
  const verdicts = datasets.flatMap((dataset) => {
    const checks = facetsOf(dataset).flatMap(({ facet, pointer }) => assertionsIn(facet, pointer, problems));
    return checks.length === 0 ? [] : [{ ...verdictOf(event, dataset.fields), checks }];
  });
  const tests = testsIn(event, problems);
  const [first] = datasets;
  if (tests.length > 0 && first) verdicts.push({ ...verdictOf(event, first.fields), checks: tests });
  else if (tests.length > 0)
    noteProblem(ignored, '/run/facets/test', 'has tests, but the event names no dataset that they could be of');
  return problems.length > 0 ? { problems } : { verdicts, ignored };
}

function datasetsIn(event: Fields): Dataset[] {
  const many = ['inputs', 'outputs'].flatMap((side) =>
    listOf(event[side]).map((one, index) => ({ fields: fieldsOf(one), pointer: `/${side}/${index}` })),
  );
  return isObject(event['dataset']) ? [...many, { fields: event['dataset'], pointer: '/dataset' }] : many;
}

const assertionFacets = ['dataQualityAssertions', 'greatExpectations_assertions'];

function facetsOf({ fields, pointer }: Dataset): { facet: Fields; pointer: string }[] {
  return ['facets', 'inputFacets', 'outputFacets'].flatMap((place) =>
    assertionFacets.flatMap((name) => {
      const facet = fieldsOf(fields[place])[name];
      return isObject(facet) ? [{ facet, pointer: `${pointer}/${place}/${name}` }] : [];
    }),
  );
}

function verdictOf(event: Fields, dataset: Fields): ExternalVerdict {
  const job = fieldsOf(event['job']);
  const run = fieldsOf(event['run']);
  const [namespace, name] = [textOf(job['namespace'], 200), textOf(job['name'], 500)];
  const id = textOf(run['runId'], 300);
  const nominal = fieldsOf(fieldsOf(run['facets'])['nominalTime']);
  const [start, end] = [instantOf(nominal['nominalStartTime']), instantOf(nominal['nominalEndTime'])];
  return {
    tool: 'openlineage',
    suite: name ?? 'assertions',
    dataset: { namespace: textOf(dataset['namespace'], 200), name: textOf(dataset['name'], 500) },
    judgedAt: instantOf(event['eventTime']),
    run: id === null ? null : { id, job: namespace === null || name === null ? null : { namespace, name } },
    dataInterval: start !== null && end !== null && start < end ? { start, end } : null,
    checks: [],
  };
}

function assertionsIn(facet: Fields, pointer: string, problems: FieldProblem[]): ExternalCheck[] {
  return listOf(facet['assertions']).flatMap((one, index) => {
    const assertion = fieldsOf(one);
    const type = textOf(assertion['assertion'] ?? assertion['expectationType'], 200);
    if (type === null) noteProblem(problems, `${pointer}/assertions/${index}/assertion`, 'is missing');
    if (type === null) return [];
    const column = textOf(assertion['column'] ?? assertion['columnId']);
    const { success } = assertion;
    const status = success === true ? 'pass' : success === false ? 'fail' : null;
    const name = textOf(assertion['name'], 200) ?? (column === null ? type : `${column}.${type}`);
    return [
      { ...checkOf(assertion, { name, kind: type, column, status }), identity: shallow(assertion['params'] ?? null) },
    ];
  });
}

function testsIn(event: Fields, problems: FieldProblem[]): ExternalCheck[] {
  const facets = fieldsOf(fieldsOf(event['run'])['facets']);
  // Airflow's own test of its provider calls it `testRun`.
  const facet = fieldsOf(facets['test'] ?? facets['testRun']);
  return listOf(facet['tests']).flatMap((one, index) => {
    const test = fieldsOf(one);
    const name = textOf(test['name'], 200);
    if (name === null) noteProblem(problems, `/run/facets/test/tests/${index}/name`, 'is missing');
    if (name === null) return [];
    const kind = textOf(test['type'], 200) ?? 'test';
    return [checkOf(test, { name, kind, column: null, status: statusOf(test['status']) })];
  });
}

const words: Record<string, string> = { success: 'pass', passed: 'pass', failed: 'fail', failure: 'fail', error: 'fail', skipped: 'skip' }; // prettier-ignore

/** `pass`, `fail` or `skip`, also where a producer says it in another word; any other word as it is. */
function statusOf(status: unknown): string | null {
  if (typeof status !== 'string') return null;
  const word = status.toLowerCase();
  return Object.hasOwn(words, word) ? words[word]! : word;
}

type Named = Pick<ExternalCheck, 'name' | 'kind' | 'column'> & { status: string | null };

/** `expected` and `actual` are texts: kept where they are numbers, for others may be values of rows. */
function checkOf(fields: Fields, { status, ...named }: Named): ExternalCheck {
  const severity: Severity = fields['severity'] === 'warn' ? 'warn' : 'error';
  const failing: Outcome = severity === 'warn' ? 'warn' : 'fail';
  const outcome: Outcome = status === 'pass' ? 'pass' : status === 'fail' ? failing : 'undecided';
  const [observed, wanted] = [numeral(fields['actual']), numeral(fields['expected'])];
  const expected: Expected | null = wanted === null ? null : { text: String(wanted) };
  const reason = status === 'skip' ? 'skipped' : outcome === 'undecided' ? 'the facet does not say how it went' : null;
  return { ...bareCheck({ ...named, identity: null, outcome }), severity, observed, expected, reason };
}

function numeral(value: unknown): number | null {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}
