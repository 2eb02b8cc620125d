import { z } from 'zod';
import { addPattern, previewPattern, removePattern, setApart } from '../flow/names/change-patterns.ts';
import { coversNamespace, namespaceLikes, namespacesOf, type Principal } from '../flow/principal.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { listPatterns, type StoredPattern } from '../store/names/patterns.ts';
import { byOf } from './by.ts';
import { datasetFor } from './catalogue.ts';
import { mountNameReports } from './lineage-name-reports.ts';
import { mount, type App } from './mount.ts';
import {
  apartSchema,
  namePatternPreviewSchema,
  namePatternSchema,
  namePatternsSchema,
  type NamePatternShape,
} from './shapes/lineage-names.ts';
import { text } from './text.ts';

const path = '/api/v1/lineage/names/patterns';
const name = z.strictObject({ namespace: text(200, 1), name: text(500, 1) });
const patternBody = z.strictObject({ from: name, to: name });
const apartBody = z.strictObject({ dataset: text(200, 1), apart: z.boolean(), reason: text(500, 1) });
const mostShown = 200;

const description = `Names that \`from\` means are one dataset with what \`to\` says: a \`*\` stands for any text, and for the text of the same star on the
other side. It holds at once for what is known and from then on for what comes; of several patterns the one with the most letters holds. Each name
keeps its own history and edges, so that removing the pattern makes them two again.`;

/** /api/v1/lineage/names/…: which names are one dataset. */
export function mountLineageNames(app: App, receive: ReceiveContext): void {
  mountPatterns(app, receive);
  mountPatternChanges(app, receive);
  mountApart(app, receive);
  mountNameReports(app, receive);
}

function mountPatterns(app: App, { pool }: ReceiveContext): void {
  const list = { method: 'get', path, permission: 'catalogue.read', answer: namePatternsSchema } as const;
  mount(app, { ...list, summary: 'Patterns of names that mean others' }, async (c, { principal }) => {
    const items = (await listPatterns(pool)).filter((one) => isVisible(principal, one)).map(patternShape);
    return c.json({ items });
  });
  const preview = { method: 'post', path: `${path}/preview`, permission: 'datasets.write', body: patternBody } as const;
  const answer = namePatternPreviewSchema;
  mount(app, { ...preview, answer, summary: 'What a pattern would join' }, async (c, { body, principal }) => {
    const { joins, isCut } = await previewPattern({ pool }, { ...body, principal });
    const shown = joins.slice(0, mostShown).map((one) => ({
      ...one,
      dataset: { id: `dst_${one.dataset.id}`, namespace: one.dataset.namespace, name: one.dataset.name },
    }));
    return c.json({ joins: shown, total: joins.length, isCut });
  });
}

function mountPatternChanges(app: App, receive: ReceiveContext): void {
  const common = { permission: 'datasets.write', problems: ['conflict', 'not-found'] } as const;
  const add = { ...common, method: 'post', path, body: patternBody, answer: namePatternSchema, status: 201 } as const;
  mount(app, { ...add, summary: 'Say which names mean others', description }, async (c, { body, principal }) => {
    const added = await addPattern(receive, { ...body, ...byOf(c, principal) });
    return c.json(patternShape(added), 201);
  });
  const params = z.object({ id: text(40, 1) });
  const remove = { ...common, method: 'delete', path: `${path}/{id}`, params, status: 204 } as const;
  mount(app, { ...remove, summary: 'Take a pattern back' }, async (c, { params: { id }, principal }) => {
    const number = /^nmp_(\d{1,15})$/.exec(id)?.[1];
    if (number === undefined) throw new Problem('not-found', `There is no pattern ${id} here.`);
    await removePattern(receive, { id: Number(number), ...byOf(c, principal) });
    return c.body(null, 204);
  });
}

function mountApart(app: App, receive: ReceiveContext): void {
  const spec = { method: 'post', path: '/api/v1/lineage/names/apart', permission: 'datasets.write' } as const;
  const more = {
    body: apartBody,
    answer: apartSchema,
    problems: ['not-found', 'conflict'],
    summary: 'Set a name apart from those that producers say are the same, or take that back',
  } as const;
  mount(app, { ...spec, ...more }, async (c, { body, principal }) => {
    const dataset = await datasetFor(receive.pool, principal, body.dataset);
    const { apart, reason } = body;
    const { id: datasetId, namespace } = dataset;
    const act = { datasetId, namespace, apart, reason, ...byOf(c, principal) };
    if (!(await setApart(receive, act)))
      throw new Problem('conflict', apart ? 'No producer says that it is one with another.' : 'It is not set apart.');
    return c.json({ id: `dst_${datasetId}`, apart });
  });
}

const isVisible = (principal: Principal, { from, to }: StoredPattern) => {
  const covers = (namespace: string) => coversNamespace(namespacesOf(principal), namespace.replaceAll('*', '\uffff'));
  return namespaceLikes(principal) === null || (covers(from.namespace) && covers(to.namespace));
};

const patternShape = ({ id, createdAt, ...pattern }: StoredPattern): NamePatternShape => ({
  ...pattern,
  id: `nmp_${id}`,
  createdAt: createdAt.toISOString(),
});
