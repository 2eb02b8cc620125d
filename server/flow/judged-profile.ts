import type { CheckResult } from '../../checks/index.ts';
import type { QualifiedName } from '../store/datasets.ts';
import type { LockedDataset } from '../store/receive.ts';
import type { Sql } from '../store/sql.ts';
import type { AnsweredLearning } from './learning/summary.ts';
import type { Reopening } from './reopen-incident.ts';
import type { RouteDefaults } from './notify.ts';
import type { CompiledRules, DatasetRules } from './rules-cache.ts';

/** What recording needs: the caller's transaction, the rules, and where links lead. */
export interface RecordContext {
  sql: Sql;
  rules: CompiledRules;
  publicUrl: string;
  routeDefaults: RouteDefaults;
}

/** A profile that was judged, as far as incidents must know it. */
export interface JudgedProfile {
  own: DatasetRules;
  dataset: Pick<LockedDataset, 'id' | 'owner' | 'retired_at'>;
  name: QualifiedName;
  /** Which part of the dataset it describes; empty for the whole. */
  series: string;
  profileId: number;
  /** Where it stands in time. */
  effectiveAt: Date;
  openIncident: number | null;
  /** Is it older than the newest of its series? */
  isLate: boolean;
  results: readonly CheckResult[];
  /** What learned monitors say of it in short. */
  learned: AnsweredLearning | null;
  /** A resolved incident to be open again rather than a new one. */
  reopens?: Reopening | undefined;
}

/** Whom an incident of this profile is about. */
export function placeOf({ own, dataset, name, series, profileId, openIncident, reopens }: JudgedProfile) {
  const subject = { kind: 'dataset', namespace: name.namespace, name: name.name } as const;
  return {
    subject,
    series,
    datasetId: dataset.id,
    jobId: null,
    openIncident,
    profileId,
    owner: own.owner ?? dataset.owner,
    labels: own.labels,
    runbook: own.runbook,
    ...(reopens !== undefined && { reopens }),
  };
}
