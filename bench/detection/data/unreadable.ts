import { Trouble } from '../trouble.ts';
import { loadWithoutErrors } from './dataset.ts';
import { readManifest } from './manifest.ts';
import type { ProfiledPartition } from './profiled.ts';

/**
 * Of a dataset's files those that the profiler refuses, in a sentence; null when it read them all. A few are errors of the data, which
 * every rule is told of; when nothing can be read the folder is not what its manifest says.
 */
export async function unreadableIn(folder: string): Promise<string | null> {
  const manifest = readManifest(folder);
  const { partitions } = await loadWithoutErrors(manifest);
  const versions = partitions.flatMap((one, index) => {
    const { file, clean } = manifest.partitions[index]!;
    return [{ file, one }, ...(one.clean ? [{ file: clean ?? file, one: one.clean }] : [])];
  });
  const refused = versions.filter(({ one }) => one.unreadable !== undefined);
  const [first] = refused;
  if (first === undefined) return null;
  const told = `${refused.length} of ${versions.length} files cannot be read, first ${reasonOf(first)}`;
  if (refused.length === versions.length) throw new Trouble(`${manifest.name}: ${told}`);
  return told;
}

const reasonOf = ({ file, one }: { file: string; one: ProfiledPartition }): string => {
  const why = one.unreadable ?? '';
  return why.includes(file) ? why : `${file}: ${why}`;
};
