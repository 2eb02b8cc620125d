import { cumulativeStdNormalProbability, mean, sampleStandardDeviation } from 'simple-statistics';

/** A metric's history made stationary: how a next value is transformed, and what it should be then. */
export interface Stationary {
  transform(value: number): number;
  mean: number;
  sd: number;
}

const mostLag = 10;
/** 5 % critical value of the Dickey-Fuller test with a constant, for 25 to 30 values (MacKinnon). */
const critical = -2.97;

/** The values themselves, or their differences at the first lag of 1 to 10 that passes the Dickey-Fuller test at 5 %. */
export function stationary(values: readonly number[]): Stationary {
  for (let lag = 0; lag <= Math.min(mostLag, Math.floor(values.length / 3)); lag++) {
    const differences = lag === 0 ? [...values] : values.slice(lag).map((value, index) => value - values[index]!);
    if (lag > 0 && differences.length < 8) break;
    if (isStationary(differences)) return transformed(values, differences, lag);
  }
  return transformed(values, [...values], 0);
}

function transformed(values: readonly number[], differences: number[], lag: number): Stationary {
  const base = lag === 0 ? 0 : values[values.length - lag]!;
  return { transform: (value) => value - base, mean: mean(differences), sd: sampleStandardDeviation(differences) };
}

/** Dickey-Fuller without lagged differences: t of the slope of y(t) - y(t-1) on y(t-1). A constant series is stationary. */
export function isStationary(values: readonly number[]): boolean {
  const x = values.slice(0, -1);
  const y = values.slice(1).map((value, index) => value - x[index]!);
  const [xMean, yMean] = [mean(x), mean(y)];
  let [xx, xy] = [0, 0];
  for (const [index, value] of x.entries()) {
    xx += (value - xMean) ** 2;
    xy += (value - xMean) * (y[index]! - yMean);
  }
  if (xx <= 1e-12 * Math.max(1, xMean * xMean)) return true;
  const slope = xy / xx;
  const residuals = y.map((value, index) => value - yMean - slope * (x[index]! - xMean));
  const variance = residuals.reduce((sum, residual) => sum + residual * residual, 0) / Math.max(1, x.length - 2);
  return variance === 0 || slope / Math.sqrt(variance / xx) < critical;
}

/** P(standard normal > k). */
export const normalTail = (k: number): number => 1 - cumulativeStdNormalProbability(k);
