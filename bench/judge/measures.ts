/** What one part of the bench found: figures with the unit last in their name, and under which conditions. */
export interface Measured {
  conditions: Record<string, string | number | boolean>;
  figures: Record<string, number | null>;
}

/** One part of the bench; `say` is for progress. */
export type Measure = (say: (text: string) => void) => Promise<Measured>;
