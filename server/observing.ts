import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readiness } from './api/readiness.ts';
import { packageRoot } from './config/package-root.ts';
import type { Config } from './config/schema.ts';
import { connect } from './database/connect.ts';
import { newestMigration } from './database/migrate.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { createBoundedReader } from './store/bounded-reader.ts';
import { readObserved } from './store/observed.ts';

/** What Plumbline knows of itself: its metrics and its readiness. */
export interface Observing {
  metrics: Metrics;
  readiness: Readiness;
  version: string;
  end(): Promise<void>;
}

interface Given extends Pick<Readiness, 'holdsData' | 'isStopping'> {
  config: Config;
  url: string;
}

const scrapeLimitMs = 1000;

/** Opens two connections of its own at most, so that looking never waits for work, nor work for looking. */
export async function startObserving({ config, url, holdsData, isStopping }: Given): Promise<Observing> {
  const session = { statement_timeout: 2_000 };
  const pool = connect({ url, poolSize: 2, applicationName: 'plumbline-observer', session });
  const reader = createBoundedReader(pool);
  const version = ownVersion();
  const metrics = createMetrics({
    version,
    poolSize: config.databasePoolSize,
    integrations: config.smtp ? ['email', 'slack', 'webhook'] : ['slack', 'webhook'],
    observe: () => reader.ask('metrics', scrapeLimitMs, readObserved),
    process: true,
  });
  const readiness = { reader, newestMigration: await newestMigration(), holdsData, isStopping };
  return { metrics, readiness, version, end: () => pool.end({ timeout: 1 }) };
}

function ownVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}
