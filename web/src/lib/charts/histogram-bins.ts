export interface Counts {
  boundaries: readonly number[];
  counts: readonly number[];
}
export interface Bin {
  from: number;
  to: number;
  now: number;
  before: number;
}
export interface CommonBins {
  bins: Bin[];
  log: boolean;
  /** Share of mass that both have in common, 0 to 1; null without a baseline. */
  overlap: number | null;
}

const BINS = 24;
const LOG_FROM_RATIO = 100;

/** Puts two histograms on the same bins, as shares of their own total, so that they can be laid over one another. Counts spread evenly within a source bin. */
export function commonBins(now: Counts, before: Counts | null): CommonBins {
  const both = before === null ? [now] : [now, before];
  const low = Math.min(...both.map((one) => one.boundaries[0] ?? 0));
  const high = Math.max(...both.map((one) => one.boundaries.at(-1) ?? 1));
  const positive = both.flatMap((one) => one.boundaries.filter((end) => end > 0));
  const least = Math.min(...positive, high);
  const log = low >= 0 && both.length > 1 && apart(now, before) && high / least >= LOG_FROM_RATIO;
  const edges = log ? logEdges(least, high) : linearEdges(low, high);
  const nowShares = sharesOn(edges, now);
  const beforeShares = before === null ? edges.slice(1).map(() => 0) : sharesOn(edges, before);
  const bins = edges.slice(1).map((to, index) => ({
    from: edges[index] ?? to,
    to,
    now: nowShares[index] ?? 0,
    before: beforeShares[index] ?? 0,
  }));
  const overlap = before === null ? null : bins.reduce((sum, bin) => sum + Math.min(bin.now, bin.before), 0);
  return { bins, log, overlap };
}

/** Do the two reach so differently far that one would be a sliver on a linear axis? */
function apart(now: Counts, before: Counts | null): boolean {
  const reach = (one: Counts | null): number => Math.abs(one?.boundaries.at(-1) ?? 1) || 1;
  const ratio = reach(now) / reach(before);
  return ratio >= 10 || ratio <= 0.1;
}

function linearEdges(low: number, high: number): number[] {
  const width = (high - low || 1) / BINS;
  return Array.from({ length: BINS + 1 }, (_, index) => low + index * width);
}

function logEdges(least: number, high: number): number[] {
  const step = Math.log(high / least) / BINS;
  return Array.from({ length: BINS + 1 }, (_, index) => least * Math.exp(index * step));
}

/** The share of a histogram that falls on each of the bins; what lies outside goes to the outermost. */
export function sharesOn(edges: readonly number[], source: Counts): number[] {
  const total = source.counts.reduce((sum, count) => sum + count, 0);
  const shares = edges.slice(1).map(() => 0);
  if (total === 0) return shares;
  source.counts.forEach((count, index) => {
    const from = source.boundaries[index];
    const to = source.boundaries[index + 1];
    if (from === undefined || to === undefined || count === 0) return;
    spread({ from, to, share: count / total }, edges, shares);
  });
  return shares;
}

function spread(piece: { from: number; to: number; share: number }, edges: readonly number[], shares: number[]): void {
  const last = shares.length - 1;
  const width = piece.to - piece.from;
  for (let index = 0; index <= last; index += 1) {
    const low = index === 0 ? -Infinity : (edges[index] ?? 0);
    const high = index === last ? Infinity : (edges[index + 1] ?? 0);
    const inside = Math.min(piece.to, high) - Math.max(piece.from, low);
    const whole = width === 0 && piece.from >= low && (piece.from < high || index === last);
    if (whole) shares[index] = (shares[index] ?? 0) + piece.share;
    else if (inside > 0 && width > 0) shares[index] = (shares[index] ?? 0) + (piece.share * inside) / width;
  }
}
