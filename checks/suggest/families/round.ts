/** The number with `digits` significant digits, not above it. */
export function floorTo(value: number, digits = 2): number {
  return rounded(value, digits, Math.floor);
}

/** The number with `digits` significant digits, not below it. */
export function ceilTo(value: number, digits = 2): number {
  return rounded(value, digits, Math.ceil);
}

function rounded(value: number, digits: number, round: (value: number) => number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const power = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  // Dividing by a whole power keeps the decimals short: 0.3, not 0.30000000000000004.
  return power >= 0 ? round(value * 10 ** power) / 10 ** power : round(value / 10 ** -power) * 10 ** -power;
}
