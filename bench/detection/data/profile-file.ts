import type { DataInterval, Profile } from '../../../checks/index.ts';
import { profileFiles } from '../../../cli/profile/profile-files.ts';
import { openWorkspace } from '../../../cli/profile/workspace.ts';

/** As `plumbline profile` reads without options; one thread, since the files are small and several are read at once. */
export const reading = { maxTop: 50, exactRows: 5_000_000, encoding: 'utf-8', memory: '1GB', threads: 1 } as const;

/** The profile of one file as `plumbline profile FILE` makes it, without key and producer. */
export async function profileFile(path: string, name: string, dataInterval?: DataInterval): Promise<Profile> {
  const workspace = await openWorkspace(reading);
  try {
    const measured = await profileFiles({ paths: [path], options: reading, workspace, onStep: () => undefined });
    // When the bench wrote the file says nothing about the data.
    const { lastUpdated: _, ...rest } = measured;
    return { schemaVersion: 1, dataset: { namespace: 'bench', name }, ...(dataInterval && { dataInterval }), ...rest };
  } finally {
    workspace.close();
  }
}

/** `task` for every item, `width` at once; answers in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  task: (item: T) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      answers[index] = await task(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return answers;
}
