import { ENGINE_VERSION, FIXED_FACTORS, type Family } from '../../checks/index.ts';
import type { ReceiveContext } from '../flow/receive-context.ts';
import { readCalibration, type StoredCalibration } from '../store/calibration.ts';
import { mount, type App } from './mount.ts';
import { calibrationSchema, type CalibrationShape } from './shapes/calibration.ts';

/** GET /api/v1/calibration: how far out an alarm begins, as scores of all datasets told, and what it was made of. */
export function mountCalibration(app: App, { pool }: ReceiveContext): void {
  const spec = {
    method: 'get',
    path: '/api/v1/calibration',
    permission: 'catalogue.read',
    answer: calibrationSchema,
    summary: 'The newest calibration of learned alarms, and what it was made of',
  } as const;
  mount(app, spec, async (c) => c.json(shapeOf(await readCalibration(pool, ENGINE_VERSION))));
}

function shapeOf(found: StoredCalibration | null): CalibrationShape {
  const families = Object.entries(found?.families ?? {}).map(([family, factors]) => {
    const { scores = 0, outOfOrdinary = 0, real = 0, drift = null } = found?.samples[family as Family] ?? {};
    return { family, factors, scores, outOfOrdinary, real, drift };
  });
  return {
    version: found?.version ?? null,
    engine: ENGINE_VERSION,
    createdAt: found?.createdAt.toISOString() ?? null,
    builtIn: FIXED_FACTORS,
    families: families.sort((one, other) => (one.family < other.family ? -1 : 1)),
  };
}
