import type { ConsumerPolicy } from '../expectation.ts';
import { reportUnknown } from './clause.ts';
import { nearestWord } from './nearest-word.ts';
import { quoted, type Report } from './report.ts';
import type { MapTree, Tree } from './tree.ts';
import { readBoolean, readText, readWord, refuse } from './values.ts';

const KNOWN = ['fail_open', 'gate', 'owner'] as const;
/** How many consumers a suite may name. */
export const MOST_CONSUMERS = 200;
const readGate = readWord(['enforce', 'shadow'] as const);

/** `consumers` at the top of a suite: who else depends on the dataset, and what the gate answers each of them. */
export function readConsumers(value: Tree, report: Report): Record<string, ConsumerPolicy> | undefined {
  if (value.type !== 'map') return refuse(value, report, 'a mapping of consumer to what holds for it');
  if (value.entries.length > MOST_CONSUMERS) {
    report('PL1015', value, `more than ${MOST_CONSUMERS} consumers`);
    return undefined;
  }
  return Object.fromEntries(value.entries.map(({ key, value: policy }) => [key, readPolicy(policy, report)]));
}

function readPolicy(value: Tree, report: Report): ConsumerPolicy {
  const policy: ConsumerPolicy = {};
  if (value.type === 'scalar' && value.value === null) return policy;
  if (value.type !== 'map') return refuse(value, report, 'a mapping with fail_open, gate or owner') ?? policy;
  for (const entry of value.entries) {
    if (entry.key === 'fail_open') policy.failOpen = readBoolean(entry.value, report);
    else if (entry.key === 'gate') policy.gate = readGate(entry.value, report);
    else if (entry.key === 'owner') policy.owner = readText(entry.value, report);
    else reportUnknown(entry, KNOWN, report);
  }
  return policy;
}

/** Where a suite says who its consumers are, a clause of anybody else is a slip: it is told where it stands. */
export function checkConsumers(tree: MapTree, consumers: Record<string, ConsumerPolicy>, report: Report): void {
  const names = Object.keys(consumers);
  const list = tree.entries.find(({ key }) => key === 'expect')?.value;
  if (list?.type !== 'list') return;
  for (const item of list.items) {
    const value = item.type === 'map' ? item.entries.find(({ key }) => key === 'consumer')?.value : undefined;
    if (value?.type !== 'scalar' || value.value === null) continue;
    const name = String(value.value);
    if (names.includes(name)) continue;
    const message = `the suite names no consumer ${quoted(name)} under "consumers"`;
    report('PL1010', value, { message, suggestion: nearestWord(name, names) });
  }
}
