import {
  describeFailure,
  incidentSentence,
  noLongerSeen,
  type Failure,
  type IncidentChange,
  type IncidentFacts,
} from '../../alerts/index.ts';
import { appendAudit } from '../store/audit.ts';
import {
  appendIncidentEvents,
  incidentId,
  lockIncident,
  nextIncidentNumber,
  saveFailures,
  saveIncident,
  type StoredIncident,
} from '../store/incidents.ts';
import type { Sql } from '../store/sql.ts';
import { insertCauseJob } from '../store/cause/incident-causes.ts';
import { incidentStep, noticeFacts } from './incident-step.ts';
import type { RecordContext } from './judged-profile.ts';
import { notifyOf } from './notify.ts';
import { asNeverEnded, reopenedBy, tellReopened, type Reopening } from './reopen-incident.ts';

/** What was just judged of one subject: the only thing that opens, feeds or resolves incidents. */
export interface Recorded {
  subject: IncidentFacts['subject'];
  datasetId: number | null;
  jobId: number | null;
  openIncident: number | null;
  failing: Failure[];
  passing: string[];
  undecided: string[];
  /** The metric to plot for each expectation that fails now. */
  metrics: ReadonlyMap<string, string | null>;
  profileId: number | null;
  owner: string | null;
  labels: Record<string, string>;
  runbook: string | null;
  covers?: (failure: Failure) => boolean;
  /** The part of the subject that was judged; absent for the whole. */
  series?: string;
  healedBy?: ReadonlyMap<string, string>;
  gone?: ReadonlyMap<string, string>;
  /** Who ends it, where somebody does. */
  resolvedBy?: string;
  /** A resolved incident that is open again when what failed in it fails still, and why: else a new one opens. */
  reopens?: Reopening;
}

export interface IncidentRelation {
  id: string;
  state: IncidentFacts['state'];
  relation: 'opened' | 'joined' | 'continued' | 'resolved';
  url: string;
}

/** How an incident is marked that nobody closed. */
const healedByItself = 'passing again';

/** How an incident is marked whose last failures were of parts of a dataset that come no more. */
const endedByItself = noLongerSeen;

/** All the ways in which an incident is marked that nobody closed. */
export const closedByNobody: readonly string[] = [healedByItself, endedByItself];

const resolvedHow = (changes: readonly IncidentChange[]) =>
  changes.some(({ kind }) => kind === 'ended') && !changes.some(({ kind }) => kind === 'healed')
    ? endedByItself
    : healedByItself;

const system = { name: 'system:judge', via: 'system' } as const;

/** Opens, joins or resolves the subject's incident and plans who is told, all in the caller's transaction. */
export async function recordResults(
  context: RecordContext,
  recorded: Recorded,
  now: Date,
): Promise<IncidentRelation[]> {
  const { sql, publicUrl } = context;
  const reopened = await reopenedBy(context, recorded);
  const current = reopened ?? (await openOne(context, recorded));
  const number = current !== null ? current.number : await nextIncidentNumber(sql);
  const { incident, changes, change } = incidentStep(
    {
      ...recorded,
      current: current?.facts ?? null,
      newId: incidentId(number),
      url: `${publicUrl}/i/${incidentId(number)}`,
    },
    now,
  );
  if (!incident) return [];
  if (reopened !== null) await tellReopened(sql, reopened, { ...recorded, now });
  const kept = reopened === null ? { incident, changes } : asNeverEnded(reopened.facts, { incident, changes });
  const occurred = reopened === null && recorded.failing.length > 0;
  await storeIncident(sql, { ...kept, number, recorded, isNew: current === null, occurred, now });
  const before = current?.facts ?? null;
  await notifyOf(context, { number, incident, before, changes, change }, now);
  return [{ id: incident.id, state: incident.state, relation: relationOf(changes), url: incident.url }];
}

async function openOne({ sql, publicUrl }: RecordContext, { openIncident }: Recorded): Promise<StoredIncident | null> {
  const current = openIncident === null ? null : await lockIncident(sql, openIncident, publicUrl);
  return current?.facts.state === 'resolved' ? null : current;
}

/** Something to know of a subject and nothing to act on: an incident of severity info that is resolved from the start. */
export async function recordNotice(
  context: RecordContext,
  notice: Pick<Recorded, 'subject' | 'datasetId' | 'jobId' | 'profileId' | 'owner' | 'labels' | 'runbook'> & {
    failures: Failure[];
  },
  now: Date,
): Promise<IncidentRelation> {
  const { sql, publicUrl } = context;
  const { subject, owner, labels, runbook, failures } = notice;
  const number = await nextIncidentNumber(sql);
  const id = incidentId(number);
  const incident = noticeFacts({ id, url: `${publicUrl}/i/${id}`, subject, owner, labels, runbook, failures }, now);
  const changes = [{ kind: 'resolved', expectation: null, reason: 'nothing has to be done' }] as const;
  const recorded = { ...notice, metrics: new Map<string, null>() };
  await storeIncident(sql, { number, incident, changes, recorded, isNew: true, occurred: true, now });
  await notifyOf(context, { number, incident, before: null, changes, change: 'opened' }, now);
  return { id: incident.id, state: 'resolved', relation: 'resolved', url: incident.url };
}

function relationOf(changes: readonly IncidentChange[]): IncidentRelation['relation'] {
  const kinds = new Set(changes.map((change) => change.kind));
  if (kinds.has('opened')) return 'opened';
  if (kinds.has('resolved')) return 'resolved';
  return kinds.has('joined') ? 'joined' : 'continued';
}

interface StoredChange {
  number: number;
  incident: IncidentFacts;
  changes: readonly IncidentChange[];
  recorded: Pick<Recorded, 'datasetId' | 'jobId' | 'profileId' | 'metrics' | 'resolvedBy'>;
  isNew: boolean;
  /** Did a profile or run fail into it just now? One that is only judged again did so before. */
  occurred: boolean;
  now: Date;
}

async function storeIncident(sql: Sql, s: StoredChange): Promise<void> {
  const { number, incident, recorded, now } = s;
  await saveIncident(sql, {
    number,
    datasetId: recorded.datasetId,
    jobId: recorded.jobId,
    facts: incident,
    sentence: incidentSentence(incident),
    isNew: s.isNew,
    occurred: s.occurred,
    at: now,
    resolvedBy: incident.state === 'resolved' ? (recorded.resolvedBy ?? resolvedHow(s.changes)) : null,
  });
  await saveFailures(sql, {
    number,
    failures: incident.failures,
    metrics: recorded.metrics,
    profileId: recorded.profileId,
  });
  const told = s.changes.filter((change) => change.kind !== 'unchanged');
  if (told.length > 0) await insertCauseJob(sql, number);
  const events = told.map((change) => ({ kind: change.kind, actor: null, text: textOf(change, incident) }));
  await appendIncidentEvents(sql, { number, at: now, events });
  for (const change of told.filter(({ kind }) => kind === 'opened' || kind === 'resolved')) {
    await appendAudit(sql, system, {
      action: `incident.${change.kind}`,
      object: incident.id,
      namespace: incident.subject.namespace,
      after: { state: incident.state, severity: incident.severity, reason: change.reason },
    });
  }
}

function textOf(change: IncidentChange, incident: IncidentFacts): string {
  const failure = incident.failures.find(({ expectation }) => expectation === change.expectation);
  if (change.kind === 'opened') return incidentSentence(incident);
  if (!failure) return change.reason;
  return change.kind === 'joined' ? describeFailure(failure) : `${describeFailure(failure)}: ${change.reason}`;
}
