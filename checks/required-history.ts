import { NO_HISTORY, type BaselineName, type Expectation, type RequiredHistory, type Suite } from './expectation.ts';
import { KINDS } from './expectations/index.ts';

const MOST_POINTS = 56;

/** What history the expectations of some suites read; nothing when none compares with the past. */
export function requiredHistory(suites: readonly { suite: Suite }[]): RequiredHistory {
  const required: RequiredHistory = { ...NO_HISTORY, pinned: [], others: [] };
  for (const { suite } of suites) for (const expectation of suite.expectations) add(required, expectation);
  return required;
}

function add(required: RequiredHistory, expectation: Expectation): void {
  const { kind, change, confirm, parts } = expectation;
  for (const part of parts ?? []) add(required, part);
  const needs = KINDS.get(kind)?.needs?.(expectation) ?? {};
  required.points = Math.max(required.points, needs.points ?? 0);
  required.metrics ||= needs.metrics ?? false;
  required.pinned.push(...(needs.pinned ?? []));
  required.pinnedWhole ||= needs.pinnedWhole ?? false;
  required.schema ||= needs.schema ?? false;
  required.earlier = Math.max(required.earlier, needs.earlier ?? 0);
  required.external ||= needs.external ?? false;
  required.others.push(...(needs.others ?? []));
  required.outcomes = Math.max(required.outcomes, confirm === undefined ? 0 : confirm.of - 1);
  if (change === undefined) return;
  if (kind !== 'row_count') required.metrics = true;
  if (typeof change.from === 'object' && 'pinned' in change.from) required.pinned.push(change.from.pinned);
  required.points = Math.max(required.points, pointsFor(change.from));
}

function pointsFor(from: BaselineName): number {
  if (from === 'previous') return 1;
  if (typeof from === 'object' && 'lastN' in from) return from.lastN;
  return typeof from === 'object' && 'pinned' in from ? 0 : MOST_POINTS;
}
