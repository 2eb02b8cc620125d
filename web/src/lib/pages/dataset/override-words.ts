import type { OverrideShape } from '../../api/types.ts';
import { formatInstant } from '../../format/time.ts';

type Said = Pick<OverrideShape, 'state' | 'consumer' | 'expectation' | 'profileId' | 'dataInterval'>;

/** What an override lets pass: `finance-pack may go on past amount.sum.`; what it does not name, it does not ask about. */
export function overrideWords({ state, consumer, expectation, profileId, dataInterval }: Said): string {
  const who = `${consumer ?? 'Whoever asks'} ${state === 'requested' ? 'would' : 'may'} go on`;
  const past = expectation ?? 'whatever does not pass';
  const profile = profileId === null ? '' : ` of profile ${profileId}`;
  return `${who} past ${past}${profile}${dataInterval === null ? '' : intervalWords(dataInterval)}.`;
}

function intervalWords({ start, end }: NonNullable<OverrideShape['dataInterval']>): string {
  const from = start === null ? '' : ` from ${formatInstant(start)}`;
  const to = end === null ? '' : ` to ${formatInstant(end)}`;
  return from + to === '' ? '' : `, for data${from}${to}`;
}
