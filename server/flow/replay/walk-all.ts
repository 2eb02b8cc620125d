import type { ReplayDataset } from '../../store/replay.ts';
import type { RealIncident } from '../../store/replay-around.ts';
import type { ReceiveContext } from '../receive-context.ts';
import type { ReplayAnswer } from './answer.ts';
import type { Days } from './count.ts';
import type { Pace } from './pace.ts';
import { readGroup, readPages, type PastGroup } from './read-past.ts';
import { createPastLearning, type PastLearning } from './past-learning.ts';
import { createWalk, type DatasetWalk } from './walk.ts';
import type { DatasetPast, ReplayWorld } from './world.ts';

/** What was walked over, whatever the rules made of it. */
export interface Walked {
  profiles: number;
  withProfiles: number;
  /** Days of the period for which there is a profile. */
  covered: Set<number>;
  partial: ReplayAnswer['coverage']['partial'];
  reals: RealIncident[];
  hasMissed: boolean;
  isCut: boolean;
  /** What learned monitors are left out of: datasets, because it would take too long, and parts of which too little is remembered. */
  unlearnt: { datasets: number; parts: number };
}

export interface Walking {
  context: ReceiveContext;
  world: ReplayWorld;
  days: Days;
  pace: Pace;
}

const groupSize = 40;

/** Walks over datasets, some of them at a time, until all are done or the time is over. */
export async function walkAll(walking: Walking, datasets: readonly ReplayDataset[]): Promise<Walked> {
  const walked: Walked = {
    ...{ profiles: 0, withProfiles: 0, covered: new Set(), partial: null },
    ...{ reals: [], hasMissed: false, isCut: false, unlearnt: { datasets: 0, parts: 0 } },
  };
  const groups: (readonly ReplayDataset[])[] = [];
  for (let at = 0; at < datasets.length; at += groupSize) groups.push(datasets.slice(at, at + groupSize));
  let done = 0;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const past = await readGroup({ ...walking.context }, walking.world, group);
    if (past === null) {
      const middle = group.length >> 1;
      groups.unshift(group.slice(0, middle), group.slice(middle));
      continue;
    }
    walked.reals.push(...past.reals);
    walked.isCut ||= past.isCut;
    const ended = await walkGroup(walking, past, walked);
    if (ended !== null) {
      const reason = 'the time for one replay ran out; ask for fewer suites, datasets or days';
      walked.partial = { reason, datasetsDone: done + ended.done, coveredUntil: ended.at.toISOString() };
      return walked;
    }
    done += group.length;
  }
  return walked;
}

/** Null when all of it was replayed; else how many datasets were, and up to when the next one. */
async function walkGroup({ context, world, days, pace }: Walking, past: PastGroup, walked: Walked) {
  let walk: DatasetWalk | null = null;
  let learning: PastLearning | null = null;
  let datasetId: number | null = null;
  const done = new Set<number>();
  const end = (at: Date) => {
    if (walk?.end(at) === false) walked.hasMissed = true;
    walked.unlearnt.parts += learning?.unknown ?? 0;
    if (datasetId !== null) done.add(datasetId);
  };
  for await (const page of readPages(context, past)) {
    for (const paged of page) {
      const { row, again } = paged;
      if (row.dataset_id !== datasetId) {
        end(world.until);
        datasetId = row.dataset_id;
        const of = past.pasts.get(datasetId) as DatasetPast;
        walk = createWalk(world, of);
        learning = learningOf({ context, world, pace }, of, walked);
        walked.withProfiles++;
      }
      if (!(await pace.goOn())) {
        const at = again?.at ?? row.received_at;
        walk?.end(at);
        return { done: done.size, at };
      }
      walk?.receive({ ...paged, known: (await learning?.before(row, again)) ?? null });
      if (again !== null) continue;
      walked.profiles++;
      const day = days.dayOf(row.effective_at);
      if (day >= 0 && day < days.asked) walked.covered.add(day);
    }
  }
  end(world.until);
  return null;
}

/** Learned monitors take at most this share of the time; what is left is for the rest of what was asked. */
const learningShare = 0.5;

/** Null where no side watches the dataset, or the time for it is over. */
function learningOf(
  { context: { learner, pool }, world, pace }: Omit<Walking, 'days'>,
  { dataset }: DatasetPast,
  { unlearnt }: Walked,
): PastLearning | null {
  const settings = world.sides.map(({ rules }) => rules.of(dataset).learn);
  if (learner === null || !settings.some(({ on }) => on)) return null;
  if (pace.spent() < learningShare) return createPastLearning({ learner, pool }, { datasetId: dataset.id, settings });
  unlearnt.datasets++;
  return null;
}
