/** The finite values of a column as doubles with their row counts. */
export interface FiniteValues {
  relation: string;
  count: number;
  low: number;
  high: number;
}
