import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../server/config/package-root.ts';
import { readNab } from './corpus.ts';
import { bestNabScore, nabProfiles, nabScore } from './score.ts';

const folder = join(packageRoot(), '..', 'shared', 'data', 'nab');
const here = [folder, join(packageRoot(), '..', '..', 'shared', 'data', 'nab')].find((path) => existsSync(path));

interface Expected {
  threshold: number;
  normalised: number;
  optimised_here: { normalised: number };
}

describe('the score of the Numenta Anomaly Benchmark', () => {
  const costs = nabProfiles.standard;
  const quiet = Array.from({ length: 1000 }, () => 0);
  const detecting = (...rows: number[]): number[] => quiet.map((_, row) => (rows.includes(row) ? 1 : 0));

  it('is 100 for detecting each window in its first row and nothing else, 0 for detecting nothing', () => {
    const windows = [[400, 499]] as const;
    expect(nabScore([{ scores: detecting(400), windows }], costs, 1)).toBeCloseTo(100, 10);
    expect(nabScore([{ scores: quiet, windows }], costs, 1)).toBe(0);
  });

  it('takes A_FP for a detection before any window and forgives probation', () => {
    const windows = [[400, 499]] as const;
    expect(nabScore([{ scores: detecting(400, 200), windows }], costs, 1)).toBeCloseTo(100 - (100 * 0.11) / 2, 10);
    expect(nabScore([{ scores: detecting(400, 149), windows }], costs, 1)).toBeCloseTo(100, 10);
  });

  it('counts only the earliest detection of a window, and each outside of it', () => {
    const windows = [[400, 499]] as const;
    expect(nabScore([{ scores: detecting(400, 450), windows }], costs, 1)).toBeCloseTo(100, 10);
    expect(nabScore([{ scores: detecting(400, 200, 201), windows }], costs, 1)).toBeCloseTo(100 - (200 * 0.11) / 2, 10);
  });

  it('finds the threshold that a search over all scores finds', () => {
    const scores = quiet.map((_, row) => ((row * 7919) % 1000) / 1000);
    const files = [
      {
        scores,
        windows: [
          [400, 499],
          [700, 720],
        ] as const,
      },
    ];
    const best = Math.max(0, ...scores.map((threshold) => nabScore(files, costs, threshold)));
    expect(bestNabScore(files, costs).score).toBeCloseTo(best, 10);
  });

  // The scores of published detectors are 4 MB and stay outside of the repository.
  it.runIf(here !== undefined)(
    'gives the published scores of four detectors to 4 decimals',
    { timeout: 120_000 },
    () => {
      const read = (name: string): Buffer => readFileSync(join(here!, name));
      const golden = JSON.parse(gunzipSync(read('golden_scores.json.gz')).toString()) as Record<
        string,
        Record<string, number[]>
      >;
      const expected = JSON.parse(read('golden_expected.json').toString()) as Record<string, Record<string, Expected>>;
      const corpus = readNab(here!);
      const names = {
        standard: 'standard',
        rewardLowFalsePositives: 'reward_low_FP_rate',
        rewardLowFalseNegatives: 'reward_low_FN_rate',
      };
      expect(Object.keys(golden)).toHaveLength(4);
      for (const [detector, scores] of Object.entries(golden)) {
        const files = corpus.map(({ name, windows }) => ({ scores: scores[name] ?? [], windows }));
        for (const [profile, published] of Object.entries(names)) {
          const wanted = expected[detector]?.[published];
          const costs = nabProfiles[profile as keyof typeof nabProfiles];
          expect(nabScore(files, costs, wanted?.threshold ?? Number.NaN), `${detector} ${profile}`).toBeCloseTo(
            wanted?.normalised ?? 0,
            4,
          );
          expect(bestNabScore(files, costs).score, `${detector} ${profile}`).toBeCloseTo(
            wanted?.optimised_here.normalised ?? 0,
            4,
          );
        }
      }
    },
  );
});
