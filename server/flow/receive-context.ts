import { createLayoutCache, type LayoutCache } from '../store/layouts.ts';
import type { Pool } from '../store/sql.ts';
import { createSchemaCache } from './judge.ts';
import type { Learner } from './learning/types.ts';
import type { RouteDefaults } from './notify.ts';
import { createRulesCache, type RulesCache } from './rules-cache.ts';

/** Told what was received and judged, after the commit; must not throw. */
export interface ReceiveObserver {
  event(kind: 'profile' | 'run' | 'lineage' | 'results', outcome: 'created' | 'repeated' | 'refused' | 'failed'): void;
  judged(judging: { outcomes: Record<string, number>; seconds: number; lagSeconds: number | null }): void;
}

const nobody: ReceiveObserver = { event: () => {}, judged: () => {} };

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
  /** Must every override of a gate be approved by somebody else than who asked for it? */
  twoPersonOverrides: boolean;
  /** Called after a commit that planned a notification, so that delivery need not wait for its next look. */
  onNotification: () => void;
  /** When this process last accepted a post; written into its heartbeat. */
  activity: { acceptedAt: Date | null };
  /** Called after every commit that people may be waiting to see. */
  onChange: () => void;
  observe: ReceiveObserver;
  /** Null where learned monitors are off. */
  learner: Learner | null;
}

/** What receiving needs, with empty caches. */
export function createReceiveContext(
  own: Pick<ReceiveContext, 'pool' | 'clock' | 'publicUrl' | 'routeDefaults' | 'onNotification'> &
    Partial<Pick<ReceiveContext, 'onChange' | 'observe' | 'twoPersonOverrides' | 'learner'>>,
): ReceiveContext {
  return {
    onChange: () => {},
    observe: nobody,
    twoPersonOverrides: false,
    learner: null,
    ...own,
    rules: createRulesCache(),
    layouts: createLayoutCache(),
    schemas: createSchemaCache(),
    datasetIds: new Map(),
    namespaces: new Set(),
    activity: { acceptedAt: null },
  };
}
