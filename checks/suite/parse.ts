import type { Expectation, Suite } from '../expectation.ts';
import { LEARNED_SUITE } from '../learned/suite.ts';
import { readArrivals } from './arrival.ts';
import { reportUnknown } from './clause.ts';
import { checkConsumers, readConsumers } from './consumers.ts';
import { readDataset } from './dataset.ts';
import { type Modifiers, readConfirmation, readLabels, readMode } from './modifiers.ts';
import { readLearning } from './learn.ts';
import { MOST_EXPECTATIONS } from './outline-excess.ts';
import { readEntry } from './read-entry.ts';
import { readYaml } from './read-yaml.ts';
import { collectProblems, quoted, type Report, type SuiteProblem } from './report.ts';
import type { MapTree, Tree } from './tree.ts';
import { readBoolean, readText, refuse, type ValueReader } from './values.ts';

const ARRIVAL = ['by', 'expect_every'] as const;
const DEFAULTS = ['mode', 'confirm'] as const;
const KNOWN = [
  'suite',
  'dataset',
  'owner',
  'labels',
  'runbook',
  'fail_open',
  ...DEFAULTS,
  'consumers',
  'learn',
  ...ARRIVAL,
  'expect',
] as const;
const REQUIRED = ['suite', 'dataset'] as const;

/** A suite, or everything that keeps the text from being one; a suite with problems is no suite. */
export interface ParsedSuite {
  suite: Suite | null;
  problems: SuiteProblem[];
}

/** Reads a suite from YAML. The result is plain JSON, the same for the same text. */
export function parseSuite(text: string): ParsedSuite {
  const { problems, report } = collectProblems();
  const tree = readYaml(text, report);
  const suite = tree === null ? null : readSuite(tree, report);
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { suite: problems.length === 0 ? suite : null, problems };
}

function readSuite(tree: Tree, report: Report): Suite | null {
  if (tree.type !== 'map') return refuse(tree, report, 'a mapping with suite, dataset and expect') ?? null;
  checkKeys(tree, report);
  const part = <T>(key: string, read: (value: Tree, report: Report) => T | undefined): T | undefined => {
    const entry = tree.entries.find((one) => one.key === key);
    return entry === undefined ? undefined : read(entry.value, report);
  };
  const name = part('suite', readName);
  const dataset = part('dataset', readDataset);
  const owner = part('owner', readText);
  const runbook = part('runbook', readText);
  const labels = part('labels', readLabels) ?? {};
  const failOpen = part('fail_open', readBoolean) ?? true;
  const defaults = { mode: part('mode', readMode), confirm: part('confirm', readConfirmation) };
  const expectations = part('expect', (value) => readExpectations(value, withoutGaps(defaults), report)) ?? [];
  const consumers = part('consumers', readConsumers);
  if (consumers !== undefined) checkConsumers(tree, consumers, report);
  const learn = part('learn', readLearning);
  const arrivals = readArrivals(tree, report);
  if (name === undefined || dataset === undefined) return null;
  const optional = { ...(owner !== undefined && { owner }), ...(runbook !== undefined && { runbook }) };
  const agreed = consumers === undefined ? {} : { consumers };
  return {
    name,
    dataset,
    ...optional,
    labels,
    failOpen,
    ...agreed,
    ...(arrivals.length > 0 && { arrivals }),
    ...(learn !== undefined && { learn }),
    expectations,
  };
}

function checkKeys(tree: MapTree, report: Report): void {
  for (const entry of tree.entries) {
    if (!(KNOWN as readonly string[]).includes(entry.key)) reportUnknown(entry, KNOWN, report);
  }
  for (const key of REQUIRED) {
    if (!tree.entries.some((entry) => entry.key === key)) report('PL1008', tree, `"${key}" is missing`);
  }
  const expects = ['expect', 'learn', ...ARRIVAL];
  if (!tree.entries.some(({ key }) => expects.includes(key))) report('PL1008', tree, '"expect" is missing');
}

/** A suite may not be called what learned findings are filed under. */
const readName: ValueReader<string> = (value, report) => {
  const name = readText(value, report);
  if (name !== LEARNED_SUITE) return name;
  report('PL1010', value, `${quoted(name)} is the name of what is learnt: give the suite another`);
  return undefined;
};

/** Defaults that the suite leaves out are not there at all, so that they hide nothing. */
function withoutGaps(defaults: Record<string, unknown>): Modifiers {
  return Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined)) as Modifiers;
}

function readExpectations(value: Tree, defaults: Modifiers, report: Report): Expectation[] | undefined {
  if (value.type !== 'list') return refuse(value, report, 'a list of expectations');
  if (value.items.length > MOST_EXPECTATIONS) {
    report('PL1015', value, `more than ${MOST_EXPECTATIONS} expectations`);
    return undefined;
  }
  const ids = new Set<string>();
  const read: { expectation: Expectation; isNamed: boolean }[] = [];
  for (const item of value.items) {
    const id = item.type === 'map' ? item.entries.find((entry) => entry.key === 'id')?.value : undefined;
    const text = id?.type === 'scalar' && id.value !== null ? String(id.value) : undefined;
    if (id !== undefined && text !== undefined && ids.has(text)) {
      report('PL1014', id, `the id ${quoted(text)} is used twice`);
    }
    if (text !== undefined) ids.add(text);
    for (const expectation of readEntry(item, defaults, report))
      read.push({ expectation, isNamed: text !== undefined });
  }
  for (const { expectation, isNamed } of read) if (!isNamed) expectation.key = uniqueKey(expectation.key, ids);
  return read.map(({ expectation }) => expectation);
}

/** The key, or with the next free number; takes it. Given ids were taken before, so that they are never renamed. */
function uniqueKey(key: string, taken: Set<string>): string {
  let unique = key;
  for (let number = 2; taken.has(unique); number++) unique = `${key}.${number}`;
  taken.add(unique);
  return unique;
}
