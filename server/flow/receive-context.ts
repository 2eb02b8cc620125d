import { createLayoutCache } from '../store/layouts.ts';
import { createSchemaCache } from './judge.ts';
import type { ReceiveContext } from './receive-profiles.ts';
import { createRulesCache } from './rules-cache.ts';

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
  };
}
