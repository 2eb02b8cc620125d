import { formatMatcher, matches } from './matcher.ts';
import type { Labels, Route, RouteDecision, Routing } from './types.ts';

type Inherited = Pick<
  RouteDecision,
  'receiver' | 'groupWaitSeconds' | 'groupIntervalSeconds' | 'repeatIntervalSeconds' | 'groupKey' | 'path'
>;

/** What a route says when neither it nor a parent says otherwise: 30 s, 5 min, 4 h, as in Alertmanager. */
export const routeDefaults = {
  groupWaitSeconds: 30,
  groupIntervalSeconds: 300,
  repeatIntervalSeconds: 14_400,
} as const;

/**
 * Where labels go: Prometheus Alertmanager's tree. Depth-first, left to right; the first matching child wins unless it
 * says `continue`; a node none of whose children match handles the labels itself. The root matches everything.
 */
export function routeLabels(routing: Routing, labels: Labels): RouteDecision[] {
  const origin: Inherited = { receiver: '', groupKey: '', ...routeDefaults, path: [] };
  return decide({ route: routing.route, index: 0, parent: origin, isRoot: true }, labels);
}

interface Visit {
  route: Route;
  index: number;
  parent: Inherited;
  isRoot: boolean;
}

function decide({ route, index, parent, isRoot }: Visit, labels: Labels): RouteDecision[] {
  const matchers = isRoot ? [] : (route.matchers ?? []);
  if (!matchers.every((matcher) => matches(matcher, labels))) return [];
  const here = inherit(route, parent, { index, matchers: matchers.map(formatMatcher) });
  const decisions: RouteDecision[] = [];
  for (const [childIndex, child] of (route.routes ?? []).entries()) {
    const found = decide({ route: child, index: childIndex, parent: here, isRoot: false }, labels);
    decisions.push(...found);
    if (found.length > 0 && child.continue !== true) break;
  }
  return decisions.length > 0 ? decisions : [here];
}

/** `continue` and matchers are a node's own; the rest comes down from the parent where the node is silent. */
function inherit(route: Route, parent: Inherited, step: RouteDecision['path'][number]): Inherited {
  const matcherSet = `{${step.matchers.toSorted().join(',')}}`;
  return {
    receiver: route.receiver ?? parent.receiver,
    groupWaitSeconds: route.groupWaitSeconds ?? parent.groupWaitSeconds,
    groupIntervalSeconds: route.groupIntervalSeconds ?? parent.groupIntervalSeconds,
    repeatIntervalSeconds: route.repeatIntervalSeconds ?? parent.repeatIntervalSeconds,
    groupKey: parent.path.length === 0 ? matcherSet : `${parent.groupKey}/${matcherSet}`,
    path: [...parent.path, step],
  };
}
