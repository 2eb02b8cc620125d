import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, timestamp } from 'drizzle-orm/pg-core';
import { incident } from './schema.ts';

const ref = (name: string) => bigint(name, { mode: 'number' });
const at = (name: string) => timestamp(name, { withTimezone: true });

/** Why an incident is, as far as lineage tells: written by a job of the clock, anew whenever something near it changes. */
export const incidentCause = pgTable(
  'incident_cause',
  {
    incidentId: ref('incident_id')
      .primaryKey()
      .references(() => incident.id),
    foundAt: at('found_at').notNull(),
    /** The dataset or job that is suspected; both null where nothing upstream is. */
    suspectDatasetId: ref('suspect_dataset_id'),
    suspectJobId: ref('suspect_job_id'),
    /** The open incident of the suspect; null where it has none. */
    suspectIncidentId: ref('suspect_incident_id'),
    /** alerts Cause, and alerts BlastRadius. */
    cause: jsonb('cause').notNull(),
    blast: jsonb('blast').notNull(),
  },
  (t) => [
    index('incident_cause_suspect')
      .on(t.suspectIncidentId)
      .where(sql`suspect_incident_id is not null`),
  ],
);
