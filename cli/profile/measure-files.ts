import type { Profile } from '../../checks/index.ts';
import type { CommandContext } from '../command-context.ts';
import { interruptible } from './interruptible.ts';
import { profileFiles } from './profile-files.ts';
import type { ProfileOptions } from './profile-options.ts';
import { progressBar } from './progress-bar.ts';
import { openWorkspace } from './workspace.ts';

/** Measures files in a workspace of their own, with progress; `label` stands before each step. */
export async function measureFiles(
  paths: readonly string[],
  options: ProfileOptions,
  { terminal, label = '' }: Pick<CommandContext, 'terminal'> & { label?: string },
): Promise<Omit<Profile, 'dataset'>> {
  const workspace = await openWorkspace(options);
  const bar = progressBar(terminal, () => workspace.percent());
  try {
    return await interruptible(
      (signal) => {
        const onStep = (done: number, steps: number, next: string): void => {
          signal.throwIfAborted();
          bar.step(done, steps, `${label}${next}`);
        };
        return profileFiles({ paths, options, workspace, onStep, signal });
      },
      () => workspace.interrupt(),
    );
  } finally {
    bar.end();
    workspace.close();
  }
}
