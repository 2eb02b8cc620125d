import type { JudgementsShape } from '../../api/types.ts';
import { plural } from '../../format/number.ts';
import { formatInstant } from '../../format/time.ts';

type Judgement = NonNullable<JudgementsShape['known']>;

const CAUSE: Record<Judgement['cause'], string> = {
  received: '',
  again: 'because somebody asked for it',
  related: 'because a profile that it is compared with came',
  results: 'because results of another tool came',
  feedback: 'because somebody said what an alarm was',
  learned: 'because what is learned of its past has changed',
  replaced: 'because a profile that it is compared with was corrected',
};

/** Why the newest profile was judged again, when and by whom; empty when it stands as it was judged on arrival. */
export function judgedWhy(judged: Pick<JudgementsShape, 'known' | 'items'> | null): string {
  const known = judged?.known ?? null;
  if (judged === null || known === null || known.cause === 'received') return '';
  const why = known.requestedBy === null ? CAUSE[known.cause] : `because ${known.requestedBy} asked for it`;
  const before = judged.items.length - 1;
  const kept = before > 0 ? ` ${plural(before, 'earlier judgement')} ${before === 1 ? 'is' : 'are'} kept.` : '';
  return `The newest profile was judged again on ${formatInstant(known.at)}, ${why}.${kept}`;
}
