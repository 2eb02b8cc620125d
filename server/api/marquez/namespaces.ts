import { z } from 'zod';
import { hideMarquezNamespace, saveMarquezNamespace } from '../../flow/marquez-namespaces.ts';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { Problem } from '../../problem.ts';
import { findNamespace, listNamespaces, type NamespaceRow } from '../../store/marquez/namespaces.ts';
import { byOf } from '../by.ts';
import { mount, type App } from '../mount.ts';
import { marquezNamespaceSchema, marquezNamespacesSchema } from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, found, marquezPage, marquezPageOf, namespaceParams, readMarquez, type Asking } from './asking.ts';

const path = '/api/v1/namespaces/{namespace}';
const body = z.object({ ownerName: text(200, 1), description: text(10_000).nullish() });

/** GET /api/v1/namespaces; GET, PUT and DELETE …/{namespace}. */
export function mountNamespaces(app: App, { pool, clock }: Pick<ReceiveContext, 'pool' | 'clock'>): void {
  const all = { ...readMarquez, path: '/api/v1/namespaces', query: z.object(marquezPage) } as const;
  const list = { ...all, answer: marquezNamespacesSchema, summary: 'Namespaces' } as const;
  mount(app, list, async (c, { query, principal }) => {
    const { rows, total } = await listNamespaces(pool, askingOf(pool, principal).likes, marquezPageOf(query));
    return c.json({ totalCount: total, namespaces: rows.map(namespaceShape) });
  });
  const one = { path, params: namespaceParams, answer: marquezNamespaceSchema } as const;
  mount(app, { ...readMarquez, ...one, summary: 'One namespace' }, async (c, { params, principal }) =>
    c.json(await told(askingOf(pool, principal), params.namespace)),
  );
  const change = { ...one, permission: 'datasets.write', tag: 'Marquez' } as const;
  const put = { ...change, method: 'put', body, summary: 'Make a namespace, or say whose it is' } as const;
  mount(app, put, async (c, { params: { namespace: name }, body: said, principal }) => {
    if (!askingOf(pool, principal).sees(name))
      throw new Problem('not-allowed', 'This namespace is not yours to change.');
    const { ownerName: owner, description = null } = said;
    await saveMarquezNamespace(pool, { name, owner, description, ...byOf(c, principal) });
    return c.json(await told(askingOf(pool, principal), name));
  });
  const description = `It is \`isHidden\` from then on, and what lies in it is left out of the lists and of the search of this
interface. Nothing is deleted; PUT brings it back.`;
  const hide = { ...change, method: 'delete', summary: 'Hide a namespace', description } as const;
  mount(app, hide, async (c, { params: { namespace: name }, principal }) => {
    const asking = askingOf(pool, principal);
    await told(asking, name);
    await hideMarquezNamespace(pool, { name, now: clock(), ...byOf(c, principal) });
    return c.json(await told(asking, name));
  });
}

const told = async (asking: Asking, name: string) =>
  namespaceShape(found(asking, await findNamespace(asking.pool, name), ['Namespace', name, name]));

const namespaceShape = ({ name, owner, description, hiddenAt, createdAt }: NamespaceRow) => ({
  name,
  createdAt: createdAt.toISOString(),
  updatedAt: (hiddenAt ?? createdAt).toISOString(),
  ownerName: owner ?? 'anonymous',
  description,
  isHidden: hiddenAt !== null,
});
