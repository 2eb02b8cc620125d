import type { Profile } from '../../checks/index.ts';

export type Cadence = 'hourly' | 'daily' | 'weekly' | 'monthly';

/** One delivery of a dataset: its data interval, half-open, and its profile as `plumbline profile` makes it. */
export interface Partition {
  start: Date;
  end: Date;
  profile: Profile;
}

/** What a rule complains about: `column` is null for the table; `score` as in `DayVerdict`. */
export interface Alarm {
  column: string | null;
  metric: string;
  score: number;
  text: string;
  /** The same trouble was told the run before, and is not told again: only rules that remember say so. */
  continues?: boolean;
}

/** No alarms means: nothing wrong. `score` is continuous, at least 0, higher is more suspicious, comparable over partitions. */
export interface DayVerdict {
  alarms: Alarm[];
  score: number;
}

/** A rule that follows one dataset. `judge` changes no state; `observe` lets it learn from a partition, in order of time. */
export interface Watcher {
  judge(partition: Partition): DayVerdict;
  observe(partition: Partition): void;
}

/** What a rule may know of a dataset beforehand: days since 1970 on which its country has a holiday. */
export interface RuleContext {
  cadence: Cadence;
  holidays?: ReadonlySet<number>;
}

/** A way to decide, ours or a peer's; `name` stands in the names of the figures. */
export interface Rule {
  name: string;
  about: string;
  /** What it cannot do without: the simulator has no distributions, and NAB no more than one metric. There it is not asked. */
  needs?: 'distributions' | 'many metrics';
  start(context: RuleContext): Watcher;
}
