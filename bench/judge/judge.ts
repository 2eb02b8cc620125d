import type { Bench } from '../bench.ts';
import { measureEngine } from './engine.ts';
import { measureLearned } from './learned.ts';
import type { Measure, Measured } from './measures.ts';
import { measureGate } from './gate.ts';
import { measurePeers } from './peers.ts';
import { measureReplay } from './replay.ts';

/** Each part by itself; what one cannot measure here it says and leaves out. */
const MEASURES: readonly Measure[] = [measureEngine, measureLearned, measurePeers, measureGate, measureReplay];

/** The check engine alone, and beside Great Expectations and Soda over the same file. */
export const judge: Bench = {
  name: 'judge',
  about: 'results per second of the engine, and how often faster than Great Expectations and Soda',
  run: async ({ say }) => {
    const all: Measured = { conditions: {}, figures: {} };
    for (const measure of MEASURES) {
      const { conditions, figures } = await measure(say);
      Object.assign(all.conditions, conditions);
      Object.assign(all.figures, figures);
    }
    return all;
  },
};
