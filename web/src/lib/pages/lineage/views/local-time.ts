/** `2026-03-01T09:30` in the reader's zone, as a field for date and time takes it; empty for no instant. */
export function localOf(instant: string): string {
  if (instant === '') return '';
  const at = new Date(instant);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
