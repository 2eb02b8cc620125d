import type { FieldProblem } from '../profile.ts';
import type { Expected, Outcome, Severity } from '../result.ts';
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
} from './fields.ts';

/** Is it a validation result of Great Expectations (0.15 to 1.x), a checkpoint's result, or a list of such? */
export function isGreatExpectations(document: unknown): boolean {
  return validationsIn(document).length > 0;
}

interface Place {
  validation: Fields;
  pointer: string;
}

/** Validation results in a document: itself, those of a checkpoint (`run_results`), or those of a list. */
function validationsIn(document: unknown): Place[] {
  if (Array.isArray(document)) {
    const places = document.map((validation: unknown, index) => ({
      validation: fieldsOf(validation),
      pointer: `/${index}`,
    }));
    return places.length > 0 && places.every(({ validation }) => isValidation(validation)) ? places : [];
  }
  const fields = fieldsOf(document);
  if (isValidation(fields)) return [{ validation: fields, pointer: '' }];
  const runs = Object.entries(fieldsOf(fields['run_results'])).map(([key, run]) => {
    const inner = fieldsOf(run)['validation_result'];
    const pointer = `/run_results/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return isObject(inner)
      ? { validation: inner, pointer: `${pointer}/validation_result` }
      : { validation: fieldsOf(run), pointer };
  });
  return runs.filter(({ validation }) => isValidation(validation));
}

function isValidation(fields: Fields): boolean {
  const { results, meta } = fields;
  if (!Array.isArray(results)) return false;
  return (
    'great_expectations_version' in fieldsOf(meta) ||
    results.some((one) => isObject(fieldsOf(one)['expectation_config']))
  );
}

/** The verdicts of a document of Great Expectations; unexpected values, tracebacks and rows stay behind. */
export function readGreatExpectations(document: unknown): Reading {
  const problems: FieldProblem[] = [];
  const verdicts = validationsIn(document).map((place) => verdictOf(place, problems));
  return problems.length > 0 ? { problems } : { verdicts, ignored: [] };
}

function verdictOf({ validation, pointer }: Place, problems: FieldProblem[]): ExternalVerdict {
  const meta = fieldsOf(validation['meta']);
  const batch = fieldsOf(meta['active_batch_definition']);
  const runId = fieldsOf(meta['run_id']);
  const checks = listOf(validation['results']).flatMap((result, index) => {
    const config = fieldsOf(fieldsOf(result)['expectation_config']);
    const type = textOf(config['type'] ?? config['expectation_type'], 200);
    if (type === null) noteProblem(problems, `${pointer}/results/${index}/expectation_config/type`, 'is missing');
    return type === null ? [] : [checkOf(type, config, fieldsOf(result))];
  });
  return {
    tool: 'gx',
    suite: textOf(validation['suite_name'] ?? meta['expectation_suite_name'], 200) ?? 'default',
    dataset: { namespace: textOf(batch['datasource_name'], 200), name: textOf(batch['data_asset_name'], 500) },
    judgedAt: instantOf(meta['validation_time']) ?? instantOf(runId['run_time']),
    run: null,
    dataInterval: null,
    checks,
  };
}

function checkOf(type: string, config: Fields, item: Fields): ExternalCheck {
  const kwargs = fieldsOf(config['kwargs']);
  const { batch_id: _, ...parameters } = kwargs;
  const result = fieldsOf(item['result']);
  const column = textOf(kwargs['column']);
  const columns = [kwargs['column_A'], kwargs['column_B'], ...listOf(kwargs['column_list'])].flatMap(
    (one) => textOf(one) ?? [],
  );
  const place = column ?? (columns.length > 0 ? columns.join('+') : null);
  const raised = exceptionIn(item['exception_info']);
  const named = {
    name: place === null ? type : `${place}.${type}`,
    identity: parameters,
    kind: type,
    column,
    outcome: outcomeOf(item['success'], raised, config['severity']),
  };
  return {
    ...bareCheck(named),
    severity: severityOf(config['severity']),
    ...measured(type, parameters, result),
    reason: raised,
  };
}

/** GX's default severity is critical, so it means no more than a failure; `warning` is a warning. */
const severityOf = (severity: unknown): Severity =>
  severity === 'info' ? 'info' : severity === 'warning' ? 'warn' : 'error';

function outcomeOf(success: unknown, raised: string | null, severity: unknown): Outcome {
  if (raised !== null) return 'error';
  if (success === true) return 'pass';
  if (success !== false) return 'undecided';
  return severity === 'warning' ? 'warn' : 'fail';
}

/** What was raised: one record, or since 1.0 one for each metric. */
function exceptionIn(info: unknown): string | null {
  const records = [info, ...Object.values(fieldsOf(info))].map(fieldsOf);
  const raised = records.find((record) => record['raised_exception'] === true);
  return raised === undefined ? null : `raised: ${textOf(raised['exception_message'], 1000) ?? 'no message'}`;
}

const NO_ROW_VALUE =
  /_(row_count|column_count|null|unique_value_count|proportion_of_unique_values|mean|sum|stdev|length)/;

function measured(type: string, kwargs: Fields, result: Fields): Partial<ExternalCheck> {
  const total = countOf(result['element_count']);
  const observed = result['observed_value'];
  const isPlain = typeof observed === 'number' || typeof observed === 'string' || typeof observed === 'boolean';
  return {
    observed: isPlain && observed === observed ? observed : null,
    reveals: !NO_ROW_VALUE.test(type),
    expected: expectedOf(kwargs),
    tested: total === null ? null : Math.max(0, total - (countOf(result['missing_count']) ?? 0)),
    failed: countOf(result['unexpected_count']),
  };
}

/** Bounds, a member count or a share; the members of a set are not kept. */
function expectedOf(kwargs: Fields): Expected | null {
  const [low, high] = [endOf(kwargs['min_value']), endOf(kwargs['max_value'])];
  const value = numberOf(kwargs['value']);
  const mostly = numberOf(kwargs['mostly']);
  const share = mostly === null || mostly === 1 ? '' : ` for at least ${Number((mostly * 100).toPrecision(6))} %`;
  const members = kwargs['value_set'];
  if (Array.isArray(members)) return { text: `one of ${members.length} values${share}` };
  if (low === null && high === null)
    return value === null ? (share === '' ? null : { text: `met${share}` }) : { low: value, high: value };
  const isStrict = kwargs['strict_min'] === true || kwargs['strict_max'] === true;
  if (!isStrict && share === '') return { low, high };
  const words = [low === null ? [] : [`${kwargs['strict_min'] === true ? 'above' : 'at least'} ${low}`], high === null ? [] : [`${kwargs['strict_max'] === true ? 'below' : 'at most'} ${high}`]]; // prettier-ignore
  return { text: words.flat().join(', ') + share };
}

const endOf = (value: unknown) => numberOf(value) ?? instantOf(value);
