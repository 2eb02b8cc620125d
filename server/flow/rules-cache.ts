import { createHmac } from 'node:crypto';
import { matchesDataset, requiredHistory, type Scalar, type SuiteInForce } from '../../checks/index.ts';
import { nameKey, type QualifiedName } from '../store/datasets.ts';
import { readEpoch, readRules, type Rules } from '../store/rules.ts';
import type { Sql } from '../store/sql.ts';

/** The rules that hold for one dataset, with what judging by them must read. */
export interface DatasetRules {
  suites: SuiteInForce[];
  needs: { points: number; metrics: boolean; schema: boolean };
  owner: string | null;
  labels: Record<string, string>;
  runbook: string | null;
  failOpen: boolean;
}

/** What holds where no suite speaks. */
export const noRules: DatasetRules = {
  suites: [],
  needs: { points: 0, metrics: false, schema: false },
  owner: null,
  labels: {},
  runbook: null,
  failOpen: true,
};

export interface CompiledRules extends Rules {
  hashValue: (value: Scalar) => string;
  of(dataset: QualifiedName): DatasetRules;
}

export interface RulesCache {
  /** The rules as last read; read now when there are none yet. May be one epoch behind: the receive checks under its lock. */
  latest(sql: Sql): Promise<CompiledRules>;
  /** The rules in force now, for whoever has no lock that would tell a change: one small query when nothing changed. */
  current(sql: Sql): Promise<CompiledRules>;
  /** The rules of `epoch`, read again when the ones kept are older. */
  at(sql: Sql, epoch: number): Promise<CompiledRules>;
}

function rulesOf(rules: Rules, dataset: QualifiedName): DatasetRules {
  const suites = rules.suites.filter(({ suite }) => matchesDataset(suite, dataset));
  const first = <T>(pick: (suite: SuiteInForce['suite']) => T | undefined) =>
    suites.map(({ suite }) => pick(suite)).find((value) => value !== undefined) ?? null;
  return {
    suites,
    needs: requiredHistory(suites),
    owner: first((suite) => suite.owner),
    labels: Object.assign({}, ...suites.map(({ suite }) => suite.labels)) as Record<string, string>,
    runbook: first((suite) => suite.runbook),
    failOpen: suites.every(({ suite }) => suite.failOpen !== false),
  };
}

function compile(rules: Rules): CompiledRules {
  const byDataset = new Map<string, DatasetRules>();
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
        found = rulesOf(rules, dataset);
        if (byDataset.size >= 50_000) byDataset.clear();
        byDataset.set(name, found);
      }
      return found;
    },
  };
}

/** One process's copy of the rules in force, compiled once per epoch. */
export function createRulesCache(): RulesCache {
  let kept: CompiledRules | null = null;
  const read = async (sql: Sql) => {
    const fresh = compile(await readRules(sql));
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
