import type { Profile } from '../../checks/index.ts';
import type { CommandContext } from '../command-context.ts';
import { interruptible } from './interruptible.ts';
import { formatOf } from './input-file.ts';
import { profileFiles } from './profile-files.ts';
import type { ProfileOptions } from './profile-options.ts';
import { progressBar } from './progress-bar.ts';
import { openWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** Measures files in a workspace of their own, with progress; `label` stands before each step. */
export async function measureFiles(
  paths: readonly string[],
  options: ProfileOptions,
  { terminal, label = '' }: Pick<CommandContext, 'terminal'> & { label?: string },
): Promise<Omit<Profile, 'dataset'>> {
  // Signals are heard before there is a folder to leave behind.
  let workspace: Workspace | undefined;
  const bar = progressBar(terminal, () => workspace?.percent() ?? -1);
  const measure = async (signal: AbortSignal): Promise<Omit<Profile, 'dataset'>> => {
    const opened = (workspace = await openWorkspace({
      ...options,
      isSmall: options.required !== undefined && areParquet(paths, options),
    }));
    const onStep = (done: number, steps: number, next: string): void => {
      signal.throwIfAborted();
      bar.step(done, steps, `${label}${next}`);
    };
    try {
      return await profileFiles({ paths, options, workspace: opened, onStep, signal });
    } finally {
      opened.close();
    }
  };
  try {
    return await interruptible(measure, () => workspace?.interrupt());
  } finally {
    bar.end();
  }
}

/** Parquet files are read where they lie: nothing of them is copied. */
function areParquet(paths: readonly string[], { format }: ProfileOptions): boolean {
  return paths.every((path) => (format ?? formatOf(path)) === 'parquet');
}
