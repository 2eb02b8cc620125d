import { beforeAll, describe, expect, it } from 'vitest';
import { killAgainAndAgain, seeded } from './kill-cycles.ts';
import { buildServer } from './plumbline-process.ts';

beforeAll(buildServer, 120_000);

const nothingWrong = {
  lost: 0,
  duplicates: 0,
  missing: 0,
  repeatsWithinOneLife: 0,
  overtaken: 0,
  orphanLeases: 0,
  undelivered: 0,
  learnedWrongly: 0,
  alarmsDoubled: 0,
  unjudged: 0,
  surprises: [],
};

describe('a server that is killed under load', () => {
  it('20 times loses nothing it acknowledged, tells everybody, learns each profile once, and adopts its Postgres each time', async () => {
    const summary = await killAgainAndAgain({ cycles: 20, clients: 8, random: seeded(1) });
    expect(summary).toMatchObject({ ...nothingWrong, cycles: 20, adopted: 20 });
    expect(summary.acknowledged).toBeGreaterThan(100);
    expect(summary.delivered).toBeGreaterThan(20);
    expect(summary.bookmarks).toBeGreaterThan(8);
  }, 300_000);

  it('together with its Postgres, 4 times, loses nothing either', async () => {
    const summary = await killAgainAndAgain({ cycles: 4, clients: 8, withPostgres: true, random: seeded(2) });
    expect(summary).toMatchObject({ ...nothingWrong, cycles: 4, adopted: 0 });
    expect(summary.acknowledged).toBeGreaterThan(20);
  }, 300_000);
});
