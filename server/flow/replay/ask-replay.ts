import { durationSeconds, isZone } from '../../../calendar/index.ts';
import { parseSuite, type FieldProblem, type Suite } from '../../../checks/index.ts';
import type { Routing } from '../../../alerts/index.ts';
import { Problem } from '../../problem.ts';
import { readRoutingDocument } from '../apply-rules.ts';
import { coversNamespace, namespacesOf, type Principal } from '../principal.ts';
import { compileRules, type CompiledRules } from '../rules-cache.ts';

/** What somebody asks a replay, as it was sent. */
export interface ReplayQuestion {
  suites?: string[] | undefined;
  names?: string[] | undefined;
  routing?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  datasets?: string[] | undefined;
  vs?: 'current' | undefined;
  zone?: string | undefined;
  listed?: number | undefined;
}

/** The same, read and checked. */
export interface AskedReplay {
  since: Date;
  until: Date;
  zone: string;
  listed: number;
  datasets: string[] | null;
  vsCurrent: boolean;
  /** Names of the suites that are reported, in order. */
  suites: string[];
  /** Those of them that are drafts. */
  drafts: Set<string>;
  draftRules: CompiledRules;
  currentRules: CompiledRules;
}

const longestDays = 400;
const dayMs = 86_400_000;

/** @throws Problem with every fault and where it is: a replay of half of what was asked would mislead. */
export function readQuestion(
  question: ReplayQuestion,
  { principal, rules }: { principal: Principal; rules: CompiledRules },
  now: Date,
): AskedReplay {
  const errors: FieldProblem[] = [];
  const period = readPeriod(question, errors, now);
  const { zone = 'UTC', listed = 200, datasets = null, vs } = question;
  if (!isZone(zone)) errors.push({ pointer: '/zone', message: 'is no time zone; write it like Europe/Berlin' });
  const namespaces = namespacesOf(principal);
  const visible = rules.suites.filter(({ suite }) => coversNamespace(namespaces, suite.dataset.namespace));
  const inForce = new Set(visible.map(({ suite }) => suite.name));
  const { suites = [], names = [], routing } = question;
  if (suites.length + names.length === 0 && routing === undefined)
    errors.push({ pointer: '', message: 'say what to replay: suites, names of suites in force, or a routing' });
  names.forEach((name, index) => {
    if (!inForce.has(name)) errors.push({ pointer: `/names/${index}`, message: 'there is no suite of this name here' });
  });
  if (errors.length > 0) throw new Problem('invalid-request', 'The question is not valid.', { errors });
  const drafts = readDrafts(suites, namespaces);
  const chosen = [...drafts.map(({ name }) => name), ...names];
  return {
    ...{ ...period, zone, listed, datasets, vsCurrent: vs === 'current' },
    suites: [...new Set(chosen.length > 0 ? chosen : inForce)],
    drafts: new Set(drafts.map(({ name }) => name)),
    draftRules: rulesWith(rules, drafts, routing === undefined ? null : readRoutingDocument(routing)),
    currentRules: rules,
  };
}

function readPeriod({ since = '90d', until }: ReplayQuestion, errors: FieldProblem[], now: Date) {
  const end = until === undefined ? now : new Date(until);
  const seconds = durationSeconds(since);
  const start = seconds === null ? new Date(isInstant(since) ? since : NaN) : new Date(end.getTime() - seconds * 1000);
  const days = (end.getTime() - start.getTime()) / dayMs;
  if (Number.isNaN(days)) {
    const message = 'is neither a duration such as 90d nor an instant such as 2026-09-01T00:00:00Z';
    errors.push({ pointer: '/since', message });
  } else if (days <= 0) errors.push({ pointer: '/since', message: 'must lie before the end of the period' });
  else if (days > longestDays)
    errors.push({ pointer: '/since', message: `at most ${longestDays} days can be replayed` });
  return { since: start, until: end };
}

const isInstant = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text);

/** @throws Problem that lists every fault of every draft with its line and column. */
function readDrafts(texts: readonly string[], namespaces: readonly string[]): Suite[] {
  const errors: FieldProblem[] = [];
  const drafts: Suite[] = [];
  for (const [index, text] of texts.entries()) {
    const { suite, problems } = parseSuite(text);
    const place = `/suites/${index}`;
    for (const { code, line, column, message, suggestion } of problems) {
      const words = `${code} ${message}${suggestion ? `, did you mean ${suggestion}?` : ''}`;
      errors.push({ pointer: `${place} line ${line}, column ${column}`, message: words });
    }
    if (suite === null || problems.length > 0) continue;
    if (drafts.some(({ name }) => name === suite.name))
      errors.push({ pointer: place, message: `another draft is named ${suite.name} too` });
    drafts.push(suite);
  }
  if (errors.length > 0) throw new Problem('invalid-suite', `${errors.length} problem(s) in the drafts.`, { errors });
  for (const { dataset } of drafts) {
    if (!coversNamespace(namespaces, dataset.namespace))
      throw new Problem('not-allowed', `Your namespaces do not cover ${dataset.namespace}.`);
  }
  return drafts;
}

/** The rules in force with drafts in the place of the suites that have their names, and another routing if there is one. */
function rulesWith(rules: CompiledRules, drafts: readonly Suite[], routing: Routing | null): CompiledRules {
  const byName = new Map(drafts.map((suite) => [suite.name, suite]));
  const kept = rules.suites.map(({ suite, version }) => {
    const draft = byName.get(suite.name);
    byName.delete(suite.name);
    return draft === undefined ? { suite, version } : { suite: draft, version: version + 1 };
  });
  const added = [...byName.values()].map((suite) => ({ suite, version: 1 }));
  const isBefore = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  const suites =
    added.length === 0
      ? kept
      : [...kept, ...added].toSorted((one, other) => isBefore(one.suite.name, other.suite.name));
  return compileRules({ ...rules, suites, routing: routing === null ? rules.routing : { version: 0, routing } });
}
