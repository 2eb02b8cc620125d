/** A key in a bucket: without slashes around it and the star that some readers add. `/` for the whole bucket. */
export function objectPath(path: string): string {
  const bare = path.replace(/(\/\*+)+\/*$/, '').replace(/^\/+|\/+$/g, '');
  return bare === '' ? '/' : bare;
}

/** A path of a file system: one slash before, none behind. One that is relative stays so. */
export function filePath(path: string): string {
  const bare = path
    .replace(/^file:\/*/i, '/')
    .replace(/(\/\*+)+\/*$/, '')
    .replace(/^\/+/, '/')
    .replace(/(?<=.)\/+$/, '');
  return bare === '' ? '/' : bare;
}

const isPartition = (part: string) => /^[A-Za-z_][\w.-]*=[^/]*$/.test(part);
const isFile = (part: string) => /^[^/=]+\.[A-Za-z0-9.]{1,20}$/.test(part) || part.startsWith('part-');

/**
 * A directory of partitions (`orders/day=2026-11-26/hour=07/part-0.parquet`) is one dataset: what follows the first
 * `key=value` goes when it is nothing but partitions and at most one file. A partition at the very top stays.
 */
export function withoutPartitions(path: string): string {
  const parts = path.split('/');
  const at = parts.findIndex(isPartition);
  if (at < 1 || parts.slice(0, at).every((part) => part === '')) return path;
  const rest = parts.slice(at);
  const isAll = rest.every((part, place) => isPartition(part) || (place === rest.length - 1 && isFile(part)));
  return isAll ? parts.slice(0, at).join('/') : path;
}
