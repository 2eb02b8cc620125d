import { z } from 'zod';
import type { ReceiveContext } from '../../flow/receive-context.ts';
import { nameKey, type QualifiedName } from '../../store/datasets.ts';
import { findShownIds } from '../../store/marquez/shown-as.ts';
import { listDatasetIds, readMarquezDatasets, type MarquezDataset } from '../../store/marquez/datasets.ts';
import { listWriterIds } from '../../store/marquez/runs.ts';
import { mount, type App } from '../mount.ts';
import {
  marquezDatasetSchema,
  marquezDatasetsSchema,
  marquezVersionSchema,
  marquezVersionsSchema,
  type MarquezVersionShape,
} from '../shapes/marquez.ts';
import { text } from '../text.ts';
import { askingOf, found, marquezPage, marquezPageOf, missing, namespaceParams, readMarquez, versionOf, type Asking } from './asking.ts'; // prettier-ignore
import { datasetShape, versionShape } from './dataset-shape.ts';
import { createdAtOfRun, facetsGiven, readRuns, type ToldRun } from './run-shape.ts';

const path = '/api/v1/namespaces/{namespace}/datasets';
const datasetParams = namespaceParams.extend({ dataset: text(500, 1) });
const page = z.object(marquezPage);

/** GET /api/v1/namespaces/{namespace}/datasets, …/{dataset}, …/versions and …/versions/{version}. */
export function mountDatasets(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const list = { ...readMarquez, path, params: namespaceParams, query: page, answer: marquezDatasetsSchema } as const;
  mount(app, { ...list, summary: 'Datasets of a namespace' }, async (c, { params, query, principal }) => {
    const asking = askingOf(pool, principal);
    const { ids, total } = await listDatasetIds(
      pool,
      { namespace: params.namespace, likes: asking.likes },
      marquezPageOf(query),
    );
    const rows = await readMarquezDatasets(pool, ids, asking.likes);
    return c.json({ totalCount: total, datasets: rows.map(datasetShape) });
  });
  const one = { ...readMarquez, params: datasetParams } as const;
  const dataset = { ...one, path: `${path}/{dataset}`, answer: marquezDatasetSchema } as const;
  mount(app, { ...dataset, summary: 'One dataset of a namespace' }, async (c, { params, principal }) =>
    c.json(datasetShape(await datasetOf(askingOf(pool, principal), params))),
  );
  const versions = { ...one, path: `${path}/{dataset}/versions`, query: page, answer: marquezVersionsSchema } as const;
  const summary = 'Versions of a dataset: one for each run that wrote it, the newest first';
  mount(app, { ...versions, summary }, async (c, { params, query, principal }) => {
    const asking = askingOf(pool, principal);
    return c.json(await versionsOf(asking, await datasetOf(asking, params), marquezPageOf(query)));
  });
  mountVersion(app, { pool });
}

function mountVersion(app: App, { pool }: Pick<ReceiveContext, 'pool'>): void {
  const params = datasetParams.extend({ version: text(100, 1) });
  const spec = { ...readMarquez, path: `${path}/{dataset}/versions/{version}`, params } as const;
  const told = { ...spec, answer: marquezVersionSchema, summary: 'One version of a dataset' } as const;
  mount(app, told, async (c, { params: asked, principal }) => {
    const asking = askingOf(pool, principal);
    const dataset = await datasetOf(asking, asked);
    const version = await findVersion(asking, dataset, asked.version);
    if (version === null) throw missing('Dataset version', asked.version);
    return c.json(version);
  });
}

/** The dataset that has this name or once had it. */
async function datasetOf(
  asking: Asking,
  { namespace, dataset: name }: { namespace: string; dataset: string },
): Promise<MarquezDataset> {
  const asked: QualifiedName = { namespace, name };
  const id = (await findShownIds(asking.pool, [asked])).get(nameKey(asked));
  const [row] = await readMarquezDatasets(asking.pool, id === undefined ? [] : [id], asking.likes);
  return found(asking, row, ['Dataset', row?.namespace ?? namespace, name]);
}

async function versionsOf(
  asking: Asking,
  dataset: MarquezDataset,
  { limit, offset }: { limit: number; offset: number },
) {
  const { ids, total } = await listWriterIds(asking.pool, dataset.id, { limit, offset });
  // What nobody wrote is as it was first seen: one version.
  if (total === 0) return { totalCount: 1, versions: [versionShape(dataset, null)].slice(offset, offset + limit) };
  const runs = await readRuns(asking, ids);
  return { totalCount: total, versions: runs.map((run) => versionBy(dataset, run)) };
}

function versionBy(dataset: MarquezDataset, { row, events, shape }: ToldRun): MarquezVersionShape {
  const written = { direction: 'output' as const, id: dataset.id };
  const facets = facetsGiven(events, written, 'facets');
  return versionShape(dataset, { writer: row.id, run: shape, at: createdAtOfRun(row), facets });
}

const pageOfSearch = 1_000;

/** Null when it has no such version. Looked for from the newest on, since what it is called follows from its run. */
async function findVersion(
  asking: Asking,
  dataset: MarquezDataset,
  version: string,
): Promise<MarquezVersionShape | null> {
  const first = versionShape(dataset, null);
  if (first.version === version) return first;
  for (let offset = 0; ; offset += pageOfSearch) {
    const { ids } = await listWriterIds(asking.pool, dataset.id, { limit: pageOfSearch, offset });
    const writer = ids.find((id) => versionOf(dataset.id, id) === version);
    const [run] = writer === undefined ? [] : await readRuns(asking, [writer]);
    if (run) return versionBy(dataset, run);
    if (ids.length < pageOfSearch) return null;
  }
}
