/** Costs of a profile of the Numenta Anomaly Benchmark. */
export interface Costs {
  truePositive: number;
  falsePositive: number;
  falseNegative: number;
}

export const nabProfiles = {
  standard: { truePositive: 1, falsePositive: 0.11, falseNegative: 1 },
  rewardLowFalsePositives: { truePositive: 1, falsePositive: 0.22, falseNegative: 1 },
  rewardLowFalseNegatives: { truePositive: 1, falsePositive: 0.11, falseNegative: 2 },
} as const satisfies Record<string, Costs>;

/** One file of the benchmark: a score for each row, and windows of rows [first, last] in which something is wrong. */
export interface NabFile {
  scores: readonly number[];
  windows: readonly (readonly [number, number])[];
}

interface Row {
  score: number;
  /** The window it lies in, counted over the corpus; null outside. */
  window: number | null;
  /** What a detection here earns (inside) or costs (outside, negative). */
  worth: number;
}

/** How good a detection at this relative place is: 1 at the far left, 0 at the window's end, -1 far to the right. */
const sigmoid = (place: number): number => (place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1);

const probation = (rows: number): number => Math.min(Math.floor(0.15 * rows), 750);

/**
 * The score of the corpus at one threshold, 0 for a detector that says nothing and 100 for one that detects each window in its first
 * row and nothing else (Lavin and Ahmad 2015, as in numenta/NAB at ea702d75).
 */
export function nabScore(files: readonly NabFile[], costs: Costs, threshold: number): number {
  const { rows, windows } = corpusOf(files, costs);
  const detected = rows.filter(({ score }) => score >= threshold);
  const best = new Map<number, number>();
  let raw = 0;
  for (const { window, worth } of detected) {
    if (window === null) raw += worth;
    else best.set(window, Math.max(best.get(window) ?? -Infinity, worth));
  }
  for (const window of windows) raw += best.get(window) ?? -costs.falseNegative;
  return normalised(raw, files, costs);
}

/** The best score that any one threshold for the whole corpus gives, which is what the scoreboard shows. */
export function bestNabScore(files: readonly NabFile[], costs: Costs): { score: number; threshold: number } {
  const { rows, windows } = corpusOf(files, costs);
  rows.sort((left, right) => right.score - left.score);
  let raw = -costs.falseNegative * windows.length;
  const best = new Map<number, number>();
  let found = { raw, threshold: Number.POSITIVE_INFINITY };
  for (const [index, { score, window, worth }] of rows.entries()) {
    if (window === null) raw += worth;
    else if (worth > (best.get(window) ?? -Infinity)) {
      raw += worth - (best.get(window) ?? -costs.falseNegative);
      best.set(window, worth);
    }
    // A threshold detects all rows of the same score.
    if (rows[index + 1]?.score !== score && raw > found.raw) found = { raw, threshold: score };
  }
  return { score: normalised(found.raw, files, costs), threshold: found.threshold };
}

function normalised(raw: number, files: readonly NabFile[], costs: Costs): number {
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0);
  const [nothing, perfect] = [-costs.falseNegative * windows, costs.truePositive * windows];
  return (100 * (raw - nothing)) / (perfect - nothing);
}

/** All rows after probation, and the windows that have any of them. */
function corpusOf(files: readonly NabFile[], costs: Costs): { rows: Row[]; windows: number[] } {
  const rows: Row[] = [];
  const windows = new Set<number>();
  let before = 0;
  for (const file of files) {
    for (const row of rowsOf(file, costs, before)) {
      rows.push(row);
      if (row.window !== null) windows.add(row.window);
    }
    before += file.windows.length;
  }
  return { rows, windows: [...windows] };
}

function rowsOf({ scores, windows }: NabFile, costs: Costs, offset: number): Row[] {
  const rows: Row[] = [];
  for (let row = probation(scores.length); row < scores.length; row++) {
    const score = scores[row] ?? 0;
    const inside = windows.findIndex(([first, last]) => row >= first && row <= last);
    const window = windows[inside];
    if (window) {
      const place = -(window[1] - row + 1) / (window[1] - window[0] + 1);
      rows.push({ score, window: offset + inside, worth: (costs.truePositive * sigmoid(place)) / sigmoid(-1) });
    } else {
      rows.push({ score, window: null, worth: costs.falsePositive * outside(row, windows) });
    }
  }
  return rows;
}

function outside(row: number, windows: NabFile['windows']): number {
  const last = windows.filter(([, end]) => end < row).at(-1);
  return last ? sigmoid((row - last[1]) / (last[1] - last[0])) : -1;
}
