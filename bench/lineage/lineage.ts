import type { Bench } from '../bench.ts';
import { measureQueries } from './queries.ts';

/** How long questions about lineage take at three sizes. */
export const lineage: Bench = {
  name: 'lineage',
  about: 'lineage queries through HTTP on estates of 5,000, 55,000 and 1,000,000 jobs',
  async run({ say }) {
    return { conditions: { connections: 1, hops: 2, nodes: 150 }, figures: await measureQueries(say) };
  },
};
