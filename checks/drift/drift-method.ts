/** How drift is measured where somebody asks for a method. */
export const DRIFT_METHODS = [
  ...(['psi', 'jensen_shannon', 'hellinger', 'wasserstein', 'total_variation', 'l_infinity'] as const),
  ...(['kolmogorov_smirnov', 'chi_square'] as const),
] as const;
export type DriftMethod = (typeof DRIFT_METHODS)[number];
