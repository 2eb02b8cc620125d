import type { ColumnProfile } from '../../../checks/index.ts';
import { avhColumns } from '../inject/avh.ts';
import { randomFrom } from '../random.ts';
import type { Alarm, DayVerdict, Partition, Rule, Watcher } from '../rule.ts';
import { avhMetrics, cellsLike, profileOfCells } from './avh-metrics.ts';
import type { AvhMetric, BoundKind } from './avh-metrics.ts';
import { distributionOf } from './distribution.ts';
import { normalTail, stationary } from './stationary.ts';
import type { Stationary } from './stationary.ts';

const window = 29;
const least = 14;
const multipliers = [1, ...Array.from({ length: 19 }, (_, index) => 1.5 + index / 2)];
/** Clauses are chosen anew after so many runs; means and spreads of their metrics move with each. */
const chooseEvery = 7;

interface Clause {
  metric: string;
  k: number;
  bound: number;
}

/**
 * Auto-Validate by-History (KDD 2023), from its paper: clauses mean ± k × sd of each metric over 29 runs, chosen greedily to catch the
 * most synthetic errors while their bounds of false alarms add up to at most delta. Its pattern metrics are not in profiles; the
 * synthetic errors are done to 200 cells that look as the profile says.
 */
function avh(name: string, delta: number): Rule {
  return {
    name,
    about: `AVH (KDD 2023), delta ${delta}`,
    needs: 'distributions',
    start: () => new AvhWatcher(delta),
  };
}

export const avhPeers: readonly Rule[] = [avh('avh01', 0.01), avh('avh05', 0.05), avh('avh10', 0.1)];

interface ColumnState {
  history: Record<string, AvhMetric>[];
  last: ColumnProfile;
  clauses: Clause[] | null;
  age: number;
  models: Map<string, Stationary>;
}

const newState = (last: ColumnProfile): ColumnState => ({
  history: [],
  last,
  clauses: null,
  age: 0,
  models: new Map(),
});

class AvhWatcher implements Watcher {
  private readonly delta: number;
  private readonly columns = new Map<string, ColumnState>();

  constructor(delta: number) {
    this.delta = delta;
  }

  judge({ profile }: Partition): DayVerdict {
    const alarms: Alarm[] = [];
    let score = 0;
    for (const [name, state] of this.columns) {
      if (state.history.length < least) continue;
      this.prepare(name, state);
      const column = profile.columnMetrics?.[name];
      const metrics = column ? avhMetrics(column, profile.rowCount ?? 0, distributionOf(state.last)) : {};
      for (const clause of state.clauses ?? []) {
        const distance = distanceOf(state.models.get(clause.metric)!, metrics[clause.metric], clause);
        score = Math.max(score, distance);
        // The number of rows is the table's, for every column.
        const place = clause.metric === 'count' ? null : name;
        if (distance > 1 && !alarms.some((alarm) => alarm.column === place && alarm.metric === clause.metric))
          alarms.push({ column: place, metric: clause.metric, score: distance, text: `beyond ${clause.k} sd` });
      }
    }
    return { alarms, score };
  }

  observe({ profile }: Partition): void {
    for (const [name, column] of Object.entries(profile.columnMetrics ?? {})) {
      const state = this.columns.get(name) ?? newState(column);
      state.history.push(
        avhMetrics(column, profile.rowCount ?? 0, state.history.length > 0 ? distributionOf(state.last) : null),
      );
      if (state.history.length > window) state.history.shift();
      state.last = column;
      state.models = new Map();
      if (++state.age % chooseEvery === 0) state.clauses = null;
      this.columns.set(name, state);
    }
  }

  private prepare(name: string, state: ColumnState): void {
    if (state.models.size === 0) state.models = modelsOf(state.history);
    state.clauses ??= chosen(state, this.delta, name);
    state.clauses = state.clauses.filter(({ metric }) => state.models.has(metric));
  }
}

function modelsOf(history: ColumnState['history']): Map<string, Stationary> {
  const models = new Map<string, Stationary>();
  for (const metric of Object.keys(history.at(-1) ?? {})) {
    const values = history.flatMap((one) => one[metric]?.value ?? []);
    if (values.length >= least) models.set(metric, stationary(values));
  }
  return models;
}

