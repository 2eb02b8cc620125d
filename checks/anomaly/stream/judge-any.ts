import { judgeMeasure, type Judged, type Situation } from '../judge-measure.ts';
import type { Measure } from '../measure.ts';
import { judgeStream } from './judge-stream.ts';

/** How a measure compares with its past, as a point of a stream where runs come so often; null when it has none. */
export function judgeAny(measure: Measure, slot: number, situation: Situation): Judged | null {
  const judge = situation.baseline.streams === undefined ? judgeMeasure : judgeStream;
  return judge(measure, slot, situation);
}
