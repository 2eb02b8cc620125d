import { createHmac } from 'node:crypto';
import {
  learningOf,
  matchesDataset,
  matchesPattern,
  requiredHistory,
  type ArrivalInForce,
  type ConsumerPolicy,
  type LearnSettings,
  type PrivacyRule,
  type RequiredHistory,
  type Scalar,
  type Suite,
  type SuiteInForce,
} from '../../checks/index.ts';
import { normalisedName } from '../openlineage/index.ts';
import { nameKey, type QualifiedName } from '../store/datasets.ts';
import { readEpoch, readRules, type Rules } from '../store/rules.ts';
import type { Sql } from '../store/sql.ts';
import { consumersOf } from './consumers-of.ts';

/** The rules that hold for one dataset, with what judging by them must read. */
export interface DatasetRules {
  suites: SuiteInForce[];
  /** By when its profiles must arrive, each with a key of its own. */
  arrivals: ArrivalInForce[];
  needs: RequiredHistory;
  owner: string | null;
  labels: Record<string, string>;
  runbook: string | null;
  failOpen: boolean;
  /** How learned monitors watch it: by the suite that names it most exactly, of those that say anything of it. */
  learn: LearnSettings;
  /** Who depends on it: everybody that a suite names, under `consumers` or in a clause. */
  consumers: ReadonlyMap<string, ConsumerPolicy>;
}

export interface CompiledRules extends Rules {
  hashValue: (value: Scalar) => string;
  /** By its name, or one that it once had: a suite that still names it so goes on holding. */
  of(dataset: QualifiedName): DatasetRules;
  /** The name that a dataset has now, of whichever of its names, however it is spelt. */
  currentName(dataset: QualifiedName): QualifiedName;
  /** Does a rule of another dataset compare with it? */
  isCompared(dataset: QualifiedName): boolean;
  /** Namespaces, by the names of now, of datasets whose rules may compare with this one. */
  comparingNamespaces(dataset: QualifiedName): string[];
  /** The privacy rules that hold for a dataset by any name that it has or had. */
  privacyOf(dataset: QualifiedName): readonly PrivacyRule[];
}

export interface RulesCache {
  /** The rules as last read; read now when there are none yet. May be one epoch behind: the receive checks under its lock. */
  latest(sql: Sql): Promise<CompiledRules>;
  /** The rules in force now, for whoever has no lock that would tell a change: one small query when nothing changed. */
  current(sql: Sql): Promise<CompiledRules>;
  /** The rules of `epoch`, read again when the ones kept are older. */
  at(sql: Sql, epoch: number): Promise<CompiledRules>;
}

function rulesOf(rules: Rules, names: readonly [QualifiedName, ...QualifiedName[]]): DatasetRules {
  const suites = rules.suites.filter(({ suite }) => holdsFor(suite, names));
  const first = <T>(pick: (suite: SuiteInForce['suite']) => T | undefined) =>
    suites.map(({ suite }) => pick(suite)).find((value) => value !== undefined) ?? null;
  return {
    suites,
    arrivals: arrivalsOf(suites),
    needs: requiredHistory(suites),
    owner: first((suite) => suite.owner),
    labels: Object.assign({}, ...suites.map(({ suite }) => suite.labels)) as Record<string, string>,
    runbook: first((suite) => suite.runbook),
    failOpen: suites.every(({ suite }) => suite.failOpen !== false),
    learn: learningOf(suites),
    consumers: consumersOf(suites),
  };
}

/** A pattern is meant for names that there are; a full name for the dataset that once had it or is one with it, too. */
function holdsFor(suite: Suite, [current, ...former]: readonly [QualifiedName, ...QualifiedName[]]): boolean {
  if (matchesDataset(suite, current)) return true;
  const named = normalisedName(suite.dataset);
  return [current, ...former].some(({ name, namespace }) => named.name === name && named.namespace === namespace);
}

