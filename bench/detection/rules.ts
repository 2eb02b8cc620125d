import { averageKnn } from './peers/average-knn.ts';
import { avhPeers } from './peers/avh.ts';
import { driftPeers } from './peers/drift-peers.ts';
import { deequHoltWinters } from './peers/holt-winters.ts';
import { deequOnlineNormal } from './peers/online-normal.ts';
import { elementary, gxAutoRange, mad35, z3 } from './peers/series-peers.ts';
import { seriesRule } from './peers/series-rule.ts';
import { plumbline, plumblineBudgets } from './plumbline.ts';
import type { Rule } from './rule.ts';

/** Ours first, then the peers' decision rules on the same profiles. */
export const rules: readonly Rule[] = [
  plumbline,
  ...driftPeers,
  ...[gxAutoRange, mad35, z3, deequOnlineNormal, deequHoltWinters, elementary].map(seriesRule),
  averageKnn,
  ...avhPeers,
];

/** What is only asked by name. */
export const namedRules: readonly Rule[] = plumblineBudgets;

/** The rule of that name; there must be one. */
export function ruleNamed(name: string): Rule {
  const rule = [...rules, ...namedRules].find((one) => one.name === name);
  if (!rule) throw new Error(`no rule ${name}`);
  return rule;
}