/** Beyond 1 it is outside mean ± k × sd; what cannot be measured any more is outside. */
function distanceOf(model: Stationary, found: AvhMetric | undefined, { k }: Pick<Clause, 'k'>): number {
  if (!found) return 100;
  const difference = model.transform(found.value) - model.mean;
  const bad = found.bound === 'cantelli' ? Math.max(0, difference) : Math.abs(difference);
  const slack = 1e-9 * Math.max(1, Math.abs(model.mean));
  return model.sd > 0 ? bad / (k * model.sd + slack) : bad > slack ? 100 : 0;
}

function boundOf(kind: BoundKind, k: number): number {
  if (kind === 'clt') return 2 * normalTail(k);
  return kind === 'cantelli' ? 1 / (1 + k * k) : Math.min(1, 1 / (k * k));
}

/** Greedy: again and again the clause that catches the most further errors for its bound, while the bounds fit into delta. */
function chosen({ models, history, last }: ColumnState, delta: number, name: string): Clause[] {
  const errors = syntheticErrors(last, history.at(-1) ?? {}, name);
  const candidates = [...models].flatMap(([metric, model]) => {
    const kind = history.at(-1)?.[metric]?.bound ?? 'chebyshev';
    return multipliers.map((k) => {
      const caught = new Set(
        errors.flatMap((metrics, index) => (distanceOf(model, metrics[metric], { k }) > 1 ? [index] : [])),
      );
      return { metric, k, bound: Math.max(1e-9, boundOf(kind, k)), caught };
    });
  });
  const clauses: Clause[] = [];
  const covered = new Set<number>();
  let budget = delta;
  for (;;) {
    const gain = (caught: Set<number>): number => [...caught].filter((index) => !covered.has(index)).length;
    const open = candidates.filter(({ bound, caught }) => bound <= budget && gain(caught) > 0);
    const best = open.sort((left, right) => gain(right.caught) / right.bound - gain(left.caught) / left.bound)[0];
    if (!best) return clauses;
    clauses.push({ metric: best.metric, k: best.k, bound: best.bound });
    for (const index of best.caught) covered.add(index);
    budget -= best.bound;
  }
}

/** Metrics of the last run's column after each perturbation: its own, moved by what the perturbation does to cells like its. */
function syntheticErrors(
  last: ColumnProfile,
  own: Record<string, AvhMetric>,
  name: string,
): Record<string, AvhMetric>[] {
  const numeric = last.type === 'number';
  const cells = cellsLike(last);
  if (cells.length === 0) return [];
  const clean = profileOfCells(cells, numeric);
  const reference = distributionOf(clean);
  const before = avhMetrics(clean, cells.length, reference);
  const kind = numeric ? 'number' : 'text';
  const errors: Record<string, AvhMetric>[] = [];
  for (const injection of avhColumns) {
    if (!injection.kinds.includes(kind)) continue;
    const random = randomFrom(`avh/${name}/${injection.error}/${injection.magnitude}`);
    const changed = injection.apply(cells, { kind, random, partner: null, earlier: null });
    if (!changed || changed.every((cell, index) => cell === cells[index])) continue;
    errors.push(movedBy(own, before, avhMetrics(profileOfCells(changed, numeric), cells.length, reference)));
  }
  for (const factor of [0.1, 0.5, 2, 10])
    errors.push({ ...own, count: { value: (own['count']?.value ?? 0) * factor, bound: 'clt' } });
  return errors;
}

function movedBy(
  own: Record<string, AvhMetric>,
  before: Record<string, AvhMetric>,
  after: Record<string, AvhMetric>,
): Record<string, AvhMetric> {
  const moved: Record<string, AvhMetric> = {};
  for (const [metric, { value, bound }] of Object.entries(own)) {
    const [from, to] = [before[metric], after[metric]];
    if (!from) moved[metric] = { value, bound };
    else if (to)
      moved[metric] = {
        value: bound === 'cantelli' ? Math.hypot(value, to.value) : value + to.value - from.value,
        bound,
      };
  }
  return moved;
}
