import { read } from '../../api/client.ts';
import { settle } from '../../api/load.ts';
import type { Fetch } from '../../api/request.ts';
import { isLearned } from '../../format/learned-words.ts';
import { worstFirst } from '../../format/incident-words.ts';
import { NO_MARKS, type LearnedMarks } from '../../charts/learned-marks.ts';
import type {
  CheckResultShape,
  ColumnRow,
  FailureShape,
  IncidentDetail,
  MetricSeries,
  MetricsShape,
} from '../../api/types.ts';
import { learnedMarks } from './learned-evidence.ts';
import { evidenceMetrics, evidenceSeries } from './evidence-series.ts';
import { aroundFailure } from './around-failure.ts';

export interface Evidence {
  failure: FailureShape;
  series: MetricSeries | null;
  schemaChanges: MetricsShape['schemaChanges'];
  column: ColumnRow | null;
  /** Of a learned failure: its result in full, and what its chart shows beside the points. */
  result: CheckResultShape | null;
  learned: LearnedMarks;
}

/** An incident with the evidence for one of its failures: the metric around the time it broke, and the column then against before. */
export async function loadIncident(fetch: Fetch, url: URL, id: string) {
  const incident = await read(fetch).incident(id);
  const failure = chosenFailure(incident, url.searchParams.get('ev'));
  const evidence = failure === undefined ? null : await settle(loadEvidence(fetch, incident, failure));
  return { incident, evidence };
}

/** The failure that the address names by its expectation, else the worst that can be drawn. */
function chosenFailure(incident: IncidentDetail, expectation: string | null): FailureShape | undefined {
  const drawable = worstFirst(incident.failures).filter(
    (one) => one.metric !== null || one.column !== null || isLearned(one),
  );
  return drawable.find((one) => one.expectation === expectation) ?? drawable[0];
}

async function loadEvidence(fetch: Fetch, incident: IncidentDetail, failure: FailureShape): Promise<Evidence> {
  const none: Evidence = { failure, series: null, schemaChanges: [], column: null, result: null, learned: NO_MARKS };
  if (incident.subject.kind !== 'dataset') return none;
  const slug = incident.subject.slug ?? incident.subject.id;
  const metrics = await read(fetch).metrics(slug, { name: evidenceMetrics(failure) });
  const [column, result] = await Promise.all([
    loadColumn(fetch, { slug, failure, series: metrics.series[0] }),
    loadResult(fetch, failure),
  ]);
  const found = { ...none, schemaChanges: metrics.schemaChanges, column, result };
  const series = evidenceSeries(failure, metrics, column);
  if (series === null) return found;
  const learned = isLearned(failure)
    ? learnedMarks({ failure, result, series, timeline: incident.timeline, feedback: incident.feedback })
    : NO_MARKS;
  return { ...found, series: aroundFailure(series, failure), learned };
}

/** The whole result behind a learned failure, in the newest profile that had it. */
async function loadResult(fetch: Fetch, failure: FailureShape): Promise<CheckResultShape | null> {
  if (!isLearned(failure) || failure.lastProfileId === null) return null;
  const { data } = await settle(read(fetch).judgements(failure.lastProfileId));
  return data?.known?.answer.results.find((one) => one.expectation === failure.expectation) ?? null;
}

async function loadColumn(
  fetch: Fetch,
  { slug, failure, series }: { slug: string; failure: FailureShape; series: MetricSeries | undefined },
): Promise<ColumnRow | null> {
  if (failure.column === null || failure.lastProfileId === null) return null;
  const before = profileBefore(series, failure.firstProfileId);
  const { columns } = await read(fetch).columns(slug, { profile: failure.lastProfileId, before });
  return columns.find((one) => one.name === failure.column) ?? null;
}

/** The last profile before the first failing one: the honest "before" of an incident that lasts over several profiles. */
function profileBefore(series: MetricSeries | undefined, profileId: string | null): string | null {
  const at = series?.points.findIndex((point) => point.profileId === profileId) ?? -1;
  return at > 0 ? (series?.points[at - 1]?.profileId ?? null) : null;
}
