const mostBytes = 2 * 2 ** 20;
const mostRows = 200;

/** Profiles in the order in which they are read, a page at a time. */
export function pagesOf<Head extends { bytes: number }>(heads: readonly Head[]): Head[][] {
  const pages: Head[][] = [];
  let bytes = Infinity;
  for (const head of heads) {
    if (bytes + head.bytes > mostBytes || (pages.at(-1)?.length ?? 0) >= mostRows) {
      pages.push([]);
      bytes = 0;
    }
    pages.at(-1)?.push(head);
    bytes += head.bytes;
  }
  return pages;
}
