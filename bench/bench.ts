/** One published measurement: numbers only in `figures`, the unit last in each name, ratios ending in `Ratio`. */
export interface Bench {
  name: string;
  about: string;
  run(context: { say: (text: string) => void; data: string | null; args: readonly string[] }): Promise<{
    conditions: Record<string, string | number | boolean>;
    figures: Record<string, number>;
  }>;
}
