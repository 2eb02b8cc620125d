import type { DataInterval, Profile } from '../../../checks/index.ts';
import { Failure } from '../../../cli/failure.ts';
import { profileFiles } from '../../../cli/profile/profile-files.ts';
import { openWorkspace } from '../../../cli/profile/workspace.ts';

/** As `plumbline profile` reads without options; one thread, since the files are small and several are read at once. */
export const reading = { maxTop: 50, exactRows: 5_000_000, encoding: 'utf-8', memory: '1GB', threads: 1 } as const;

/** What may be declared of a dataset, as options of `plumbline profile`. */
export interface Declared {
  uniqueKey?: string[] | undefined;
  neverFalls?: string[] | undefined;
  by?: string[] | undefined;
  /** The file that `neverFalls` is held against. */
  previous?: string | undefined;
}

export interface FileQuestion {
  path: string;
  name: string;
  dataInterval?: DataInterval | undefined;
  declared?: Declared;
}

/** The profile of one file as `plumbline profile FILE` makes it, without key and producer. */
export async function profileFile({ path, name, dataInterval, declared = {} }: FileQuestion): Promise<Profile> {
  const workspace = await openWorkspace({ ...reading, inMemory: true });
  const options = { ...reading, ...definedOf(declared) };
  try {
    const measured = await profileFiles({ paths: [path], options, workspace, onStep: () => undefined });
    // When the bench wrote the file says nothing about the data.
    const { lastUpdated: _, ...rest } = measured;
    return { schemaVersion: 1, dataset: { namespace: 'bench', name }, ...(dataInterval && { dataInterval }), ...rest };
  } finally {
    workspace.close();
  }
}

/** With as much of what is declared as the file and the one before it have columns for. */
export async function profileDeclared(question: FileQuestion): Promise<Profile> {
  const { uniqueKey, neverFalls, by, previous } = question.declared ?? {};
  const keyed = uniqueKey && { uniqueKey };
  const attempts = [
    ...(neverFalls && previous !== undefined ? [{ ...keyed, neverFalls, by, previous }] : []),
    ...(keyed ? [keyed] : []),
  ];
  for (const declared of attempts) {
    try {
      return await profileFile({ ...question, declared });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  }
  return profileFile({ ...question, declared: {} });
}

const definedOf = (declared: Declared): Declared =>
  Object.fromEntries(Object.entries(declared).filter(([, value]) => value !== undefined));

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
