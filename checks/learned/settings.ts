import type { Budget } from '../anomaly/tuning.ts';

/** How bad learned findings are told to be: `warn` never blocks a pipeline, the others do. */
export const LEARNED_SEVERITIES = ['warn', 'error', 'critical'] as const;
export type LearnedSeverity = (typeof LEARNED_SEVERITIES)[number];

/** What a suite says of learned monitors, under `learn`; what it leaves out is as `DEFAULT_LEARNING` has it. */
export interface LearnRule {
  /** False: `learn: none`. */
  on: boolean;
  budget?: Budget;
  /** Whose holidays: a country, or one of its regions: `DE`, `US-NY`. */
  calendar?: string;
  severity?: LearnedSeverity;
  /** Patterns of the columns that are told of; of all but the ones excepted. The table itself is always told of. */
  columns?: { only?: string[]; except?: string[] };
}

/** How a dataset is watched by learned monitors. */
export interface LearnSettings {
  on: boolean;
  budget: Budget;
  calendar: string | null;
  severity: LearnedSeverity;
  /** Null: every column. */
  only: readonly string[] | null;
  except: readonly string[];
  /** The suite that says so; null where none does. */
  suite: string | null;
}

/** Without any suite every dataset is watched, as normal. */
export const DEFAULT_LEARNING: LearnSettings = Object.freeze({
  on: true,
  budget: 'normal',
  calendar: null,
  severity: 'warn',
  only: null,
  except: [],
  suite: null,
});
