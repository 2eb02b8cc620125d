import type { ReceiveContext } from '../flow/receive-context.ts';
import { mountLineageChanges } from './lineage-changes.ts';
import { mountLineageEvents } from './lineage-events.ts';
import { mountLineageExport } from './lineage-export.ts';
import { mountLineageCause } from './lineage-cause.ts';
import { mountLineageNames } from './lineage-names.ts';
import { mountImpact } from './lineage-impact.ts';
import { mountLineageMap } from './lineage-map.ts';
import { mountNeighbourhood } from './lineage-neighbourhood.ts';
import { mountPaths } from './lineage-paths.ts';
import { mountLineageSearch } from './lineage-search.ts';
import { mountJobs } from './jobs.ts';
import type { App } from './mount.ts';
import { mountRunDetail } from './run-detail.ts';
import { mountRunEvents } from './run-events.ts';
import { mountRunLists } from './run-lists.ts';

/** What is read of lineage: /api/v1/lineage/…, /api/v1/jobs and /api/v1/runs. */
export function mountLineageGraph(app: App, receive: ReceiveContext): void {
  mountNeighbourhood(app, receive);
  mountImpact(app, receive);
  mountPaths(app, receive);
  mountLineageSearch(app, receive);
  mountLineageChanges(app, receive);
  mountLineageExport(app, receive);
  mountLineageEvents(app, receive);
  mountJobs(app, receive);
  mountRunLists(app, receive);
  mountRunDetail(app, receive);
  mountRunEvents(app, receive);
  mountLineageMap(app, receive);
  mountLineageNames(app, receive);
  mountLineageCause(app, receive);
}
