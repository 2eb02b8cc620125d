import { z } from 'zod';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { findRunIds } from '../../store/marquez/runs.ts';
import { mount, type App } from '../mount.ts';
import { marquezFacetsSchema, marquezRunSchema } from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, missing, readMarquez, type Asking } from './asking.ts';
import { jobFacets, readRuns, runFacets, type ToldRun } from './run-shape.ts';

const params = z.object({ id: text(700, 1) });

/** GET /api/v1/jobs/runs/{id} and …/{id}/facets. */
export function mountMarquezRuns(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const one = { ...readMarquez, params } as const;
  const run = { ...one, path: '/api/v1/jobs/runs/{id}', answer: marquezRunSchema, summary: 'One run' } as const;
  mount(app, run, async (c, { params: { id }, principal }) =>
    c.json((await runOf(askingOf(pool, principal), id)).shape),
  );
  const query = z.object({ type: z.enum(['run', 'job', 'RUN', 'JOB']) });
  const facets = { ...one, path: '/api/v1/jobs/runs/{id}/facets', query, answer: marquezFacetsSchema } as const;
  const summary = 'What the events of a run said of it (`type=run`), or of its job (`type=job`)';
  mount(app, { ...facets, summary }, async (c, { params: { id }, query: { type }, principal }) => {
    const { events } = await runOf(askingOf(pool, principal), id);
    return c.json({ runId: id, facets: type.toLowerCase() === 'run' ? runFacets(events) : jobFacets(events) });
  });
}

async function runOf(asking: Asking, id: string): Promise<ToldRun> {
  const [run] = await readRuns(asking, (await findRunIds(asking.pool, id, asking.likes)).slice(0, 1));
  if (!run) throw missing('Run', id);
  return run;
}
