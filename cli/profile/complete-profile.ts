import type { Profile } from '../../checks/index.ts';
import type { CommandContext } from '../command-context.ts';
import { ownVersion } from '../version.ts';
import { idempotencyKeyOf } from './identity.ts';
import type { ProfileOptions } from './profile-options.ts';

/** With run, producer and idempotency key. */
export function completed(
  { dataset, dataInterval, capturedAt, ...measured }: Profile,
  options: ProfileOptions,
): Profile {
  const profile: Profile = {
    schemaVersion: 1,
    dataset,
    ...(options.runId !== undefined && { run: { id: options.runId } }),
    ...(dataInterval && { dataInterval }),
    ...(capturedAt !== undefined && { capturedAt }),
    ...measured,
    ...(options.suites && { measuredFor: options.suites }),
    producer: { name: 'plumbline-cli', version: ownVersion() },
  };
  profile.idempotencyKey = options.key ?? idempotencyKeyOf(profile);
  return profile;
}

/** Files in folders that were not measured are told, so that a misspelt ending is seen. */
export function tellLeftOut(count: number, { terminal }: CommandContext): void {
  if (count > 0)
    terminal.err(
      `plumbline: ${count} other ${count === 1 ? 'file' : 'files'} there left out, hidden or of no known kind.\n`,
    );
}
