import {
  binOf,
  driftOfScores,
  factorsOf,
  FIXED_FACTORS,
  SCORE_BINS,
  type Calibration,
  type Family,
  type Profile,
  ENGINE_VERSION,
} from '../../../checks/index.ts';
import {
  deleteTallies,
  insertCalibration,
  listRealProfiles,
  readCalibration,
  readTallies,
  type FamilySample,
  type TallyRow,
} from '../../store/calibration.ts';
import { readForJudging } from '../../store/judgements.ts';
import { findDatasetById } from '../../store/dataset-names.ts';
import type { ClockPlace } from '../judge-arrival.ts';
import { judgeKept } from '../learning/judge-learned.ts';
import { eachScoreToCount } from './tally.ts';

const dayMs = 86_400_000;
/** As many days are counted together, the newest week of them held against the rest. */
const DAYS = 56;
const LATELY = 7;
/** With fewer scores of a family there is no first calibration. */
const ENOUGH = 2000;
/** A factor that moved by less is the same. */
const SAME = 0.02;
/** So many real faults are looked up and left out. */
const MOST_REAL = 500;

const dayOf = (now: Date, ago: number): string => new Date(now.getTime() - ago * dayMs).toISOString().slice(0, 10);

/** Makes a new version of the calibration from the last eight weeks of scores, unless it would be as the newest is. Answers its number. */
export async function makeCalibration(place: ClockPlace, now: Date): Promise<number | null> {
  const { sql } = place;
  await deleteTallies(sql, dayOf(now, 2 * DAYS));
  const rows = await readTallies(sql, { engine: ENGINE_VERSION, since: dayOf(now, DAYS) });
  const real = await realScores(place, now);
  const families: Calibration['families'] = {};
  const samples: Partial<Record<Family, FamilySample>> = {};
  for (const family of new Set(rows.map((row) => row.family))) {
    const own = rows.filter((row) => row.family === family);
    const [before, lately] = [
      summed(own, (day) => day < dayOf(now, LATELY)),
      summed(own, (day) => day >= dayOf(now, LATELY)),
    ];
    const left = without(plus(before, lately), real.get(family) ?? []);
    Object.assign(families, { [family]: factorsOf(family, left.counts) });
    samples[family] = { ...sampleOf(left.counts), real: left.taken, drift: driftOfScores(before, lately) };
  }
  const newest = await readCalibration(sql, ENGINE_VERSION);
  if (!isNews(newest, families, samples)) return null;
  return insertCalibration(sql, { engine: ENGINE_VERSION, families, samples, createdAt: now });
}

function isNews(
  newest: Calibration | null,
  families: Calibration['families'],
  samples: Partial<Record<Family, FamilySample>>,
): boolean {
  const known = newest?.families ?? {};
  const moved = Object.entries(families).some(([family, factors]) => {
    const before = known[family as Family] ?? FIXED_FACTORS;
    return Object.entries(factors).some(
      ([budget, factor]) => Math.abs(factor / before[budget as keyof typeof before] - 1) >= SAME,
    );
  });
  return moved || (newest === null && Object.values(samples).some(({ scores }) => scores >= ENOUGH));
}

const summed = (rows: readonly TallyRow[], isOf: (day: string) => boolean): number[] =>
  rows.filter(({ day }) => isOf(day)).reduce((sum, { counts }) => plus(sum, counts), noCounts());

const noCounts = (): number[] => new Array<number>(SCORE_BINS).fill(0);
const plus = (one: readonly number[], other: readonly number[]): number[] =>
  one.map((count, bin) => count + (other[bin] ?? 0));

/** The counts less those of real faults, never below nothing: what was counted by another process lately may be missing. */
function without(counts: number[], bins: readonly number[]): { counts: number[]; taken: number } {
  let taken = 0;
  for (const bin of bins) {
    if ((counts[bin] ?? 0) === 0) continue;
    counts[bin] = (counts[bin] ?? 0) - 1;
    taken++;
  }
  return { counts, taken };
}

/** The bin in which the first score lies that is out of the ordinary. */
const firstAlarm = binOf(1);

function sampleOf(counts: readonly number[]): Pick<FamilySample, 'scores' | 'outOfOrdinary'> {
  const sum = (some: readonly number[]): number => some.reduce((total, count) => total + count, 0);
  return { scores: sum(counts), outOfOrdinary: sum(counts.slice(firstAlarm)) };
}

/** The bins of what was out of the ordinary in runs that somebody calls a real fault, by family: judged once more to know them. */
async function realScores({ context, sql }: ClockPlace, now: Date): Promise<Map<Family, number[]>> {
  const bins = new Map<Family, number[]>();
  if (context.learner === null) return bins;
  const rules = await context.rules.current(sql);
  const since = new Date(now.getTime() - DAYS * dayMs);
  for (const { id } of await listRealProfiles(sql, since, MOST_REAL)) {
    const profile = await readForJudging(sql, id);
    if (!profile) continue;
    const { learn: settings } = rules.of(await findDatasetById(sql, profile.datasetId));
    const document = JSON.parse(profile.document) as Profile;
    const asked = { ...profile, profile: document, knownBy: id, settings };
    const learned = await judgeKept(context.learner, sql, asked);
    if (learned.kind !== 'judged') continue;
    eachScoreToCount(learned.input, learned.verdict, (family, bin) => {
      if (bin >= firstAlarm) bins.set(family, [...(bins.get(family) ?? []), bin]);
    });
  }
  return bins;
}
