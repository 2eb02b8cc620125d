import { holidaysOf } from '../../../calendar/holidays.ts';
import type { RuleContext } from '../rule.ts';
import { Trouble } from '../trouble.ts';
import type { Manifest } from './manifest.ts';

/** What a rule may know of a dataset: how often it comes, and the holidays of the country that its manifest names. */
export function contextOf({ cadence, country, partitions }: Manifest): RuleContext {
  if (country === undefined) return { cadence };
  const years = partitions.map(({ start }) => start.getUTCFullYear());
  const holidays = holidaysOf(country, { from: Math.min(...years), to: Math.max(...years) + 1 });
  if (holidays === null) throw new Trouble(`no country ${country}: write it as ISO 3166 does, such as US`);
  return { cadence, holidays };
}
