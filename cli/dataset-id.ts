import type { DatasetRow } from '../server/api/shapes/catalogue.ts';
import type { ApiClient } from './client.ts';
import { parseDatasetName } from './common-options.ts';
import { usageFailure } from './failure.ts';

/** The id of `namespace/name`; an id or the name in an address is taken as it is. */
export async function datasetIdOf(client: ApiClient, dataset: string): Promise<string> {
  if (!dataset.includes('/')) return dataset;
  const { namespace, name } = parseDatasetName(dataset);
  for (const retired of [false, true]) {
    const query = new URLSearchParams({ namespace, q: name, limit: '200', retired: String(retired) });
    const { items } = (await client.send('GET', `/api/v1/datasets?${query}`)).body as { items: DatasetRow[] };
    const found = items.find((one) => one.namespace === namespace && one.name === name);
    if (found) return found.id;
  }
  throw usageFailure(`there is no dataset ${JSON.stringify(dataset)}`, 'See: plumbline datasets list');
}
