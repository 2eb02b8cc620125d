import { namespaceLikes, type Principal } from '../principal.ts';
import { type ReplayDataset } from '../../store/replay.ts';
import { listReplaySilences } from '../../store/replay-around.ts';
import { routingOf } from '../notify.ts';
import type { ReceiveContext } from '../receive-context.ts';
import { createListed, listedOf, type Firing, type ReplayAnswer } from './answer.ts';
import { readQuestion, type AskedReplay, type ReplayQuestion } from './ask-replay.ts';
import { daysOf, type Days } from './count.ts';
import { findDatasets } from './find-datasets.ts';
import { limitsOf } from './limits.ts';
import { createPace } from './pace.ts';
import { createSide } from './side.ts';
import { sideAnswer, tallyDifference } from './side-answer.ts';
import { createTally, type SideTally } from './tally.ts';
import { silenceActs } from './timeline.ts';
import type { ReplayWorld } from './world.ts';
import { walkAll, type Walked } from './walk-all.ts';

export interface ReplayTerms {
  principal: Principal;
  /** Aborted: nobody listens any more. */
  signal: AbortSignal;
  /** How long it may take; then what was done so far is answered. */
  limitMs: number;
}

/**
 * What would have happened under other rules: the profiles that were received, in that order and without a look ahead,
 * through the same evaluation, incident machine, routing, grouping and silences as the receive. Nothing is written.
 * @throws Problem when the question is not valid, ReplayCancelled when nobody listens any more.
 */
export async function replay(
  context: ReceiveContext,
  question: ReplayQuestion,
  terms: ReplayTerms,
): Promise<ReplayAnswer> {
  const { pool } = context;
  const rules = await context.rules.current(pool);
  const pace = createPace({ ...terms, clock: () => performance.now() });
  const asked = await readQuestion(question, { ...terms, rules, pace }, context.clock());
  const days = daysOf(asked);
  const draft = createTally({ ...asked, days, rules: asked.draftRules });
  const current = asked.vsCurrent ? createTally({ ...asked, days, rules: asked.currentRules }) : null;
  const difference = createDifference(asked.listed);
  const silences = await listReplaySilences(pool, asked);
  const world: ReplayWorld = {
    ...{ since: asked.since, until: asked.until, silences, silenceActs: silenceActs(silences) },
    sides: sidesOf(context, asked, { draft, current }),
    publicUrl: context.publicUrl,
    onJudged: (answers) => {
      if (answers.length === 2) difference.compare(answers as [Firing[], Firing[]]);
    },
  };
  const { datasets, matching } = await findDatasets({ pool, pace }, asked, namespaceLikes(terms.principal));
  const walked = await walkAll({ context, world, days, pace }, datasets);
  const sided = { drafts: asked.drafts, reals: walked.reals.filter(({ openedAt }) => openedAt >= asked.since) };
  const isLearned = [draft, current].some((side) => (side?.learned.datasets.size ?? 0) > 0);
  const known = { ...walked, days: { asked: days.asked, covered: walked.covered.size }, silences, isLearned };
  return {
    ...headOf(asked, { days, datasets, walked }),
    limits: limitsOf(asked, known),
    draft: sideAnswer(draft, { ...sided, matching: matching.draft }),
    current: current && sideAnswer(current, { ...sided, drafts: new Set(), matching: matching.current }),
    difference: current && {
      tally: tallyDifference(draft.whole.tally, current.whole.tally),
      onlyDraft: listedOf(difference.onlyDraft),
      onlyCurrent: listedOf(difference.onlyCurrent),
    },
  };
}

function sidesOf(
  { routeDefaults }: ReceiveContext,
  { draftRules, currentRules }: AskedReplay,
  tallies: { draft: SideTally; current: SideTally | null },
) {
  const draft = { rules: draftRules, recorder: tallies.draft, routing: routingOf(draftRules, routeDefaults) };
  const { current } = tallies;
  if (current === null) return [createSide('draft', draft)];
  const other = { rules: currentRules, recorder: current, routing: routingOf(currentRules, routeDefaults) };
  return [createSide('draft', draft), createSide('current', other)];
}

function headOf(asked: AskedReplay, of: { days: Days; datasets: readonly ReplayDataset[]; walked: Walked }) {
  const { walked } = of;
  return {
    since: asked.since.toISOString(),
    until: asked.until.toISOString(),
    zone: asked.zone,
    coverage: {
      datasets: of.datasets.length,
      datasetsWithProfiles: walked.withProfiles,
      profiles: walked.profiles,
      days: { asked: of.days.asked, covered: walked.covered.size },
      partial: walked.partial,
    },
  };
}

/** The firings that only one side has, profile by profile. */
function createDifference(listed: number) {
  const onlyDraft = createListed<Firing>(listed);
  const onlyCurrent = createListed<Firing>(listed);
  const keyOf = ({ suite, expectation, standing }: Firing) =>
    JSON.stringify([suite, expectation, standing === 'shadow']);
  const add = (list: typeof onlyDraft, these: readonly Firing[], others: readonly Firing[]) => {
    const known = new Set(others.map(keyOf));
    for (const firing of these) if (!known.has(keyOf(firing))) list.add(firing);
  };
  const compare = ([draft, current]: [Firing[], Firing[]]) => {
    if (draft.length > 0) add(onlyDraft, draft, current);
    if (current.length > 0) add(onlyCurrent, current, draft);
  };
  return { onlyDraft, onlyCurrent, compare };
}
