/* eslint plumbline/few-arguments: off -- hundreds of calls a profile: an object for each would be garbage */
import { backTest, LEVEL_ERRORS, SEASON_ERRORS } from './back-test.ts';
import type { Courses } from './courses.ts';
import { errorCode, errorSize } from './error-code.ts';
import { MODELS, SEASONAL } from './foretell.ts';
import {
  COSTS,
  ERROR_AT,
  ERROR_LENGTH,
  ERRORS,
  MODEL,
  MOST_ERRORS,
  PLAIN,
  SCALE,
  TRIES,
  WORST,
  type Layout,
} from './layout.ts';

/** A richer model must be this much better than a plainer one. */
const BETTER = 0.85;
const RICHER: readonly number[] = [0, 1, 1, 2, 2, 3];
const FEW_TRIED = 5;
/** Over how many runs a model's mean error reaches, and how many times that one error counts at most. */
const SPAN = 28;
const MOST = 8;
/** A tenth of normal errors are twice their mean size and more. */
const MOST_OF_ANOTHER = 2;
/** With fewer errors known, those of a model that knows the season are better told by its back-test. */
const YOUNG = 42;
/** For how many runs a back-test counts. */
const BACK_TRIES = 7;
/** With fewer errors known, days that are not as others teach how large errors are. */
const FEW_ERRORS = 3;

/** After how many values the newest models began to foretell: slopes after two cycles, seasons when they are learnt. */
export function cohortOf({ cadence: { cycle, learning } }: Layout, known: number): number {
  return known >= learning ? learning : known >= 2 * cycle ? 2 * cycle : 0;
}

/** Learns how wrong each model was about a run, and which to believe from now on. */
export function learnErrors(
  courses: Courses,
  lane: number,
  value: number,
  foretold: Float64Array,
  isOrdinary: boolean,
): void {
  const { layout, floats, bytes } = courses;
  const marks = lane * layout.bytes;
  const chosen = bytes[marks + MODEL]!;
  const own = Math.abs(value - foretold[Number.isNaN(foretold[chosen]!) ? bytes[marks + PLAIN]! : chosen]!);
  const isMany = bytes[marks + ERROR_LENGTH]! >= FEW_ERRORS;
  if (!isOrdinary && isMany && own > floats[lane * layout.floats + WORST]!) return;
  pushError(courses, lane, errorCode(own));
  learnCosts(courses, lane, value, foretold);
  choose(courses, lane, foretold);
  learnScale(courses, lane);
}

function pushError({ layout, bytes }: Courses, lane: number, code: number): void {
  const marks = lane * layout.bytes;
  const at = bytes[marks + ERROR_AT]!;
  bytes[marks + ERRORS + at] = code;
  bytes[marks + ERROR_AT] = at === MOST_ERRORS - 1 ? 0 : at + 1;
  if (bytes[marks + ERROR_LENGTH]! < MOST_ERRORS) bytes[marks + ERROR_LENGTH]!++;
}

/** The mean error of each model, over the same runs for all: it begins anew when there are more models. */
function learnCosts({ layout, floats, bytes }: Courses, lane: number, value: number, foretold: Float64Array): void {
  const costs = lane * layout.floats + COSTS;
  const marks = lane * layout.bytes;
  const tries = Math.min(SPAN, bytes[marks + TRIES]! + 1);
  bytes[marks + TRIES] = tries;
  for (let model = 0; model < MODELS.length; model++) {
    const error = Math.abs(value - foretold[model]!);
    if (Number.isNaN(error)) continue;
    const cost = floats[costs + model]!;
    const counted = tries > FEW_TRIED ? Math.min(error, MOST * cost) : error;
    floats[costs + model] = cost + (counted - cost) / tries;
  }
}

/** The model to believe from now on, among those that foretell anything (NaN: nothing). */
function choose(courses: Courses, lane: number, foretold: Float64Array | Float32Array): void {
  const { layout, floats, bytes } = courses;
  const costs = lane * layout.floats + COSTS;
  const marks = lane * layout.bytes;
  if (bytes[marks + TRIES]! < FEW_TRIED) return;
  let best = 0;
  for (let model = 1; model < MODELS.length; model++) {
    if (model === SEASONAL) bytes[marks + PLAIN] = best;
    if (Number.isNaN(foretold[model]!)) continue;
    const factor = RICHER[model]! > RICHER[best]! ? BETTER : 1;
    if (floats[costs + model]! < factor * floats[costs + best]!) best = model;
  }
  if (best === bytes[marks + MODEL]) return;
  bytes[marks + MODEL] = best;
  const isYoung = bytes[marks + ERROR_LENGTH]! < YOUNG;
  if (best >= SEASONAL && isYoung && seedErrors(courses, lane)) return;
  rescale(courses, lane, floats[costs + best]!);
}

