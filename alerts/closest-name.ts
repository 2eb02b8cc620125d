/** The known name that was probably meant: at most two edits away, or a third of its length; null when none is near. */
export function closestName(given: string, known: readonly string[]): string | null {
  const ranked = known
    .map((name) => ({ name, edits: edits(given.toLowerCase().slice(0, 100), name.toLowerCase()) }))
    .filter(({ name, edits: count }) => count <= Math.max(2, Math.floor(name.length / 3)))
    .toSorted((one, other) => one.edits - other.edits);
  return ranked[0]?.name ?? null;
}

/** Levenshtein's distance, row by row. */
function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= other.length; column++) {
      const swapped = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      next.push(Math.min((next[column - 1] ?? 0) + 1, (row[column] ?? 0) + 1, swapped));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
