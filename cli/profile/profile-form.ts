import { usageFailure } from '../failure.ts';
import type { ProfileOptions } from './profile-options.ts';

/** How a profile is written that nobody judges: there is no verdict that a CI system could read. */
export function profileForm({ output = 'human', report }: ProfileOptions): 'human' | 'json' | 'ndjson' {
  if (report === undefined && (output === 'human' || output === 'json' || output === 'ndjson')) return output;
  const given = report === undefined ? `-o ${output}` : '--report';
  throw usageFailure(`${given} is for a verdict`, 'Give --push too, so that the profile is judged.', 'PL2001');
}
