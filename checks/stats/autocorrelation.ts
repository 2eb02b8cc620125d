/** Autocorrelation at a lag: Σ (xₜ − x̄)(xₜ₋ₗ − x̄) / Σ (xₜ − x̄)², the biased variant of R's acf. Null where nothing varies. */
export function autocorrelation(values: readonly number[], lag: number): number | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [around, total] = values.reduce<[number, number]>(
    ([product, squares], value, index) => [
      product + (index >= lag ? (value - mean) * (values[index - lag]! - mean) : 0),
      squares + (value - mean) ** 2,
    ],
    [0, 0],
  );
  return total > 0 ? around / total : null;
}
