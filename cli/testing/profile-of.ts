import type { ColumnProfile, Profile } from '../../checks/index.ts';
import { profileFiles } from '../profile/profile-files.ts';
import type { ReadingOptions } from '../profile/profile-options.ts';
import { openWorkspace } from '../profile/workspace.ts';

export type Measured = Omit<Profile, 'dataset'>;

/** Measures files as `plumbline profile` does; `exactRows` 0 makes it estimate. */
export async function profileOf(paths: string | string[], options: Partial<ReadingOptions> = {}): Promise<Measured> {
  const workspace = await openWorkspace({ memory: '500MB', threads: options.threads ?? 2 });
  try {
    const reading: ReadingOptions = {
      maxTop: 50,
      encoding: 'utf-8',
      memory: '500MB',
      threads: 2,
      exactRows: 5_000_000,
      ...options,
    };
    return await profileFiles({ paths: [paths].flat(), options: reading, workspace, onStep: () => undefined });
  } finally {
    workspace.close();
  }
}

/** The column called `name`; a test fails when there is none. */
export function columnOf(profile: Measured, name: string): ColumnProfile {
  const column = profile.columnMetrics?.[name];
  if (!column)
    throw new Error(`no column ${JSON.stringify(name)} in ${Object.keys(profile.columnMetrics ?? {}).join(', ')}`);
  return column;
}

/** Column names with their types, in the order of the schema. */
export function typesOf(profile: Measured): [string, string | undefined][] {
  return (profile.schema?.fields ?? []).map(({ name, type }) => [name, type]);
}
