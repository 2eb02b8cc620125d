import type { FeedbackVerb } from '../../checks/index.ts';
import type { Sql } from './sql.ts';

/** The number in fbk_7; null when the text is no id of feedback. */
export function feedbackNumber(id: string): number | null {
  const match = /^fbk_(\d{1,15})$/.exec(id);
  return match ? Number(match[1]) : null;
}

export const feedbackId = (number: number) => `fbk_${number}`;

/** What somebody said of an alarm. */
export interface StoredFeedback {
  number: number;
  profileId: number;
  /** Null: of everything that failed. */
  expectations: string[] | null;
  verb: FeedbackVerb;
  note: string | null;
  by: string;
  at: Date;
  undoneBy: string | null;
  undoneAt: Date | null;
}

const columns = (sql: Sql) => sql`
  f.id as number, f.profile_id as "profileId", f.expectations, f.verb, f.note, f.made_by as "by", f.made_at as at,
  f.undone_by as "undoneBy", f.undone_at as "undoneAt"`;

/** All that was said in an incident, taken back or not, oldest first. */
export async function listFeedback(sql: Sql, incident: number): Promise<StoredFeedback[]> {
  return sql<StoredFeedback[]>`
    select ${columns(sql)} from alarm_feedback f where f.incident_id = ${incident} order by f.id`;
}

/** What was said of the alarms of one profile and is not taken back, oldest first. */
export async function readFeedbackOf(sql: Sql, profileId: number): Promise<StoredFeedback[]> {
  return sql<StoredFeedback[]>`
    select ${columns(sql)} from alarm_feedback f
    where f.profile_id = ${profileId} and f.undone_at is null
      and f.dataset_id = (select dataset_id from profile where id = ${profileId})
    order by f.id`;
}

export interface FeedbackWrite {
  datasetId: number;
  segment: string;
  profileId: number;
  incident: number;
  expectations: string[];
  verb: FeedbackVerb;
  note: string | null;
  by: string;
  at: Date;
}

export async function insertFeedback(sql: Sql, w: FeedbackWrite): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into alarm_feedback (dataset_id, segment, profile_id, incident_id, expectations, verb, note, made_by, made_at)
    values (${w.datasetId}, ${w.segment}, ${w.profileId}, ${w.incident}, ${w.expectations}::text[], ${w.verb}, ${w.note},
      ${w.by}, ${w.at})
    returning id`;
  if (!row) throw new Error('the feedback was not stored');
  return row.id;
}

/** False when somebody took it back before. */
export async function undoFeedback(sql: Sql, undone: { number: number; by: string; at: Date }): Promise<boolean> {
  const rows = await sql`
    update alarm_feedback set undone_by = ${undone.by}, undone_at = ${undone.at}
    where id = ${undone.number} and undone_at is null returning id`;
  return rows.length === 1;
}

/** The incident is another one now: whoever acts on what was seen before is told. */
export async function touchIncident(sql: Sql, number: number): Promise<void> {
  await sql`update incident set version = version + 1 where id = ${number}`;
}

/** A failure of an incident, and the newest profile that failed so; without a profile it is of a run or a deadline. */
export interface MarkableFailure {
  expectation: string;
  /** Whose rule it is; null of incidents of before that was kept. */
  suite: string | null;
  healed: boolean;
  profile: { id: number; segment: string; effectiveAt: Date; isInForce: boolean } | null;
}

/** All failures of an incident, the worst first. */
export async function listMarkable(sql: Sql, incident: number): Promise<MarkableFailure[]> {
  const rows = await sql<MarkableRow[]>`
    select f.expectation, f.facts->>'suite' as suite, f.facts->>'healedAt' is not null as healed,
      p.id, p.segment, p.effective_at as "effectiveAt", p.superseded_by is null as "isInForce"
    from incident_failure f left join profile p on p.id = f.last_profile_id
    where f.incident_id = ${incident} order by f.position, f.expectation`;
  return rows.map(({ expectation, suite, healed, id, segment, effectiveAt, isInForce }) => ({
    ...{ expectation, suite, healed },
    profile: id === null ? null : { id, segment, effectiveAt, isInForce },
  }));
}

interface MarkableRow {
  expectation: string;
  suite: string | null;
  healed: boolean;
  id: number | null;
  segment: string;
  effectiveAt: Date;
  isInForce: boolean;
}
