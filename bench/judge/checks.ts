/** A check that Plumbline, Great Expectations and Soda all have, with the same meaning in each. */
export interface SharedCheck {
  kind: 'row_count' | 'not_null' | 'unique' | 'in_set' | 'range' | 'min' | 'max' | 'mean';
  column?: string;
  low?: number;
  high?: number;
  values?: (string | number)[];
}

/** Numbers of the generated file with their range, and about what their mean is. */
const NUMBERS: readonly [column: string, low: number, high: number, mean: number][] = [
  ['customer', 0, 999_999, 500_000],
  ['quantity', 0, 99, 49.5],
  ['grade', 0, 4, 2],
  ['clicks', 0, 3000, 400],
  ['share', 0, 100, 50],
  ['noise', -10, 10, 0],
  ['amount', 1, 21, 6.5],
  ['temperature', -10, 30, 10],
];
const OTHERS = ['id', 'session', 'country', 'status', 'token', 'email', 'day', 'at', 'active'];

/** What is asked of the file of bench/profile/generate.ts: everything above of each column, and a few that fail. */
export function sharedChecks(rows: number): SharedCheck[] {
  const checks: SharedCheck[] = [{ kind: 'row_count', low: rows, high: rows }];
  for (const column of [...NUMBERS.map(([name]) => name), ...OTHERS]) checks.push({ kind: 'not_null', column });
  for (const [column, low, high, mean] of NUMBERS) {
    const room = (high - low) / 10;
    checks.push({ kind: 'range', column, low, high });
    checks.push({ kind: 'min', column, low, high });
    checks.push({ kind: 'max', column, low, high: column === 'clicks' ? high / 2 : high });
    checks.push({ kind: 'mean', column, low: mean - room, high: mean + room });
  }
  checks.push(
    { kind: 'unique', column: 'id' },
    { kind: 'unique', column: 'token' },
    { kind: 'unique', column: 'email' },
  );
  checks.push({ kind: 'in_set', column: 'grade', values: [0, 1, 2, 3, 4] });
  checks.push({ kind: 'in_set', column: 'status', values: ['new', 'paid', 'sent', 'returned'] });
  return checks;
}

/** The checks as a suite of ours. */
export function suiteText(checks: readonly SharedCheck[]): string {
  const entries = checks.map((check) => `  - ${JSON.stringify(entryOf(check))}`);
  return `suite: bench\ndataset: bench/orders\nexpect:\n${entries.join('\n')}\n`;
}

function entryOf({ kind, column, low, high, values }: SharedCheck): Record<string, unknown> {
  if (kind === 'row_count') return { row_count: low };
  if (kind === 'in_set') return { column, in_set: values };
  return { column, [kind]: low === undefined ? true : { between: [low, high] } };
}
