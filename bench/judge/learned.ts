import {
  judgeLearned,
  learn,
  NO_BASELINE,
  type Baseline,
  type LearnedInput,
  type Profile,
} from '../../checks/index.ts';
import { median } from '../ingest/load.ts';
import { templates } from '../ingest/profile.ts';
import { dayOfTable } from './learned-table.ts';
import type { Measured } from './measures.ts';

const HISTORY = 56;
const LONG_HISTORY = 560;
const ROUNDS = 200;
const DAY_MS = 86_400_000;

/** The learned monitors of one table of 30 columns after eight weeks, and after eighty: how long judging and learning take, and what is kept. */
export function measureLearned(say: (text: string) => void): Promise<Measured> {
  const days = Array.from({ length: LONG_HISTORY + ROUNDS }, (_, day) => dayOfTable(day));
  const short = timed(days.slice(0, HISTORY + ROUNDS), HISTORY);
  const long = timed(days, LONG_HISTORY);
  const posted = timed(postedDays(), HISTORY);
  const figures = {
    learnedP50Ms: short.judgeP50Ms,
    learnedLongHistoryP50Ms: long.judgeP50Ms,
    learnedLearnP50Ms: short.learnP50Ms,
    learnedPostedCpuMs: posted.cpuMs,
  };
  say(
    `${short.measures} measures: ${short.judgeP50Ms.toFixed(2)} ms to judge, ${short.learnP50Ms.toFixed(2)} ms to learn`,
  );
  return Promise.resolve({ conditions: { learnedMeasures: short.measures }, figures });
}

/** The profiles of the load bench, a day apart. */
function postedDays(): { profile: Profile; at: Date }[] {
  const profiles = templates().map((template) => JSON.parse(template.toString()) as Profile);
  return Array.from({ length: HISTORY + ROUNDS }, (_, day) => ({
    profile: profiles[(day * 7) % profiles.length]!,
    at: new Date(Date.parse('2026-01-01T00:00:00Z') + day * DAY_MS),
  }));
}

/** Follows the days one by one; after so many, each judged and learnt is timed. Each profile is read anew, as a server has it. */
function timed(days: readonly { profile: Profile; at: Date }[], history: number) {
  let baseline: Baseline = NO_BASELINE;
  const [judged, learnt]: [number[], number[]] = [[], []];
  let [cpuMicros, measures] = [0, 0];
  for (const [day, { profile, at }] of days.entries()) {
    const input: LearnedInput = { profile: structuredClone(profile), at, baseline };
    const [started, used] = [performance.now(), process.cpuUsage()];
    const verdict = judgeLearned(input);
    const between = performance.now();
    baseline = learn(input, verdict);
    const ended = performance.now();
    const { user, system } = process.cpuUsage(used);
    if (day < history) continue;
    judged.push(between - started);
    learnt.push(ended - between);
    cpuMicros += user + system;
    measures = verdict.measures.length;
  }
  return {
    judgeP50Ms: median(judged),
    learnP50Ms: median(learnt),
    cpuMs: cpuMicros / judged.length / 1000,
    measures,
    baseline,
  };
}
