import type { Bench } from '../bench.ts';
import { Trouble } from '../detection/trouble.ts';
import { measureIngest } from './ingest/ingest.ts';
import { measureQueries } from './queries.ts';

const help = `The lineage bench posts OpenLineage events to servers of its own and to a real Marquez, then asks for what is around
a dataset in made estates.

  --only ingest|queries   one of the two
  --no-marquez            without Marquez (else PLUMBLINE_MARQUEZ says where a git directory of it is; needs Maven and a JDK)
  --rounds N, --seconds N how often, and for how long each time, every server is posted to (5, 8)
  --quick                 one round of one second without Marquez, and no queries: shows that the bench works
`;

/** Events taken in a second beside Marquez and beside parsing alone, and how long questions about lineage take at three sizes. */
export const lineage: Bench = {
  name: 'lineage',
  about: 'OpenLineage events per second beside Marquez, lineage queries on estates of 5,000, 55,000 and 1,000,000 jobs',
  help,
  async run({ say, args }) {
    const quick = args.includes('--quick');
    const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : null;
    if (only !== null && only !== 'ingest' && only !== 'queries')
      throw new Trouble('Say --only ingest or --only queries.');
    const marquez = !quick && !args.includes('--no-marquez');
    const number = (name: string, otherwise: number) =>
      args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
    const options = quick
      ? { rounds: 1, seconds: 1, marquez }
      : { rounds: number('--rounds', 5), seconds: number('--seconds', 8), marquez };
    const taken = only === 'queries' ? { conditions: {}, figures: {} } : await measureIngest(options, say);
    if (quick || only === 'ingest') return taken;
    const asked = { queryConnections: 1, hops: 2, nodes: 150 };
    return {
      conditions: { ...taken.conditions, ...asked },
      figures: { ...taken.figures, ...(await measureQueries(say)) },
    };
  },
};
