import { externalSuite, type CheckResult, type DatasetName } from '../../checks/index.ts';
import { normalisedName } from '../openlineage/index.ts';
import type { Warning } from './profile-times.ts';
import type { ResultsPlace } from './results-place.ts';
import type { IncidentRelation } from './record-results.ts';

interface Judged {
  results: readonly CheckResult[];
  verdict: string;
  gate: string;
  incidents: IncidentRelation[];
  /** Older than the newest verdict of its suite. */
  isLate: boolean;
}

/** The answer to one verdict of another tool as JSON, as it is sent and as it is kept; every result has an id of its own. */
export function answerOf(place: ResultsPlace, { results, isLate, ...judged }: Judged): string {
  const { context, rules, dataset, drawn, posted } = place;
  const { namespace, name } = rules.currentName(posted.dataset);
  return JSON.stringify({
    dataset: { id: `dst_${dataset.id}`, namespace, name, url: `${context.publicUrl}/datasets/${dataset.slug}` },
    suite: externalSuite(posted),
    run: posted.run?.id ?? null,
    judgedAt: posted.judgedAt,
    ...judged,
    warnings: warningsOf(place, isLate),
    results: results.map((result, index) => ({ id: `ext_${drawn.id}_${index}`, ...result })),
  });
}

function warningsOf({ rules, dataset, posted }: ResultsPlace, isLate: boolean): Warning[] {
  const full = ({ namespace, name }: DatasetName) => `${namespace}/${name}`;
  const messages: string[] = [];
  const current = full(rules.currentName(posted.dataset));
  if (isLate) messages.push('older than the newest results of this suite: kept, but no incident is opened or resolved');
  if (current !== full(normalisedName(posted.dataset)))
    messages.push(`${full(posted.dataset)} is ${current} now: kept there`);
  if (dataset.retired_at) messages.push('the dataset is retired: kept, but no incident is opened');
  return messages.map((message) => ({ pointer: '', message }));
}

/** What several steps of one transaction did to an incident, as one: its state after the last of them. */
export function mergedRelations(relations: readonly IncidentRelation[]): IncidentRelation[] {
  const byId = new Map<string, IncidentRelation>();
  for (const one of relations) {
    const known = byId.get(one.id);
    const isMore = known === undefined || known.relation === 'continued' || one.relation === 'resolved';
    byId.set(one.id, isMore ? one : { ...one, relation: known.relation });
  }
  return [...byId.values()];
}
