/** One published measurement: numbers only in `figures`, the unit last in each name, ratios ending in `Ratio`. */
export interface Bench {
  name: string;
  about: string;
  /** What `--help` says. */
  help?: string;
  run(context: { say: (text: string) => void; data: string | null; args: readonly string[] }): Promise<{
    conditions: Record<string, string | number | boolean>;
    /** Null where there was nothing to count it on. */
    figures: Record<string, number | null>;
  }>;
}
