import { parseDuration } from './duration.ts';
import { parseMatcher } from './matcher.ts';
import { readList, readRecord, unknownName } from './read-record.ts';
import type { RoutingProblem } from './read-record.ts';
import type { Matcher, Route } from './types.ts';

interface Reading {
  value: unknown;
  pointer: string;
  problems: RoutingProblem[];
  receivers: readonly string[];
  depth: number;
}

const KEYS = ['receiver', 'matchers', 'groupWait', 'groupInterval', 'repeatInterval', 'continue', 'routes'] as const;
const DEEPEST = 32;

/** One route and those below it; the root (depth 0) must name a receiver, and neither matches nor continues. */
export function readRoute(reading: Reading): Route | null {
  const { pointer, problems, depth } = reading;
  if (depth > DEEPEST) {
    problems.push({ pointer, message: `routes may be nested ${DEEPEST} deep` });
    return null;
  }
  const record = readRecord(reading, KEYS);
  if (record === null) return null;
  if (depth === 0) checkRoot(record, pointer, problems);
  const children = readList({ value: record['routes'], pointer: `${pointer}/routes`, problems });
  const routes = children.flatMap((value, index) => {
    const child = readRoute({ ...reading, value, pointer: `${pointer}/routes/${index}`, depth: depth + 1 });
    return child === null ? [] : [child];
  });
  const matchers = readMatchers(record['matchers'], `${pointer}/matchers`, problems);
  return {
    ...readReceiverName(record['receiver'], reading),
    ...(matchers.length > 0 ? { matchers } : {}),
    ...readContinue(record['continue'], pointer, problems),
    ...readTimes(record, pointer, problems),
    ...(routes.length > 0 ? { routes } : {}),
  };
}

function checkRoot(record: Record<string, unknown>, pointer: string, problems: RoutingProblem[]): void {
  if (record['receiver'] === undefined) {
    const message = 'the root route must name a receiver: it takes what no other route matches';
    problems.push({ pointer: `${pointer}/receiver`, message });
  }
  if (record['matchers'] !== undefined && readList({ value: record['matchers'], pointer, problems: [] }).length > 0) {
    problems.push({ pointer: `${pointer}/matchers`, message: 'the root route matches everything and has no matchers' });
  }
  if (record['continue'] === true) {
    problems.push({ pointer: `${pointer}/continue`, message: 'the root route has no siblings to continue to' });
  }
}

function readReceiverName(value: unknown, { pointer, problems, receivers }: Reading): Pick<Route, 'receiver'> {
  if (value === undefined) return {};
  if (typeof value === 'string' && receivers.includes(value)) return { receiver: value };
  const message =
    typeof value === 'string' ? unknownName('receiver', value, receivers) : 'must be the name of a receiver';
  problems.push({ pointer: `${pointer}/receiver`, message });
  return {};
}

function readMatchers(value: unknown, pointer: string, problems: RoutingProblem[]): Matcher[] {
  return readList({ value, pointer, problems }).flatMap((entry, index) => {
    const read = typeof entry === 'string' ? parseMatcher(entry) : null;
    if (read?.matcher) return [read.matcher];
    const message = read?.problem ?? `must be text such as 'team="payments"'`;
    problems.push({ pointer: `${pointer}/${index}`, message });
    return [];
  });
}

function readContinue(value: unknown, pointer: string, problems: RoutingProblem[]): Pick<Route, 'continue'> {
  if (value === undefined) return {};
  if (typeof value === 'boolean') return { continue: value };
  problems.push({ pointer: `${pointer}/continue`, message: 'must be true or false' });
  return {};
}

function readTimes(record: Record<string, unknown>, pointer: string, problems: RoutingProblem[]) {
  const read = (key: string, name: string, atLeast: number): number | undefined => {
    const value = record[key];
    if (value === undefined) return undefined;
    const seconds = typeof value === 'string' ? parseDuration(value) : null;
    if (seconds !== null && seconds >= atLeast) return seconds;
    const message = `must be a duration${atLeast > 0 ? ` of at least ${atLeast}s` : ''} such as 30s, 5m or 1h30m`;
    problems.push({ pointer: `${pointer}/${name}`, message });
    return undefined;
  };
  const groupWaitSeconds = read('groupWait', 'group_wait', 0);
  const groupIntervalSeconds = read('groupInterval', 'group_interval', 1);
  const repeatIntervalSeconds = read('repeatInterval', 'repeat_interval', 1);
  return {
    ...(groupWaitSeconds === undefined ? {} : { groupWaitSeconds }),
    ...(groupIntervalSeconds === undefined ? {} : { groupIntervalSeconds }),
    ...(repeatIntervalSeconds === undefined ? {} : { repeatIntervalSeconds }),
  };
}
