import { z } from 'zod';
import { readOverview } from '../flow/read-overview.ts';
import { namespaceLikes } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { mount, type App } from './mount.ts';
import { overviewSchema, type Overview } from './shapes/overview.ts';
import { text } from './text.ts';

const query = z.object({ owner: text(200).optional() });

/** GET /api/v1/overview: what is open, the last day, what changed, what is watched. */
export function mountOverview(app: App, { pool, clock, learner }: ReceiveContext): void {
  const spec = { method: 'get', path: '/api/v1/overview', permission: 'catalogue.read', query } as const;
  const summary = 'The state of everything at one glance';
  mount(app, { ...spec, summary, answer: overviewSchema }, async (c, valid) => {
    const now = clock();
    const scope = { namespaceLikes: namespaceLikes(valid.principal), owner: valid.query.owner || null };
    return c.json(overviewAnswer(await readOverview(pool, scope, now), { isLearning: learner !== null, now }));
  });
}

function overviewAnswer(
  read: Awaited<ReturnType<typeof readOverview>>,
  { isLearning, now }: { isLearning: boolean; now: Date },
): Overview {
  const { lastResolved, hours, changes, coverage } = read;
  return {
    ...read,
    at: now.toISOString(),
    coverage: { ...coverage, learning: isLearning },
    lastResolved: lastResolved && {
      ...lastResolved,
      id: `INC-${lastResolved.id}`,
      resolvedAt: lastResolved.resolvedAt.toISOString(),
    },
    hours: { ...hours, from: hours.from.toISOString() },
    changes: { ...changes, items: changes.items.map((change) => ({ ...change, at: change.at.toISOString() })) },
  };
}
