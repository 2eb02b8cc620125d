import { z } from 'zod';
import type { Learner } from '../flow/learning/types.ts';
import { rebuildDataset } from '../flow/learning/rebuild-dataset.ts';
import { tellBaseline } from '../flow/learning/tell-baseline.ts';
import type { Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { listSegments } from '../store/learned.ts';
import { byOf } from './by.ts';
import { datasetFor, idParams } from './catalogue.ts';
import { mount, type App } from './mount.ts';
import { baselineSchema, rebuiltSchema } from './shapes/baseline.ts';

const mostSegments = 20;
const nothing = z.strictObject({});

/** GET /api/v1/datasets/{id}/baseline and POST …/baseline/rebuild: what was learnt of a dataset, and all of it once more. */
export function mountBaseline(app: App, receive: ReceiveContext): void {
  const path = '/api/v1/datasets/{id}/baseline';
  const read = { method: 'get', path, permission: 'catalogue.read', params: idParams, answer: baselineSchema } as const;
  mount(app, { ...read, summary: 'What learned monitors know of it' }, async (c, { params, principal }) =>
    c.json(await baselineOf(receive, principal, params.id)),
  );
  const change = { method: 'post', path: `${path}/rebuild`, permission: 'datasets.write', params: idParams } as const;
  const rebuild = { ...change, body: nothing, answer: rebuiltSchema, problems: ['conflict'] } as const;
  const summary = 'Learn all its profiles once more, those that came late among them';
  mount(app, { ...rebuild, summary }, async (c, { params, principal }) => {
    const dataset = await datasetFor(receive.pool, principal, params.id);
    const learner = learnerOf(receive);
    return c.json({ series: await rebuildDataset(receive, learner, { ...byOf(c, principal), dataset }) });
  });
}

async function baselineOf(receive: ReceiveContext, principal: Principal, id: string) {
  const { pool, learner } = receive;
  const { id: datasetId, ...name } = await datasetFor(pool, principal, id);
  const { on, budget, severity, calendar, only, except, suite } = (await receive.rules.current(pool)).of(name).learn;
  const country = calendar ?? learner?.country ?? null;
  const isOn = on && learner !== null;
  const said = { isOn, budget, severity, calendar: country, only: only && [...only], except: [...except], suite };
  if (learner === null || !on) return { ...said, series: [] };
  const segments = (await listSegments(pool, datasetId)).slice(0, mostSegments);
  const series: Awaited<ReturnType<typeof tellBaseline>>[] = [];
  for (const segment of segments)
    series.push(await tellBaseline(learner, pool, { series: { datasetId, segment }, country }));
  return { ...said, series };
}

function learnerOf({ learner }: ReceiveContext): Learner {
  if (learner !== null) return learner;
  throw new Problem('conflict', 'Learned monitors are off here (learning.enabled): there is nothing to rebuild.');
}
