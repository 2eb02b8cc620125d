import { describe, expect, it } from 'vitest';
import { graphOf, readEvent, warningsOf } from '../../../server/openlineage/index.ts';
import { datasetName, jobName, stamped, templatesOf } from './events.ts';

const at = new Date('2026-11-26T08:00:00Z');
const valueOf = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>;
const eventOf = (body: Buffer) => {
  const read = readEvent(valueOf(body));
  if ('errors' in read) throw new Error(JSON.stringify(read.errors));
  return read.event;
};

describe.each([
  ['3k', 3_072, 2],
  ['16k', 16_384, 32],
] as const)('the events of %s', (kind, bytes, columns) => {
  const bodies = templatesOf(kind, { dag: 7, task: 5 }).map((one) => stamped(one, { part: 1, id: 42, parent: 2 }, at));

  it('are as long as they say, whatever the task', () => {
    for (const task of [0, 1, 5, 15])
      for (const { body } of templatesOf(kind, { dag: 31, task }))
        expect(Math.abs(body.length - bytes)).toBeLessThan(bytes / 50);
  });

  it('break nothing of the standard and tell a run with its parent, edges and columns', () => {
    for (const body of bodies) expect(warningsOf(valueOf(body))).toEqual([]);
    const [start, complete] = bodies.map(eventOf);
    expect([start?.state, complete?.state]).toEqual(['START', 'COMPLETE']);
    expect(start?.run?.id).toBe(complete?.run?.id);
    expect(complete).toMatchObject({ at: at.toISOString(), job: { name: jobName(7, 5) } });
    expect(complete?.inputs.map(({ name }) => name)).toEqual([datasetName(7, 4), datasetName(7, 3)]);
    expect(complete?.outputs.map(({ name }) => name)).toEqual([datasetName(7, 5)]);
    const graph = graphOf(complete!);
    expect(graph.parent?.job.name).toBe('dag_7');
    expect(graph.columns).toHaveLength(columns);
  });

  it('of two runs differ, and the template is left as it was', () => {
    const [template] = templatesOf(kind, { dag: 0, task: 0 });
    const [one, other] = [1, 2].map((id) => stamped(template, { part: 1, id, parent: 1 }, at));
    expect(eventOf(one!).run?.id).not.toBe(eventOf(other!).run?.id);
    expect(template.body.includes('-9999-')).toBe(true);
  });
});
