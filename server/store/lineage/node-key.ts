/** A node of the graph as one number, so that datasets and jobs go in one list: the dataset's id, or minus the job's. */
export type NodeKey = number;

/** `dst_42` or `job_7`, as the API names a node. */
export const nodeId = (key: NodeKey) => (key > 0 ? `dst_${key}` : `job_${-key}`);

/** @example keyOfNodeId('job_7') // => -7 */
export function keyOfNodeId(id: string): NodeKey | null {
  const [, kind, digits] = /^(dst|job)_(\d{1,15})$/.exec(id) ?? [];
  return digits === undefined ? null : kind === 'dst' ? Number(digits) : -Number(digits);
}

export const datasetsIn = (keys: Iterable<NodeKey>) => [...keys].filter((key) => key > 0);
export const jobsIn = (keys: Iterable<NodeKey>) => [...keys].filter((key) => key < 0).map((key) => -key);

/** As Postgres reads an array; one text is sent several times faster than its members one by one. */
export const keyArray = (keys: readonly NodeKey[]) => `{${keys.join()}}`;

/** So many nodes go in one statement; more are read on several connections at once. */
export const mostKeys = 2_000;

/** The same in parts of at most `size`; no part when there is nothing. */
export function inParts<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