/** The errors of a model that knows the season are those of its back-test; false when that says nothing. */
function seedErrors(courses: Courses, lane: number): boolean {
  const { layout, bytes } = courses;
  const marks = lane * layout.bytes;
  const length = backTest(courses, lane);
  for (let at = 0; at < length; at++) bytes[marks + ERRORS + at] = errorCode(SEASON_ERRORS[at]!);
  if (length === 0) return false;
  bytes[marks + ERROR_LENGTH] = length;
  bytes[marks + ERROR_AT] = length % MOST_ERRORS;
  return true;
}

/** From here on there are models that know the season: they are compared with the others by their back-test, or anew where that says nothing. */
export function beginSeason(courses: Courses, lane: number): void {
  const { layout, floats, bytes } = courses;
  const [costs, tries] = [lane * layout.floats + COSTS, lane * layout.bytes + TRIES];
  const length = backTest(courses, lane);
  bytes[tries] = length === 0 ? 0 : BACK_TRIES;
  if (length === 0) return;
  const [cost, plain] = [SEASON_ERRORS, LEVEL_ERRORS].map((errors) => meanOf(errors, length)) as [number, number];
  // What the others were wrong by is known of other runs: as much more or less as the level was.
  const factor = floats[costs]! > 0 ? plain / floats[costs]! : 1;
  for (let model = 0; model < MODELS.length; model++) {
    floats[costs + model] = model < SEASONAL ? factor * floats[costs + model]! : cost;
  }
  choose(courses, lane, floats.subarray(costs, costs + MODELS.length));
  learnScale(courses, lane);
}

const meanOf = (numbers: Float64Array, count: number): number =>
  numbers.subarray(0, count).reduce((sum, one) => sum + one, 0) / count;

/** Another model's errors are like those of the one before, as much smaller as they are in the mean. */
function rescale({ layout, bytes }: Courses, lane: number, cost: number): void {
  const errors = lane * layout.bytes + ERRORS;
  const count = bytes[lane * layout.bytes + ERROR_LENGTH]!;
  let sum = 0;
  for (let at = 0; at < count; at++) sum += Math.min(errorSize(bytes[errors + at]!), MOST * cost);
  if (sum === 0) return;
  const factor = (cost * count) / sum;
  // What the other model did not know, such as weekends, is nothing that this one is to be feared for.
  for (let at = 0; at < count; at++)
    bytes[errors + at] = errorCode(Math.min(factor * errorSize(bytes[errors + at]!), MOST_OF_ANOTHER * cost));
}

const COUNTS = new Uint8Array(256);

/** Robust scale (the larger of MAD x 1.4826 about zero and the 90 % quantile / 1.645, type 7), and the largest error. */
function learnScale({ layout, floats, bytes }: Courses, lane: number): void {
  const from = lane * layout.floats;
  const marks = lane * layout.bytes;
  const count = bytes[marks + ERROR_LENGTH]!;
  COUNTS.fill(0);
  let least = 255;
  let worst = 0;
  for (let at = marks + ERRORS; at < marks + ERRORS + count; at++) {
    const code = bytes[at]!;
    COUNTS[code]!++;
    if (code > worst) worst = code;
    if (code < least) least = code;
  }
  floats[from + WORST] = errorSize(worst);
  floats[from + SCALE] = Math.max(1.4826 * ranked((count - 1) / 2, least), ranked(0.9 * (count - 1), least) / 1.645);
}

/** The size at a rank from 0, between two of them linear; there are none below `least`. */
function ranked(rank: number, least: number): number {
  const whole = Math.floor(rank);
  let code = least;
  let passed = COUNTS[code]!;
  while (passed <= whole) passed += COUNTS[++code]!;
  const size = errorSize(code);
  if (rank === whole) return size;
  if (passed === whole + 1) while (COUNTS[++code] === 0);
  return size + (rank - whole) * (errorSize(code) - size);
}
