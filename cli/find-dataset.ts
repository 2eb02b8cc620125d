import type { DatasetRow } from '../server/api/shapes/catalogue.ts';
import type { ApiClient } from './client.ts';
import { parseDatasetName } from './common-options.ts';
import { usageFailure } from './failure.ts';

type Page = { items: DatasetRow[]; nextCursor: string | null };

/** Every dataset that one may see, or of the retired ones every one. */
export async function listDatasets(client: ApiClient, retired: boolean): Promise<DatasetRow[]> {
  const items: DatasetRow[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path = `/api/v1/datasets?limit=200&retired=${retired}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page = (await client.send('GET', path)).body as Page;
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** The id of `namespace/name`; an id or the name in an address is taken as it is. */
export async function datasetIdOf(client: ApiClient, dataset: string): Promise<string> {
  if (!dataset.includes('/')) return dataset;
  const { namespace, name } = parseDatasetName(dataset);
  for (const retired of [false, true]) {
    const query = new URLSearchParams({ namespace, q: name, limit: '200', retired: String(retired) });
    const { items } = (await client.send('GET', `/api/v1/datasets?${query}`)).body as Page;
    const found = items.find((one) => one.namespace === namespace && one.name === name);
    if (found) return found.id;
  }
  throw usageFailure(`there is no dataset ${JSON.stringify(dataset)}`, 'See: plumbline datasets list');
}
