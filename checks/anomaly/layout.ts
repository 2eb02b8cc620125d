import { CALENDAR_TAGS, type Cadence } from './phase.ts';

/** How many errors of the chosen model are remembered. */
export const MOST_ERRORS = 56;
/** How many days with each tag of the calendar are remembered. */
export const MOST_TAGGED = 3;

/** Per measure: its newest value, what sampling gives it by one row, the most it ever was. */
export const [VALUE, NOISE, RECORD, HEADS] = [0, 1, 2, 3] as const;
/** Per measure: its kind, how many values were learnt (at most as many as a cadence remembers), runs since there was one. */
export const [FAMILY, KNOWN, MISSING, MARKS] = [0, 1, 2, 3] as const;

/**
 * Floats of a measure that is no constant. Levels and slopes of the newest two cycles, as they are and without the season; the least and
 * the most of this span of runs and of the one before; how wrong the chosen model is; mean error of each model; then the effects of the
 * phases, and the ring of newest values.
 */
export const [LEVEL, SLOPE, SEASON_LEVEL, SEASON_SLOPE, LOW, HIGH, EARLIER_LOW, EARLIER_HIGH, SCALE, WORST, COSTS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
] as const;
export const EFFECTS = 16;

/**
 * Bytes of the same: where its rings stand and how full they are; the model chosen among all and among those without a season; how often
 * the models were compared; whether a value was that of the run before, in this span of runs (1) and the one before (2); how many days
 * with each tag came, the errors, then by phase how many deviations came, and the phases of the values.
 */
export const [AT, LENGTH, ERROR_AT, ERROR_LENGTH, MODEL, PLAIN, TRIES, REPEATS, TAG_COUNTS] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8,
] as const;
export const ERRORS = TAG_COUNTS + CALENDAR_TAGS.length;
export const PHASE_COUNTS = ERRORS + MOST_ERRORS;
/** Sixteen-bit numbers: deviations of the newest days with each tag, then the newest deviations of each phase. */
export const TAGGED = 0;
export const DEVIATIONS = CALENDAR_TAGS.length * MOST_TAGGED;

/** How much room a measure takes at a cadence. */
export interface Layout {
  cadence: Cadence;
  /** Values in the ring: four cycles. */
  ring: number;
  /** Where the ring begins among the floats, and the phases of its values among the bytes. */
  values: number;
  valuePhases: number;
  floats: number;
  halves: number;
  bytes: number;
}

export function layoutOf(cadence: Cadence): Layout {
  const { cycle, phases, depth } = cadence;
  const ring = 4 * cycle;
  const [values, valuePhases] = [EFFECTS + phases, PHASE_COUNTS + phases];
  const halves = DEVIATIONS + phases * depth;
  return { cadence, ring, values, valuePhases, floats: values + ring, halves, bytes: valuePhases + ring };
}
