import { statSync } from 'node:fs';
import type { Profile } from '../../checks/index.ts';
import type { CommandContext } from '../command-context.ts';
import { interruptible } from './interruptible.ts';
import { formatOf } from './input-file.ts';
import { profileFiles } from './profile-files.ts';
import type { ProfileOptions } from './profile-options.ts';
import { progressBar } from './progress-bar.ts';
import { openWorkspace } from './workspace.ts';
import type { Workspace, WorkspaceOptions } from './workspace.ts';

const littleBytes = 16 * 1024 * 1024;

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
    const opened = (workspace = await openWorkspace({ ...options, ...lightly(paths, options) }));
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

/** A little Parquet of which only some is asked is read where it lies: no table is made, and a second thread costs more than it helps. */
function lightly(paths: readonly string[], options: ProfileOptions): Partial<WorkspaceOptions> {
  const { required, format } = options;
  if (required === undefined || paths.some((path) => (format ?? formatOf(path)) !== 'parquet')) return {};
  const bytes = paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  return { inMemory: true, ...(bytes < littleBytes && { threads: 1 }) };
}
