import { z } from 'zod';
import { columnGraph, type ColumnPlace } from '../../flow/graph/column-graph.ts';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { readJobColumns } from '../../store/marquez/columns.ts';
import { readMarquezDatasets } from '../../store/marquez/datasets.ts';
import { whole } from '../lineage-query.ts';
import { mount, type App } from '../mount.ts';
import { marquezColumnGraphSchema } from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, readMarquez, type Asking } from './asking.ts';
import { columnNodes } from './column-shape.ts';
import { marquezNode, type MarquezNode } from './nodes.ts';

const query = z.object({
  nodeId: text(1_200, 1),
  depth: whole(200).default(20),
  withDownstream: z.string().max(10).default('false'),
});
const mostColumns = 5_000;

const description = `Of \`datasetField:namespace:name:field\`, of every column of a dataset, or of those that a job writes: where it comes
from, over \`depth\` (20) steps, with \`withDownstream=true\` also where it goes; at most ${mostColumns.toLocaleString('en')} columns. Of columns
that bear on a whole dataset (filters, joins) \`/api/v1/lineage/columns\` tells.`;

/** GET /api/v1/column-lineage. */
export function mountColumnLineage(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const spec = { ...readMarquez, path: '/api/v1/column-lineage', query, answer: marquezColumnGraphSchema } as const;
  mount(
    app,
    { ...spec, summary: 'Where columns come from and go', description, problems: ['not-found'] },
    async (c, { query: q, principal }) => {
      const asking = askingOf(pool, principal);
      const starts = await startsOf(asking, await marquezNode(asking, q.nodeId));
      const isBoth = q.withDownstream.toLowerCase() === 'true';
      const found = await columnGraph(pool, { starts, isBoth, depth: q.depth, limit: mostColumns });
      const rows = await readMarquezDatasets(pool, [...new Set(found.columns.map(({ key }) => key))], asking.likes);
      const seen = rows.filter(({ namespace }) => asking.sees(namespace));
      return c.json({ graph: columnNodes(found, seen), isCut: found.isCut });
    },
  );
}

async function startsOf({ pool }: Asking, { kind, key, field }: MarquezNode): Promise<ColumnPlace[]> {
  if (kind === 'job') return (await readJobColumns(pool, -key)).map(({ id, column }) => ({ key: id, column }));
  return [{ key, column: kind === 'dataset' ? null : field }];
}
