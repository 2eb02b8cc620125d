import type { FieldProblem } from '../profile.ts';

/** Relative room for floating-point sums and means. */
export const ROOM = 1e-9;

const MOST_PROBLEMS = 200;

/** Takes field problems down at pointers below one place of the profile. */
export interface Complaints {
  readonly problems: FieldProblem[];
  readonly at: string;
}

/** Complaints below one more token of the path. */
export function below(complaints: Complaints, token: string | number): Complaints {
  return { problems: complaints.problems, at: `${complaints.at}/${escaped(String(token))}` };
}

/** Notes what is wrong with a field. */
export function complain(complaints: Complaints, field: string, message: string): void {
  if (complaints.problems.length >= MOST_PROBLEMS) return;
  complaints.problems.push({ pointer: `${complaints.at}/${escaped(field)}`, message });
}

/** Is `a` above `b` by more than floating-point sums may differ? */
export function exceeds(a: number, b: number): boolean {
  return a > b && a - b > ROOM * Math.max(Math.abs(a), Math.abs(b));
}

/** Notes each named field that is there but no whole number from zero up. */
export function checkCounts<T extends object>(
  complaints: Complaints,
  holder: T,
  fields: readonly (keyof T & string)[],
): void {
  for (const field of fields) {
    const value = holder[field];
    if (typeof value === 'number' && !(Number.isInteger(value) && value >= 0)) {
      complain(complaints, field, `${value} is not a whole number from 0 up`);
    }
  }
}

/** One reference token of a JSON pointer (RFC 6901): `~` is `~0`, `/` is `~1`. */
function escaped(token: string): string {
  return token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}
