import { z } from 'zod';
import { readBlastRadius, readCause } from '../flow/cause/read-cause.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { Problem } from '../problem.ts';
import { readWindow, windowOf } from '../store/cause/window.ts';
import { nodeId } from '../store/lineage/node-key.ts';
import { causeShapes } from './cause-shape.ts';
import { nodeFor } from './lineage-nodes.ts';
import { readLineage } from './lineage-query.ts';
import { mount, type App } from './mount.ts';
import { askedInstant } from './shapes/common.ts';
import { lineageCauseSchema } from './shapes/lineage-cause.ts';
import { text } from './text.ts';

const query = z.object({ dataset: text(400, 1), interval: text(80).optional() });

const description = `The most upstream dataset in trouble from which the trouble of \`dataset\` (or of a job, \`job_7\`) can have come, with what speaks against it, strongest
first: a failed run, one that was not heard of again, a missed deadline, failed checks; where nothing upstream is in trouble, what changed nearest: the
schema, the volume, the version of code or engine. A dataset whose checks passed in the interval stands for all above it. \`interval\` is \`START/END\`; without one the data
interval of the newest profile counts, else the last day. \`blastRadius\`: what is downstream, with owner and next deadline.`;

/** GET /api/v1/lineage/cause. */
export function mountLineageCause(app: App, { pool, clock }: Pick<ReceiveContext, 'pool' | 'clock'>): void {
  const spec = { ...readLineage, path: '/api/v1/lineage/cause', query, answer: lineageCauseSchema } as const;
  const more = { summary: 'Why a dataset fails, and whom it hurts', description, problems: ['not-found'] } as const;
  mount(app, { ...spec, ...more }, async (c, { query: q, principal }) => {
    const { key } = await nodeFor(pool, principal, q.dataset);
    const now = clock();
    const of = key > 0 ? { datasetId: key } : { jobId: -key };
    const window = q.interval === undefined ? await readWindow(pool, of, now) : windowOf(intervalIn(q.interval), now);
    const [{ cause }, { blast }] = await Promise.all([readCause(pool, key, window), readBlastRadius(pool, key)]);
    const { interval } = window;
    return c.json({
      dataset: nodeId(key),
      interval: interval && { start: interval.start.toISOString(), end: interval.end.toISOString() },
      ...(await causeShapes({ pool, principal }, { cause, blast })),
    });
  });
}

function intervalIn(said: string): { start: Date; end: Date } {
  const ends = said.split('/').map((end) => askedInstant.safeParse(end));
  const [start, end] = ends;
  if (ends.length !== 2 || !start?.success || !end?.success || new Date(start.data) >= new Date(end.data))
    throw new Problem('invalid-request', 'The interval must be two instants, START/END, the earlier first.');
  return { start: new Date(start.data), end: new Date(end.data) };
}
