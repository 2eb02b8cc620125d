import type { Alarm, DayVerdict, Partition, Rule, Watcher } from '../rule.ts';
import { distributionOf, pooled } from './distribution.ts';
import type { Distribution, NumberDistribution } from './distribution.ts';
import * as tests from './two-sample.ts';

/** What a drift tool says of one column: how far beyond its limit (1), by which measure. */
interface Finding {
  metric: string;
  distance: number;
}

interface DriftRule {
  name: string;
  about: string;
  /** Partitions before the tested one that are pooled for the reference. */
  window: number;
  compare(reference: Distribution, current: Distribution): Finding;
}

/** p below 0.05 is beyond 1. */
const byP = (metric: string, p: number): Finding => ({
  metric,
  distance: Math.log(Math.max(p, 1e-300)) / Math.log(0.05),
});

const otherKind: Finding = { metric: 'type', distance: 100 };

const few = 5;

/** Evidently, `_get_default_stattest`, with the run before as the reference. */
const evidentlyDefault: DriftRule = {
  name: 'evidently',
  about: "Evidently's default tests against the run before",
  window: 1,
  compare: (reference, current) => {
    if (reference.kind !== current.kind) return otherKind;
    const small = reference.count <= 1000;
    if (reference.kind === 'numbers' && current.kind === 'numbers' && reference.distinct > few) {
      if (small) return byP('KS p', tests.ksPValue(reference, current));
      return { metric: 'Wasserstein', distance: tests.normedWasserstein(reference, current) / 0.1 };
    }
    const [before, now] = countsOf(reference, current);
    if (!small) return { metric: 'JS', distance: tests.jensenShannon(tests.shares(before), tests.shares(now)) / 0.1 };
    // Two values: the two-proportion z test is the chi-square test of the 2 x 2 table.
    if (reference.distinct <= 2 && before.length === 2) return byP('z p', tests.twoSampleChiSquare(before, now));
    return byP('chi-square p', tests.oneSampleChiSquare(before, now));
  },
};

const ksChiSquare: DriftRule = {
  name: 'ksChi2',
  about: 'Kolmogorov-Smirnov or chi-square, p below 0.05, against the run before',
  window: 1,
  compare: (reference, current) => {
    if (reference.kind !== current.kind) return otherKind;
    if (reference.kind === 'numbers' && current.kind === 'numbers')
      return byP('KS p', tests.ksPValue(reference, current));
    return byP('chi-square p', tests.twoSampleChiSquare(...countsOf(reference, current)));
  },
};

/** whylogs, `calculate_drift_scores` without a map: only the category DRIFT is an alarm. */
const whylogs: DriftRule = {
  name: 'whylogs',
  about: "whylogs' drift scores with its own algorithms, DRIFT alone, against the run before",
  window: 1,
  compare: (reference, current) => {
    if (reference.kind !== current.kind) return otherKind;
    if (reference.kind === 'numbers' && current.kind === 'numbers')
      return byP('KS p', tests.ksPValue(reference, current));
    return byP('chi-square p', tests.whylogsChiSquare(...countsOf(reference, current), current.distinct));
  },
};

const nannyMl: DriftRule = {
  name: 'nannymlJs',
  about: 'NannyML, Jensen-Shannon distance above 0.1 against the 28 runs before',
  window: 28,
  compare: (reference, current) => {
    if (reference.kind !== current.kind) return otherKind;
    const [before, now] =
      reference.kind === 'numbers' && current.kind === 'numbers'
        ? tests.binnedShares(reference, current)
        : countsOf(reference, current).map(tests.shares);
    return { metric: 'JS', distance: tests.jensenShannon(before ?? [], now ?? []) / 0.1 };
  },
};

/** Counts of the same values; numbers of few values are taken for values. */
function countsOf(reference: Distribution, current: Distribution): [number[], number[]] {
  const values = (one: Distribution) =>
    one.kind === 'values' ? one : { ...one, kind: 'values' as const, counts: stepCounts(one) };
  return tests.alignedCounts(values(reference), values(current));
}

const stepCounts = ({ knots, count }: NumberDistribution): Map<string, number> =>
  new Map(knots.map(({ value, left, right }) => [String(value), (right - left) * count]));

export const driftPeers: readonly Rule[] = [evidentlyDefault, whylogs, ksChiSquare, nannyMl].map((rule): Rule => ({
  name: rule.name,
  about: rule.about,
  needs: 'distributions',
  start: () => new DriftWatcher(rule),
}));

class DriftWatcher implements Watcher {
  private readonly rule: DriftRule;
  private readonly past = new Map<string, (Distribution | null)[]>();
  private readonly references = new Map<string, Distribution | null>();
  private lastColumns: string[] = [];

  constructor(rule: DriftRule) {
    this.rule = rule;
  }

  judge({ profile }: Partition): DayVerdict {
    const alarms: Alarm[] = [];
    let score = 0;
    for (const column of this.lastColumns) {
      const reference = this.referenceOf(column);
      if (!reference) continue;
      const metrics = profile.columnMetrics?.[column];
      const current = metrics ? distributionOf(metrics) : null;
      const { metric, distance } = current ? this.rule.compare(reference, current) : otherKind;
      score = Math.max(score, distance);
      if (distance > 1)
        alarms.push({
          column,
          metric,
          score: distance,
          text: `${metric} is ${distance.toPrecision(3)} times its limit`,
        });
    }
    return { alarms, score };
  }

  observe({ profile }: Partition): void {
    this.references.clear();
    this.lastColumns = Object.keys(profile.columnMetrics ?? {});
    for (const [column, metrics] of Object.entries(profile.columnMetrics ?? {})) {
      const past = [...(this.past.get(column) ?? []), distributionOf(metrics)];
      this.past.set(column, past.slice(-this.rule.window));
    }
  }

  private referenceOf(column: string): Distribution | null {
    const known = this.references.get(column);
    if (known !== undefined) return known;
    const reference = pooled((this.past.get(column) ?? []).filter((one) => one !== null));
    this.references.set(column, reference);
    return reference;
  }
}
