import type { ReceiveContext } from '../../flow/receive-context.ts';
import type { App } from '../mount.ts';
import { mountColumnLineage } from './column-lineage.ts';
import { mountDatasets } from './datasets.ts';
import { mountMarquezEvents } from './events.ts';
import { mountJobs } from './jobs.ts';
import { mountMarquezLineage } from './lineage.ts';
import { mountNamespaces } from './namespaces.ts';
import { mountMarquezRuns } from './runs.ts';
import { mountMarquezSearch } from './search.ts';
import { mountVocabulary } from './vocabulary.ts';

/** Marquez's interface for reading, in its shapes, from our tables: for those who come from there. */
export function mountMarquez(app: App, receive: ReceiveContext): void {
  mountNamespaces(app, receive);
  mountDatasets(app, receive);
  mountMarquezRuns(app, receive);
  mountJobs(app, receive);
  mountMarquezLineage(app, receive);
  mountColumnLineage(app, receive);
  mountMarquezEvents(app, receive);
  mountMarquezSearch(app, receive);
  mountVocabulary(app, receive);
}
