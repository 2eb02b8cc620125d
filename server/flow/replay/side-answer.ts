import { LEARNED_SUITE } from '../../../checks/index.ts';
import type { RealIncident } from '../../store/replay-around.ts';
import { listedOf, type ExpectationAnswer, type SideAnswer, type SuiteAnswer, type Tally } from './answer.ts';
import { nothingWords } from './count.ts';
import { fullName } from './firing-of.ts';
import type { ExpectationTally, SuiteTally } from './suite-tally.ts';
import type { SideTally } from './tally.ts';

/** What one side adds up to, as it is answered. `drafts` are the suites that are not in force; `reals` what there really was. */
export function sideAnswer(
  tally: SideTally,
  { drafts, reals, matching }: { drafts: ReadonlySet<string>; reals: readonly RealIncident[]; matching: Matching },
): SideAnswer {
  const coverage = tally.whole.coverage();
  const openReason = firstReason(tally.suites.flatMap(({ expectations }) => [...expectations.values()]));
  const patterns = tally.suites.map(({ suite: { suite } }) => fullName(suite.dataset));
  const matches = matching.size === 0 ? patterns.slice(0, 3).join(' or ') || 'no suite' : null;
  return {
    coverage,
    nothing: nothingWords(coverage, { matches, openReason }),
    tally: { ...tally.whole.tally },
    suites: [...tally.suites, ...learnedOf(tally)].map((suite) => suiteAnswer(suite, { drafts, matching })),
    receivers: [...tally.receivers]
      .map(([receiver, counts]) => ({ receiver, ...counts }))
      .toSorted((one, other) => (one.receiver < other.receiver ? -1 : 1)),
    incidents: {
      ...listedOf(tally.incidents),
      items: tally.incidents.items.map((one) => ({ ...one, messages: tally.messages.get(one.id) ?? 0 })),
    },
    firings: listedOf(tally.firings),
    labels: labelsOf(tally, reals),
  };
}

/** Learned monitors stand beside the suites where they judged anything. */
const learnedOf = ({ learned }: SideTally) => (learned.datasets.size > 0 ? [learned] : []);

/** How many datasets each suite matches, by its name. */
export type Matching = ReadonlyMap<string, number>;

const firstReason = (expectations: readonly ExpectationTally[]) =>
  expectations.map(({ openReason }) => openReason).find((reason) => reason !== null) ?? null;

function suiteAnswer(
  tally: SuiteTally,
  { drafts, matching }: { drafts: ReadonlySet<string>; matching: Matching },
): SuiteAnswer {
  const { suite, version } = tally.suite;
  const datasets = suite.name === LEARNED_SUITE ? tally.datasets.size : (matching.get(suite.name) ?? 0);
  const dataset = fullName(suite.dataset);
  const matches = datasets === 0 ? dataset : null;
  const coverage = tally.coverage();
  const expectations = [...tally.expectations.values()];
  return {
    suite: suite.name,
    dataset,
    version: drafts.has(suite.name) ? null : version,
    datasets,
    coverage,
    nothing: nothingWords(coverage, { matches, openReason: firstReason(expectations) }),
    tally: { ...tally.tally },
    expectations: expectations.map((one): ExpectationAnswer => {
      const own = one.coverage();
      return {
        ...one.result,
        coverage: own,
        nothing: nothingWords(own, { matches, openReason: one.openReason }),
        outcomes: { ...one.outcomes },
        tally: { ...one.tally },
      };
    }),
  };
}

function labelsOf({ spans }: SideTally, reals: readonly RealIncident[]): SideAnswer['labels'] {
  const normal = reals.filter(({ asNormal }) => asNormal);
  if (normal.length === 0) {
    const words =
      'No labels yet: nobody closed an incident of this period as the new normal, and none can be marked as real.';
    return { confirmed: null, expected: null, words };
  }
  const isCaught = ({ datasetId, openedAt, resolvedAt }: RealIncident) =>
    (spans.get(datasetId) ?? []).some(
      ({ from, to }) => from <= (resolvedAt?.getTime() ?? Infinity) && to >= openedAt.getTime(),
    );
  const caught = normal.filter(isCaught).length;
  const words = `${caught} of ${normal.length} incidents that people closed as the new normal would have opened; none can be marked as real yet.`;
  return { confirmed: null, expected: { of: normal.length, caught }, words };
}

/** One tally less another. */
export const tallyDifference = (draft: Tally, current: Tally): Tally => ({
  firings: draft.firings - current.firings,
  shadow: draft.shadow - current.shadow,
  incidents: draft.incidents - current.incidents,
  messages: draft.messages - current.messages,
  nights: draft.nights - current.nights,
});
