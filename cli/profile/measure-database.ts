import type { CommandContext } from '../command-context.ts';
import type { DatabaseProfile } from './database/profile-database.ts';
import { readTarget } from './database/target.ts';
import { interruptible } from './interruptible.ts';
import type { ProfileOptions } from './profile-options.ts';
import { progressBar } from './progress-bar.ts';

/** Measures a table or query inside its database, with progress, and says what was left out because of its size. */
export async function measureDatabase(
  url: string,
  options: ProfileOptions,
  { terminal }: CommandContext,
): Promise<DatabaseProfile> {
  const target = readTarget(url, terminal.env);
  const { profileDatabase } = await import('./database/profile-database.ts');
  const bar = progressBar(terminal, () => -1);
  try {
    const found = await interruptible((signal) =>
      profileDatabase({
        target,
        options,
        signal,
        onStep(done, steps, next) {
          signal.throwIfAborted();
          bar.step(done, steps, next);
        },
      }),
    );
    bar.end();
    tellApproximate(found, options, terminal.err);
    return found;
  } finally {
    bar.end();
  }
}

function tellApproximate(
  { leftOut }: DatabaseProfile,
  { exactRows }: ProfileOptions,
  err: (text: string) => void,
): void {
  if (leftOut.length === 0) return;
  const names =
    leftOut.length > 5 ? `${leftOut.slice(0, 5).join(', ')} and ${leftOut.length - 5} more` : leftOut.join(', ');
  err(
    `plumbline: more than ${exactRows} rows: of ${names} the distinct values are estimated, quantiles and most frequent values left out (--exact-rows says from when).\n`,
  );
}
