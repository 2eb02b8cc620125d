import { createLayoutCache, type LayoutCache } from '../store/layouts.ts';
import type { Pool } from '../store/sql.ts';
import { createSchemaCache } from './judge.ts';
import type { RouteDefaults } from './notify.ts';
import { createRulesCache, type RulesCache } from './rules-cache.ts';

/** What receiving needs of its process: the pool, the clock, and copies of what never or seldom changes. */
export interface ReceiveContext {
  pool: Pool;
  rules: RulesCache;
  layouts: LayoutCache;
  schemas: ReturnType<typeof createSchemaCache>;
  datasetIds: Map<string, number>;
  namespaces: Set<string>;
  clock: () => Date;
  publicUrl: string;
  routeDefaults: RouteDefaults;
  /** Called after a commit that planned a notification, so that delivery need not wait for its next look. */
  onNotification: () => void;
  /** When this process last accepted a post; written into its heartbeat. */
  activity: { acceptedAt: Date | null };
}

/** What receiving needs, with empty caches. */
export function createReceiveContext(
  own: Pick<ReceiveContext, 'pool' | 'clock' | 'publicUrl' | 'routeDefaults' | 'onNotification'>,
): ReceiveContext {
  return {
    ...own,
    rules: createRulesCache(),
    layouts: createLayoutCache(),
    schemas: createSchemaCache(),
    datasetIds: new Map(),
    namespaces: new Set(),
    activity: { acceptedAt: null },
  };
}
