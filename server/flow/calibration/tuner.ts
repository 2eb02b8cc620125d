import type { Calibration } from '../../../checks/index.ts';
import { readCalibration } from '../../store/calibration.ts';
import type { Pool } from '../../store/sql.ts';
import { readDemoted } from './precision.ts';

const staleMs = 60_000;

/** What decides which learned alarms are told, as this process knows it: at most about a minute old. */
export interface Tuner {
  /** The floor of precision below which a kind of alarm is only shown; null: none. */
  readonly floor: number | null;
  /** The newest calibration; null before there is one. Never waits: it looks anew behind whoever asks. */
  calibration(): Calibration | null;
  /** Families of learned monitors whose alarms in a dataset are only shown. */
  demotedIn(datasetId: number): ReadonlySet<string>;
  /** Looks now. */
  refresh(): Promise<void>;
}

interface TunerSettings {
  pool: Pool;
  engine: number;
  floor: number | null;
  clock: () => Date;
  log: { warn(fields: object, message: string): void };
}

const NOTHING: ReadonlySet<string> = new Set();

export function createTuner({ pool, engine, floor, clock, log }: TunerSettings): Tuner {
  let calibration: Calibration | null = null;
  let demoted = new Map<number, Set<string>>();
  let lookedAt = -Infinity;
  let looking: Promise<void> | null = null;
  const look = async () => {
    lookedAt = performance.now();
    const [found, below] = await Promise.all([readCalibration(pool, engine), readDemoted(pool, floor, clock())]);
    [calibration, demoted] = [found, below];
  };
  const refresh = () => (looking ??= look().finally(() => (looking = null)));
  const refreshIfStale = () => {
    if (performance.now() - lookedAt < staleMs) return;
    refresh().catch((error: unknown) => log.warn({ error }, 'the calibration could not be read; the last one serves'));
  };
  return {
    floor,
    calibration: () => (refreshIfStale(), calibration),
    demotedIn: (datasetId) => (refreshIfStale(), demoted.get(datasetId) ?? NOTHING),
    refresh,
  };
}
