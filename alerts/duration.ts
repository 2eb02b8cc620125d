const FORM = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const SECONDS = [604_800, 86_400, 3600, 60, 1, 0.001];

/**
 * Seconds of a duration as Alertmanager writes it (`30s`, `1h30m`, `2d`); null when it is not one or exceeds a year.
 * @example parseDuration('1h30m') // => 5400
 */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const parts = text === '' ? null : FORM.exec(text);
  if (!parts) return null;
  const seconds = SECONDS.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
  return seconds <= 366 * 86_400 ? seconds : null;
}
