import type { QualifiedName } from '../../store/datasets.ts';
import { findDatasetIds, nameKey } from '../../store/datasets.ts';
import { findJobIds } from '../../store/marquez/jobs.ts';
import type { NodeKey } from '../../store/lineage/node-key.ts';
import { Problem } from '../../problem.ts';
import { missing, type Asking } from './asking.ts';
import { readNodes } from '../../store/lineage/node-details.ts';

export interface MarquezNode {
  kind: 'dataset' | 'datasetField' | 'job';
  key: NodeKey;
  /** Of `datasetField`. */
  field: string;
}

const kinds = ['datasetField', 'dataset', 'job'] as const;
const versionSuffix = /#[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** As Marquez calls a node: `dataset:namespace:name`, `job:namespace:name`. */
export const marquezNodeId = (kind: MarquezNode['kind'], { namespace, name }: QualifiedName, field?: string) =>
  [kind, namespace, name, ...(field === undefined ? [] : [field])].join(':');

/**
 * The node of Marquez's id. Namespaces and names may hold colons, so that the one is meant which there is; a version behind
 * it (`#…`) is passed over. 404 when there is none, or it lies in a namespace that the caller may not see.
 */
export async function marquezNode(asking: Asking, nodeId: string): Promise<MarquezNode> {
  const kind = kinds.find((one) => nodeId.startsWith(`${one}:`));
  if (!kind)
    throw new Problem(
      'invalid-request',
      'nodeId is dataset:namespace:name, datasetField:namespace:name:field or job:namespace:name.',
    );
  const rest = nodeId.slice(kind.length + 1).replace(versionSuffix, '');
  const node = kind === 'datasetField' ? await fieldNode(asking, rest) : await plainNode(asking, kind, rest);
  if (!node || (await readNodes(asking.pool, [node.key], asking.likes)).size === 0) throw missing(nounOf[kind], rest);
  return node;
}

const nounOf = { dataset: 'Dataset', datasetField: 'Dataset field', job: 'Job' } as const;

async function plainNode(asking: Asking, kind: 'dataset' | 'job', rest: string): Promise<MarquezNode | null> {
  const names = splits(rest);
  const ids = await (kind === 'job' ? findJobIds(asking.pool, names) : findDatasetIds(asking.pool, names));
  for (const name of names) {
    const id = ids.get(nameKey(name));
    if (id !== undefined) return { kind, key: kind === 'job' ? -id : id, field: '' };
  }
  return null;
}

async function fieldNode(asking: Asking, rest: string): Promise<MarquezNode | null> {
  // The longest name first: a field that holds a colon is rarer than a name that does.
  const cuts = colonsIn(rest).reverse();
  const parts = cuts.map((cut) => ({ field: rest.slice(cut + 1), names: splits(rest.slice(0, cut)) }));
  const ids = await findDatasetIds(
    asking.pool,
    parts.flatMap(({ names }) => names),
  );
  for (const { field, names } of parts)
    for (const name of names) {
      const key = ids.get(nameKey(name));
      if (key !== undefined && field !== '') return { kind: 'datasetField', key, field };
    }
  return null;
}

const mostColons = 20;

const colonsIn = (text: string) => [...text.matchAll(/:/g)].map(({ index }) => index).slice(-mostColons);

/** Every way to read `namespace:name`, the longest namespace first. */
const splits = (text: string): QualifiedName[] =>
  colonsIn(text)
    .reverse()
    .map((cut) => ({ namespace: text.slice(0, cut), name: text.slice(cut + 1) }));
