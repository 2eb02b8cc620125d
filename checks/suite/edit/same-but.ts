import type { Expectation, Suite } from '../../expectation.ts';

/** Says a suite after a change what it said before, but for what was asked for? Lines and the order aside. */
export function sameBut(
  before: Suite,
  after: Suite,
  edit: { append: unknown } | { expectation: string; set: 'mode' | 'accept'; value: unknown },
): boolean {
  const { expectations: old, ...head } = before;
  const { expectations: now, ...headNow } = after;
  if (JSON.stringify(head) !== JSON.stringify(headNow)) return false;
  if ('append' in edit) return startsAlike(old, now);
  const [was, is] = [byKey(old, edit), byKey(now, edit)];
  const target = now.find(({ key }) => key === edit.expectation);
  const wanted = edit.value === 'active' ? null : edit.value;
  return JSON.stringify(was) === JSON.stringify(is) && sameValue(target?.[edit.set] ?? null, wanted);
}

function startsAlike(old: readonly Expectation[], now: readonly Expectation[]): boolean {
  const withoutLines = (list: readonly Expectation[]) => JSON.stringify(list.map(withoutLine));
  return now.length > old.length && withoutLines(now.slice(0, old.length)) === withoutLines(old);
}

function byKey(list: readonly Expectation[], { expectation, set }: { expectation: string; set: 'mode' | 'accept' }) {
  const kept = list.map((one) => {
    const { [set]: changed, ...rest } = withoutLine(one);
    return one.key === expectation || changed === undefined ? rest : { ...rest, [set]: changed };
  });
  return kept.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function withoutLine({ line: _line, ...rest }: Expectation): Expectation {
  const { parts } = rest;
  return parts === undefined ? rest : { ...rest, parts: parts.map(withoutLine) };
}

function sameValue(found: unknown, wanted: unknown): boolean {
  const sorted = (value: unknown) =>
    typeof value === 'object' && value !== null ? JSON.stringify(Object.entries(value).sort()) : JSON.stringify(value);
  return sorted(found) === sorted(wanted);
}
