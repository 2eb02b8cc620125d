import type { Measure } from './measure.ts';
import type { Forecast } from './outlook.ts';

/** One measure held against what was foretold of it. */
export interface Judged {
  measure: Measure;
  /** Where its course stands. */
  slot: number;
  /** Where it stands on the scale on which it is judged. */
  value: number;
  forecast: Forecast;
  /** Distance from the forecast in robust standard deviations, and how many make an alarm. */
  z: number;
  limit: number;
  /** How far from the forecast one standard deviation reaches, on the scale on which it is judged. */
  deviation: number;
  /** Size of the change in the unit of its kind, and the smallest that matters. */
  effect: number;
  gate: number;
  /** 1 and above is out of the ordinary, and is not learnt. */
  score: number;
  /** How much of a slow drift its newest runs are; 1 and above is one. */
  drift: number;
  /** Is it in alarm for its drift alone? */
  isDrift: boolean;
  /** The same by the budget for false alarms: 1 and above is told. */
  told: number;
  /** Is it where it was before the newest move? */
  isBack: boolean;
  /** Is it what somebody said that comes again on such days? */
  isSpecial?: boolean;
  /** Of a point of a stream: what it left by little and little, how bad a trouble was that is not over, is it open though this point is ordinary. */
  driftedFrom?: number;
  ongoing?: number | undefined;
  isHeld?: boolean;
}
