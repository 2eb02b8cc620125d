import { expect } from 'vitest';
import type { DatasetDetail } from '../../api/shapes/catalogue.ts';
import type { TestApp } from '../../api/testing.ts';

export interface Name {
  namespace: string;
  name: string;
}

/** How tests of names tell of datasets and look at them; `test` answers the app, which is made later. */
export function namesIn(test: () => TestApp) {
  let serial = 0;
  const detail = async (id: string) =>
    (await test().send('admin', 'GET', `/api/v1/datasets/${encodeURIComponent(id)}`)).body as DatasetDetail;
  return {
    detail,
    /** A run of its own that read and wrote these. */
    async post(sides: { inputs?: object[]; outputs?: object[] }): Promise<void> {
      const event = {
        eventType: 'COMPLETE',
        eventTime: '2026-11-23T07:00:00Z',
        run: { runId: `run-${++serial}` },
        job: { namespace: 'flows', name: `job-${serial}` },
        ...sides,
      };
      expect((await test().send('ingest', 'POST', '/api/v1/lineage', event)).status).toBe(201);
    },
    async idOf({ namespace, name }: Name): Promise<string> {
      const [row] = await test().receive.pool<{ id: number }[]>`
        select d.id from dataset d join namespace n on n.id = d.namespace_id where n.name = ${namespace} and d.name = ${name}`;
      return `dst_${row?.id}`;
    },
    /** The ids of the nodes within five hops. */
    async around(focus: string): Promise<string[]> {
      const { body } = await test().send('admin', 'GET', `/api/v1/lineage/neighbourhood?focus=${focus}&up=5&down=5`);
      return (body as { nodes: { id: string }[] }).nodes.map(({ id }) => id).sort();
    },
  };
}