/** The key says the kind; where two suites have a rule of one kind, the second one's says the suite too. */
function arrivalsOf(suites: readonly SuiteInForce[]): ArrivalInForce[] {
  const taken = new Set<string>();
  return suites.flatMap(({ suite, version }) =>
    (suite.arrivals ?? []).map((rule) => {
      const plain = `arrival.${rule.kind}`;
      const key = taken.has(plain) ? `${plain}.${suite.name}` : plain;
      taken.add(plain);
      return { key, suite: suite.name, version, rule };
    }),
  );
}

/** Names that datasets have now by those that they had, and the other way round. */
function readAliases({ aliases }: Rules) {
  const current = new Map(aliases.map((alias) => [nameKey(alias.former), alias.current]));
  const former = new Map<string, QualifiedName[]>();
  for (const alias of aliases) {
    const key = nameKey(alias.current);
    former.set(key, [...(former.get(key) ?? []), alias.former]);
  }
  const currentName = (dataset: QualifiedName) => {
    const kept = normalisedName(dataset);
    return current.get(nameKey(kept)) ?? kept;
  };
  const namesOf = (dataset: QualifiedName): [QualifiedName, ...QualifiedName[]] => {
    const name = currentName(dataset);
    return [name, ...(former.get(nameKey(name)) ?? [])];
  };
  return { currentName, namesOf };
}

/** Datasets that some suite compares with, and in which namespaces that suite's own datasets lie. */
function comparedIn({ suites }: Rules, currentName: CompiledRules['currentName']): Map<string, Set<string>> {
  const compared = new Map<string, Set<string>>();
  for (const inForce of suites) {
    const { dataset } = inForce.suite;
    for (const other of requiredHistory([inForce]).others) {
      const key = nameKey(currentName(other));
      const namespaces = compared.get(key) ?? new Set();
      compared.set(key, namespaces.add(dataset.namespace).add(currentName(dataset).namespace));
    }
  }
  return compared;
}

function privacyFor(rules: Rules, names: readonly QualifiedName[]): readonly PrivacyRule[] {
  if (names.length === 1) return rules.privacy;
  const texts = names.map(({ namespace, name }) => `${namespace}/${name}`);
  return rules.privacy
    .filter((rule) => texts.some((text) => matchesPattern(rule.datasetPattern, text)))
    .map((rule) => ({ ...rule, datasetPattern: '*' }));
}

/** The rules as they are applied; what was worked out for a dataset is kept. */
export function compileRules(rules: Rules): CompiledRules {
  const { currentName, namesOf } = readAliases(rules);
  const byDataset = new Map<string, DatasetRules>();
  const compared = comparedIn(rules, currentName);
  const key = Buffer.from(rules.valueHashKey);
  return {
    ...rules,
    hashValue: (value) =>
      createHmac('sha256', key)
        .update(`${typeof value}:${value}`)
        .digest('hex')
        .slice(0, 32),
    of(dataset) {
      const name = nameKey(dataset);
      let found = byDataset.get(name);
      if (!found) {
        found = rulesOf(rules, namesOf(dataset));
        if (byDataset.size >= 50_000) byDataset.clear();
        byDataset.set(name, found);
      }
      return found;
    },
    currentName,
    isCompared: (dataset) => compared.size > 0 && compared.has(nameKey(currentName(dataset))),
    comparingNamespaces: (dataset) => [...(compared.get(nameKey(currentName(dataset))) ?? [])],
    privacyOf: (dataset) => privacyFor(rules, namesOf(dataset)),
  };
}

/** One process's copy of the rules in force, compiled once per epoch. */
export function createRulesCache(): RulesCache {
  let kept: CompiledRules | null = null;
  const read = async (sql: Sql) => {
    const fresh = compileRules(await readRules(sql));
    if (!kept || fresh.epoch >= kept.epoch) kept = fresh;
    return fresh;
  };
  const at = async (sql: Sql, epoch: number) => (kept && kept.epoch === epoch ? kept : read(sql));
  return {
    latest: async (sql) => kept ?? read(sql),
    current: async (sql) => at(sql, await readEpoch(sql)),
    at,
  };
}
