import type { FieldProblem } from '../../checks/index.ts';
import { fieldsOf, instantOf, listOf, textOf, type Fields, wordOf } from './fields.ts';

export interface LineageName {
  namespace: string;
  name: string;
}

/** A dataset of an event, with the facets of all its places under their names. */
export interface LineageDataset extends LineageName {
  facets: Fields;
  /** Names of facets that the event deletes. */
  deleted: readonly string[];
}

export type LineageState = 'START' | 'RUNNING' | 'COMPLETE' | 'FAIL' | 'ABORT';

/** What an OpenLineage event says, as far as we use it. */
export interface LineageEvent {
  kind: 'run' | 'job' | 'dataset';
  /** Null for OTHER, for an unknown type, and for events without a run. */
  state: LineageState | null;
  at: string;
  producer: string | null;
  run: { id: string; job: LineageName; traceparent?: string } | null;
  job: LineageName | null;
  dataInterval: { start: string; end: string } | null;
  /** When its scheduler meant it to run: the data interval, or one instant twice. */
  nominal: { start: string; end: string } | null;
  error: string | null;
  inputs: LineageDataset[];
  outputs: LineageDataset[];
  runFacets: Fields;
  jobFacets: Fields;
}

const states: readonly LineageState[] = ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT'];
const longestNamespace = 200;
const longestName = 500;
const longestRunId = 300;

/**
 * Reads one event by its shape; its schemaURL is only a hint. Facets are never a reason to refuse: only what has no name to
 * be kept under is. Answers every such place at once, or the event.
 */
export function readEvent(value: unknown): { event: LineageEvent } | { errors: FieldProblem[] } {
  const fields = fieldsOf(value);
  const errors: FieldProblem[] = [];
  const kind = kindOf(fields);
  if (!kind)
    return { errors: [{ pointer: '', message: 'has neither run, job nor dataset: it is no OpenLineage event' }] };
  const at = instantOf(fields['eventTime']);
  if (at === null) errors.push({ pointer: '/eventTime', message: said(fields['eventTime'], 'is no instant') });
  const job = kind === 'dataset' ? null : nameIn(fieldsOf(fields['job']), '/job', errors);
  const runFields = fieldsOf(fields['run']);
  const runId = kind === 'run' ? required(runFields['runId'], longestRunId, { pointer: '/run/runId', errors }) : '';
  // Flink's SQL tables come with an empty namespace.
  const home = job?.namespace ?? '';
  const datasets = (side: string) => listOf(fields[side]).map((one, index) => datasetIn(homed(one, home), `/${side}/${index}`, errors)); // prettier-ignore
  const [inputs, outputs] = kind === 'dataset' ? [[], [datasetIn(fields['dataset'], '/dataset', errors)]] : [datasets('inputs'), datasets('outputs')]; // prettier-ignore
  if (errors.length > 0) return { errors: errors.slice(0, 100) };
  const facets = fieldsOf(runFields['facets']);
  return {
    event: {
      kind,
      state: kind === 'run' ? stateOf(fields['eventType']) : null,
      at: at ?? '',
      producer: textOf(fields['producer'], 200),
      run: kind === 'run' && job ? { id: runId, job } : null,
      job,
      ...nominalIn(fieldsOf(facets['nominalTime'])),
      error: textOf(fieldsOf(facets['errorMessage'])['message'], 100_000),
      inputs,
      outputs,
      runFacets: facets,
      jobFacets: fieldsOf(fieldsOf(fields['job'])['facets']),
    },
  };
}

const stateOf = (type: unknown) => states.find((known) => known === wordOf(type).toUpperCase()) ?? null;

function kindOf(fields: Fields): LineageEvent['kind'] | null {
  if (isGiven(fields['run'])) return 'run';
  if (isGiven(fields['job'])) return 'job';
  return isGiven(fields['dataset']) ? 'dataset' : null;
}

const isGiven = (value: unknown) => value !== undefined && value !== null;
const said = (value: unknown, otherwise: string) => (isGiven(value) ? otherwise : 'is missing');

function required(value: unknown, most: number, at: { pointer: string; errors: FieldProblem[] }): string {
  const text = textOf(value, most);
  if (text !== null && isStorable(text)) return text;
  const wanted = text === null ? `must be a text of 1 to ${most} characters` : 'has characters that no name may have';
  at.errors.push({ pointer: at.pointer, message: said(value, wanted) });
  return '';
}

const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0');

/** A full name anywhere in an event; null when a part of it is missing or could not be stored. */
export function nameOf(fields: Fields): LineageName | null {
  const namespace = textOf(fields['namespace'], longestNamespace);
  const name = textOf(fields['name'], longestName);
  if (namespace === null || name === null || !isStorable(namespace + name)) return null;
  return { namespace, name };
}

function nameIn(fields: Fields, pointer: string, errors: FieldProblem[]): LineageName {
  return {
    namespace: required(fields['namespace'], longestNamespace, { pointer: `${pointer}/namespace`, errors }),
    name: required(fields['name'], longestName, { pointer: `${pointer}/name`, errors }),
  };
}

/** A dataset whose namespace is empty stands in that of its job: to refuse it would lose the run. */
function homed(value: unknown, home: string): unknown {
  const fields = fieldsOf(value);
  return fields['namespace'] === '' && home !== '' ? { ...fields, namespace: home } : value;
}

/** Producers put the same facet in different places: the one of the direction wins over the dataset's own. */
function datasetIn(value: unknown, pointer: string, errors: FieldProblem[]): LineageDataset {
  const fields = fieldsOf(value);
  const places = [fields['facets'], fields['inputFacets'], fields['outputFacets']].map(fieldsOf);
  const given = places.flatMap((place) => Object.entries(place)).filter(([, facet]) => isKept(facet));
  const deleted = Object.entries(fieldsOf(fields['facets'])).flatMap(([name, facet]) =>
    isDeleted(facet) ? [name] : [],
  );
  return { ...nameIn(fields, pointer, errors), facets: Object.fromEntries(given), deleted };
}

const isDeleted = (facet: unknown) => fieldsOf(facet)['_deleted'] === true;

const isKept = (facet: unknown) => isGiven(facet) && !isDeleted(facet);

function nominalIn(facet: Fields): Pick<LineageEvent, 'dataInterval' | 'nominal'> {
  const start = instantOf(facet['nominalStartTime']);
  const end = instantOf(facet['nominalEndTime']);
  if (start === null) return { dataInterval: null, nominal: null };
  const isSpan = end !== null && start < end;
  return { dataInterval: isSpan ? { start, end } : null, nominal: { start, end: isSpan ? end : start } };
}
