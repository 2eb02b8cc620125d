import type { ReceiveContext } from '../flow/receive-context.ts';
import { mountNeighbourhood } from './lineage-neighbourhood.ts';
import type { App } from './mount.ts';

/** What is read of lineage: /api/v1/lineage/…, /api/v1/jobs and /api/v1/runs. */
export function mountLineageGraph(app: App, receive: ReceiveContext): void {
  mountNeighbourhood(app, receive);
}
