import { nearestWord } from '../suite/nearest-word.ts';
import type { FieldProblem } from '../profile.ts';
import type { Outcome, Severity } from '../result.ts';
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

const OUTCOMES: readonly string[] = ['pass', 'warn', 'fail', 'undecided', 'error'] satisfies Outcome[];
const SEVERITIES: readonly string[] = ['info', 'warn', 'error', 'critical'] satisfies Severity[];
const DOCUMENT = ['tool', 'suite', 'judgedAt', 'results', 'dataset', 'run', 'dataInterval'];
const RESULT = [
  'check',
  'kind',
  'column',
  'outcome',
  'severity',
  'observed',
  'low',
  'high',
  'unit',
  'tested',
  'failed',
  'reason',
];

/** Is it Plumbline's own form, for tools that have none of the others? */
export function isPlain(document: unknown): boolean {
  const { results, tool } = fieldsOf(document);
  return Array.isArray(results) && (tool !== undefined || results.some((one) => 'outcome' in fieldsOf(one)));
}

/** The verdict of a document in Plumbline's own form; unlike in the files of tools, an unknown field is refused. */
export function readPlain(document: unknown): Reading {
  const fields = fieldsOf(document);
  const problems: FieldProblem[] = [];
  refuseUnknown(fields, DOCUMENT, { pointer: '', problems });
  const tool = toolOf(fields['tool'], problems);
  const checks = listOf(fields['results']).flatMap((one, index) => checkOf(one, `/results/${index}`, problems) ?? []);
  const judgedAt = instantOf(fields['judgedAt']);
  if (fields['judgedAt'] !== undefined && judgedAt === null)
    noteProblem(problems, '/judgedAt', 'is no instant of RFC 3339');
  if (problems.length > 0) return { problems };
  const dataset = fieldsOf(fields['dataset']);
  const verdict: ExternalVerdict = {
    tool,
    suite: textOf(fields['suite'], 200) ?? 'results',
    dataset: { namespace: textOf(dataset['namespace'], 200), name: textOf(dataset['name'], 500) },
    judgedAt,
    run: null,
    dataInterval: null,
    checks,
  };
  return { verdicts: [verdict], ignored: [] };
}

function toolOf(value: unknown, problems: FieldProblem[]): string {
  const tool = textOf(value, 200);
  if (tool !== null && /^[a-z][a-z0-9._-]{0,39}$/.test(tool)) return tool;
  const message =
    value === undefined ? 'is missing: say which tool judged' : 'must be 1 to 40 of a-z, 0-9, dot, dash, underscore';
  noteProblem(problems, '/tool', message);
  return '';
}

function refuseUnknown(
  fields: Fields,
  known: readonly string[],
  at: { pointer: string; problems: FieldProblem[] },
): void {
  for (const key of Object.keys(fields).filter((name) => !known.includes(name))) {
    const near = nearestWord(key, known);
    const place = `${at.pointer}/${key.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    noteProblem(at.problems, place, `is not a known field${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
}

function checkOf(value: unknown, pointer: string, problems: FieldProblem[]): ExternalCheck | null {
  const before = problems.length;
  if (!isObject(value)) noteProblem(problems, pointer, 'must be an object');
  const fields = fieldsOf(value);
  refuseUnknown(fields, RESULT, { pointer, problems });
  const wrong = (key: string, message: string) => noteProblem(problems, `${pointer}/${key}`, message);
  const { outcome, severity = 'error', observed = null } = fields;
  const name = textOf(fields['check'], 200);
  if (name === null) wrong('check', 'must be a text: the name of the check, the same each time');
  if (!OUTCOMES.includes(wordOf(outcome))) wrong('outcome', `must be one of ${OUTCOMES.join(', ')}`);
  if (!SEVERITIES.includes(wordOf(severity))) wrong('severity', `must be one of ${SEVERITIES.join(', ')}`);
  for (const key of ['tested', 'failed']) {
    if (fields[key] !== undefined && countOf(fields[key]) === null) wrong(key, 'must be a whole number from 0 up');
  }
  for (const key of ['low', 'high']) {
    if (fields[key] !== undefined && numberOf(fields[key]) === null) wrong(key, 'must be a number');
  }
  const isScalar = observed === null || ['number', 'string', 'boolean'].includes(typeof observed);
  if (!isScalar) wrong('observed', 'must be a number, a text or a boolean: an aggregate, no row');
  return problems.length > before ? null : readCheck(name ?? '', { ...fields, severity, observed });
}

function readCheck(name: string, fields: Fields): ExternalCheck {
  const [low, high] = [numberOf(fields['low']), numberOf(fields['high'])];
  const column = textOf(fields['column']);
  const outcome = fields['outcome'] as Outcome;
  return {
    ...bareCheck({ name, identity: null, kind: textOf(fields['kind'], 200) ?? 'check', column, outcome }),
    severity: fields['severity'] as Severity,
    observed: fields['observed'] as ExternalCheck['observed'],
    expected: low === null && high === null ? null : { low, high },
    unit: textOf(fields['unit'], 50),
    tested: countOf(fields['tested']),
    failed: countOf(fields['failed']),
    reason: textOf(fields['reason'], 1000),
  };
}
