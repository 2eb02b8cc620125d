import type { ColumnProfile } from '../profile.ts';
import type { Baseline } from './baseline.ts';
import { FAMILIES } from './family.ts';
import { HEADS, VALUE } from './layout.ts';
import type { Unit } from './scale.ts';
import type { SlotFinder } from './slot-finder.ts';

/** Fewer values may be different by chance. */
const FEW = 20;
/** So many of the values at least must be different; what counts them may itself be two parts in a hundred wrong. */
const NEARLY_ALL = 0.98;
/** So much of their range they fill at least: of numbers given one after the other, others may stand in other tables. */
const FILLED = 0.2;

/**
 * Are these numbers given to rows one after the other, as ids are? Whole numbers, nearly all different, that fill their range or lie beyond all of
 * the run before. Where they lie tells of nothing but how many came before.
 */
export function isSequence(
  { type, count, distinct, min, max }: ColumnProfile,
  {
    column,
    baseline,
    finder,
    unit,
  }: { column: string; baseline: Baseline; finder: SlotFinder; unit: Unit | undefined },
): boolean {
  if (type === 'string' || count === undefined || count < FEW || distinct === undefined) return false;
  if (distinct.value < NEARLY_ALL * count || !Number.isInteger(min) || !Number.isInteger(max)) return false;
  const [low, high] = [min as number, max as number];
  if (count >= FILLED * (high - low + 1)) return true;
  const newestMax = finder.slotOf(column, 'max');
  if (newestMax < 0 || unit === undefined) return false;
  const out = (low - unit.center) / unit.spread;
  const newest = baseline.courses.heads[newestMax * HEADS + VALUE]!;
  return out > 1 && FAMILIES.extreme.transform(out) > newest;
}
