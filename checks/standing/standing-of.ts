import type { Expectation } from '../expectation.ts';
import type { Finding } from '../expectations/kind.ts';
import type { CheckResult, Outcome } from '../result.ts';
import { acceptanceOf } from './acceptance.ts';
import { confirmationOf } from './confirmation.ts';

type Standing = Pick<CheckResult, 'standing' | 'severe' | 'accepted' | 'confirmation'> & { reason: string };

/**
 * Why an outcome does not count as it stands. Shadow outranks acceptance, and that confirmation: a level that is lived with
 * need not be confirmed. `before` are the outcomes of the same expectation on earlier profiles, newest first.
 */
export function standingOf(
  expectation: Pick<Expectation, 'mode' | 'accept' | 'confirm'>,
  found: Finding,
  before: readonly Outcome[],
  now: Date,
): Standing {
  const { mode, accept, confirm } = expectation;
  const stands: Standing = { reason: found.reason };
  if (found.severe === true) stands.severe = true;
  const acceptance = accept === undefined ? null : acceptanceOf(accept, found, now);
  if (acceptance !== null) {
    stands.accepted = acceptance.accepted;
    stands.reason += acceptance.words;
  }
  if (confirm !== undefined && found.outcome === 'fail') stands.confirmation = confirmationOf(confirm, before);
  const { confirmation } = stands;
  if (mode === 'shadow') stands.standing = 'shadow';
  else if (acceptance?.accepted.state === 'held') stands.standing = 'accepted';
  else if (confirmation !== undefined && confirmation.failed < confirmation.n && stands.severe !== true)
    stands.standing = 'unconfirmed';
  return stands;
}
