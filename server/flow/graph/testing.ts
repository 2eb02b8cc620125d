import fc from 'fast-check';
import type { SmallGraph } from '../../store/lineage/testing.ts';

const some = (most: number) => fc.uniqueArray(fc.integer({ min: 1, max: most }), { maxLength: 4 });

/** Graphs of up to twelve datasets with cycles, jobs that update in place, explicit jobs and links without a job. */
export const smallGraphs: fc.Arbitrary<SmallGraph> = fc.integer({ min: 1, max: 12 }).chain((datasets) =>
  fc.record({
    datasets: fc.constant(datasets),
    jobs: fc.array(fc.record({ inputs: some(datasets), outputs: some(datasets), explicit: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    }),
    links: fc.array(
      fc.tuple(fc.integer({ min: 1, max: datasets }), fc.integer({ min: 1, max: datasets }), fc.constantFrom(0, 1)),
      { maxLength: 4 },
    ),
  }),
);
