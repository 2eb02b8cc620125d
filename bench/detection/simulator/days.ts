/** Federal holidays of the United States in 2024 and up to March 2025, by their rules and with the days they are kept on. */
const holidays = new Set([
  '2024-01-01',
  '2024-01-15',
  '2024-02-19',
  '2024-05-27',
  '2024-06-19',
  '2024-07-04',
  '2024-09-02',
  '2024-10-14',
  '2024-11-11',
  '2024-11-28',
  '2024-12-25',
  '2025-01-01',
  '2025-01-20',
  '2025-02-17',
]);

/** The same as days since 1970, as rules get them. */
export const holidayNumbers: ReadonlySet<number> = new Set(
  [...holidays].map((day) => Date.parse(`${day}T00:00:00Z`) / 86_400_000),
);

export const isHoliday = (at: Date): boolean => holidays.has(at.toISOString().slice(0, 10));

/** One of the last `days` days of its month? */
export function isMonthEnd(at: Date, days: number): boolean {
  const later = new Date(at.getTime() + days * 86_400_000);
  return later.getUTCMonth() !== at.getUTCMonth();
}
