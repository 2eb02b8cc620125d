import type { z } from 'zod';
import type { ExternalVerdict, FieldProblem, ResultFormat } from '../../checks/index.ts';
import type { PostedVerdict } from '../flow/results-place.ts';
import { Problem } from '../problem.ts';
import { instant } from './shapes/common.ts';
import { resultsEnvelopeSchema, type resultsQuerySchema } from './shapes/results.ts';
import { zodProblem } from './zod-problem.ts';

export type ResultsQuery = z.infer<typeof resultsQuerySchema>;

/** A tool's document and what its sender says beside it. */
export interface Posting {
  document: unknown;
  manifest?: unknown;
  format?: ResultFormat;
  dataset: { namespace?: string | undefined; name?: string | undefined };
  run: ExternalVerdict['run'];
  dataInterval: ExternalVerdict['dataInterval'];
  key: string | null;
}

/** What was posted: the document by itself, or in an envelope; what the query says wins over the envelope. */
export function readPosting(value: unknown, query: ResultsQuery): Posting {
  const isEnvelope = typeof value === 'object' && value !== null && 'document' in value;
  const parsed = isEnvelope ? resultsEnvelopeSchema.safeParse(value) : null;
  if (parsed && !parsed.success) throw zodProblem(parsed.error);
  const said = parsed?.data;
  const run = query.run === undefined ? said?.run : { id: query.run };
  return {
    document: said ? said.document : value,
    ...(said?.manifest === undefined ? {} : { manifest: said.manifest }),
    ...(query.format === undefined ? {} : { format: query.format }),
    dataset: {
      namespace: query.namespace ?? said?.dataset?.namespace,
      name: query.dataset ?? said?.dataset?.name,
    },
    run: run === undefined ? null : { id: run.id, job: ('job' in run ? run.job : null) ?? null },
    dataInterval: query.interval === undefined ? (said?.dataInterval ?? null) : intervalIn(query.interval),
    key: said?.idempotencyKey ?? null,
  };
}

function intervalIn(text: string): { start: string; end: string } {
  const [start = '', end = ''] = text.split('/');
  if (instant.safeParse(start).success && instant.safeParse(end).success && Date.parse(start) <= Date.parse(end)) return { start, end }; // prettier-ignore
  const message = 'must be START/END, both RFC 3339 with a zone, START not after END';
  throw new Problem('invalid-request', 'The data interval is not valid.', {
    errors: [{ pointer: '/interval', message }],
  });
}

/**
 * Each verdict under its dataset's full name, in the order of names. A given namespace holds for all; a given name too, unless
 * the document names several datasets. What has no name is told with how to give one.
 */
export function placeVerdicts(
  verdicts: readonly ExternalVerdict[],
  { dataset, run, dataInterval, key }: Posting,
): { verdicts: PostedVerdict[] } | { problems: FieldProblem[] } {
  const tooMany = excessOf(verdicts);
  if (tooMany !== null) return { problems: [{ pointer: '', message: tooMany }] };
  const named = new Set(verdicts.map((verdict) => verdict.dataset.name));
  if (dataset.name !== undefined && named.size > 1) {
    const names = [...named]
      .map((name) => name ?? '(none)')
      .join(', ')
      .slice(0, 300);
    return { problems: [{ pointer: '', message: `tells of several datasets (${names}): leave out dataset` }] };
  }
  const placed: PostedVerdict[] = [];
  const problems: FieldProblem[] = [];
  for (const verdict of verdicts) {
    const namespace = dataset.namespace ?? verdict.dataset.namespace;
    const name = dataset.name ?? verdict.dataset.name;
    if (namespace === null || name === null) problems.push(unnamed(verdict, { namespace, name }));
    else placed.push({ ...verdict, dataset: { namespace, name }, run: run ?? verdict.run, dataInterval: dataInterval ?? verdict.dataInterval, key }); // prettier-ignore
  }
  if (problems.length > 0) return { problems: problems.slice(0, 20) };
  return { verdicts: placed.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1)) };
}

const mostVerdicts = 1000;
const mostChecks = 20_000;
const mostChecksOfOne = 5000;

function excessOf(verdicts: readonly ExternalVerdict[]): string | null {
  const counts = verdicts.map(({ checks }) => checks.length);
  const checks = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length > mostVerdicts) {
    return `tells of ${counts.length} datasets and suites; post at most ${mostVerdicts} at once`;
  }
  if (checks > mostChecks) return `has ${checks} results; post at most ${mostChecks} at once`;
  const most = Math.max(0, ...counts);
  return most > mostChecksOfOne
    ? `has ${most} results of one dataset and suite; at most ${mostChecksOfOne} are taken`
    : null;
}

const orderOf = ({ dataset, tool, suite }: PostedVerdict) =>
  [dataset.namespace, dataset.name, tool, suite].join('\u0000');

function unnamed(
  { tool, suite, dataset }: ExternalVerdict,
  place: { namespace: string | null; name: string | null },
): FieldProblem {
  const lacking = [place.namespace === null ? ['namespace'] : [], place.name === null ? ['dataset'] : []].flat();
  const of = dataset.name === null ? '' : ` of ${dataset.name}`;
  const manifest = tool === 'dbt' && place.name === null ? ', or post manifest.json beside it as `manifest`' : '';
  const fix = lacking.map((one) => `?${one}=…`).join(' and ');
  return {
    pointer: '',
    message: `${tool}:${suite}${of} does not say its ${lacking.join(' and ')}: add ${fix}${manifest}`,
  };
}
