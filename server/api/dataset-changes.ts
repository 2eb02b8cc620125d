import { z } from 'zod';
import { renameDatasetTo, restoreDataset, retireDataset } from '../flow/name-datasets.ts';
import type { Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { byOf } from './by.ts';
import { datasetDetail, datasetFor, idParams } from './catalogue.ts';
import { mount, type App, type Ctx } from './mount.ts';
import { datasetChangedSchema } from './shapes/catalogue.ts';
import { qualifiedName } from './shapes/profile.ts';
import { text } from './text.ts';

const retireBody = z.strictObject({ reason: text(500, 1) });
const renameBody = qualifiedName.partial({ namespace: true });
const nothing = z.strictObject({});

/** POST /api/v1/datasets/{id}/retire, …/restore, …/rename: each answers the dataset as it is then. */
export function mountDatasetChanges(app: App, receive: ReceiveContext): void {
  const common = { method: 'post', permission: 'datasets.write', params: idParams } as const;
  const change = { ...common, answer: datasetChangedSchema, problems: ['conflict'] } as const;
  const path = '/api/v1/datasets/{id}';
  const answer = async (c: Ctx, to: { id: string; principal: Principal; warnings?: string[] }) => {
    const dataset = await datasetDetail(receive, await datasetFor(receive.pool, to.principal, to.id), to.principal);
    return c.json({ dataset, warnings: to.warnings ?? [] });
  };
  const retire = { ...change, path: `${path}/retire`, body: retireBody } as const;
  mount(app, { ...retire, summary: 'Say that it is no more' }, async (c, { params: { id }, principal, body }) => {
    await retireDataset(receive, { ...byOf(c, principal), id, reason: body.reason });
    return answer(c, { id, principal });
  });
  const restore = { ...change, path: `${path}/restore`, body: nothing } as const;
  mount(app, { ...restore, summary: 'Take its retirement back' }, async (c, { params: { id }, principal }) => {
    await restoreDataset(receive, { ...byOf(c, principal), id });
    return answer(c, { id, principal });
  });
  const rename = { ...change, path: `${path}/rename`, body: renameBody } as const;
  mount(app, { ...rename, summary: 'Give it another name' }, async (c, { params: { id }, principal, body }) => {
    const before = await datasetFor(receive.pool, principal, id);
    const to = { namespace: body.namespace ?? before.namespace, name: body.name };
    const { warnings } = await renameDatasetTo(receive, { ...byOf(c, principal), id: `dst_${before.id}`, to });
    return answer(c, { id: `dst_${before.id}`, principal, warnings });
  });
}
