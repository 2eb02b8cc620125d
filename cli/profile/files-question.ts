import type { ReadingOptions } from './profile-options.ts';
import type { Workspace } from './workspace.ts';

/** Files that are one dataset, and how they are to be measured. */
export interface FilesQuestion {
  paths: readonly string[];
  options: ReadingOptions;
  workspace: Workspace;
  /** Told before each step: how many of all steps are done, and what comes next. */
  onStep(done: number, steps: number, next: string): void;
  signal?: AbortSignal;
}
