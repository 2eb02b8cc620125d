import { describe, expect, it } from 'vitest';
import { routeDefaults, routeLabels } from './route.ts';
import { readRouting } from './routing.ts';
import type { Labels, Routing } from './types.ts';

const receivers = (...names: string[]) => names.map((name) => ({ name }));

/** The tree of Alertmanager's own routing test: owners, environments, continue, and inherited times. */
const tree = routingOf({
  route: {
    receiver: 'notify-def',
    routes: [
      {
        matchers: ['owner="team-A"'],
        receiver: 'notify-A',
        routes: [
          { matchers: ['env="testing"'], receiver: 'notify-testing', group_wait: '0s' },
          {
            matchers: ['env="production"'],
            receiver: 'notify-productionA',
            group_wait: '1m',
            continue: true,
          },
          { matchers: ['env=~"produ.*"', 'job=~".*"'], receiver: 'notify-productionB', group_interval: '5m' },
        ],
      },
      {
        matchers: ['owner=~"team-(B|C)"'],
        receiver: 'notify-BC',
        repeat_interval: '2h',
        routes: [{ matchers: ['severity="critical"'] }],
      },
      { matchers: ['group_by="role"', 'env!="testing"'], group_interval: '10s' },
    ],
  },
  receivers: receivers(
    'notify-def',
    'notify-A',
    'notify-testing',
    'notify-productionA',
    'notify-productionB',
    'notify-BC',
  ),
});

function routingOf(document: unknown): Routing {
  const { routing, problems } = readRouting(document);
  expect(problems).toEqual([]);
  if (routing === null) throw new Error('the routing of this test cannot be read');
  return routing;
}

describe('labels go to the receivers that Alertmanager would choose', () => {
  it.each<[string, Labels, string[]]>([
    ['no match falls to the root', { owner: 'team-X' }, ['notify-def']],
    ['no labels at all fall to the root', {}, ['notify-def']],
    ['a node takes what none of its children match', { owner: 'team-A', env: 'staging' }, ['notify-A']],
    ['a missing label is empty and matches no value', { owner: 'team-A' }, ['notify-A']],
    ['the first matching child wins', { owner: 'team-A', env: 'testing' }, ['notify-testing']],
    [
      'continue goes on to later siblings',
      { owner: 'team-A', env: 'production' },
      ['notify-productionA', 'notify-productionB'],
    ],
    ['without the continuing one, only the later', { owner: 'team-A', env: 'product' }, ['notify-productionB']],
    ['a regex matches one of its branches', { owner: 'team-B' }, ['notify-BC']],
    ['a regex is anchored at its end', { owner: 'team-BC' }, ['notify-def']],
    ['a regex is anchored at its start', { owner: 'the team-B' }, ['notify-def']],
    ['a child inherits the receiver', { owner: 'team-C', severity: 'critical' }, ['notify-BC']],
    ['a missing label satisfies !=', { group_by: 'role' }, ['notify-def']],
    ['!= refuses its value', { group_by: 'role', env: 'testing' }, ['notify-def']],
  ])('%s', (_claim, labels, expected) => {
    expect(routeLabels(tree, labels).map((decision) => decision.receiver)).toEqual(expected);
  });

  it('never reads a label from the prototype of the object', () => {
    const routing = routingOf({
      route: { receiver: 'a', routes: [{ receiver: 'b', matchers: ['constructor!=""'] }] },
      receivers: receivers('a', 'b'),
    });
    expect(routeLabels(routing, {})[0]?.receiver).toBe('a');
  });
});

describe('a decision carries what it inherited and how it came about', () => {
  it('uses 30 s, 5 min and 4 h where nobody says otherwise', () => {
    expect(routeLabels(tree, {})[0]).toEqual({
      receiver: 'notify-def',
      groupKey: '{}',
      ...routeDefaults,
      path: [{ index: 0, matchers: [] }],
    });
    expect(routeDefaults).toEqual({ groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatIntervalSeconds: 14_400 });
  });

  it('inherits times from its parent and overrides them for itself only', () => {
    const [production, byRegex] = routeLabels(tree, { owner: 'team-A', env: 'production' });
    expect(production?.groupWaitSeconds).toBe(60);
    expect(byRegex?.groupWaitSeconds).toBe(30);
    expect(routeLabels(tree, { owner: 'team-A', env: 'testing' })[0]?.groupWaitSeconds).toBe(0);
    expect(routeLabels(tree, { owner: 'team-B', severity: 'critical' })[0]?.repeatIntervalSeconds).toBe(7200);
    expect(routeLabels(tree, { group_by: 'role' })[0]?.groupIntervalSeconds).toBe(10);
  });

  it('names its group by the matchers on the way, so that reordering siblings keeps it', () => {
    const [first, second] = routeLabels(tree, { owner: 'team-A', env: 'production' });
    expect(first?.groupKey).toBe('{}/{owner="team-A"}/{env="production"}');
    expect(second?.groupKey).toBe('{}/{owner="team-A"}/{env=~"produ.*",job=~".*"}');
    expect(second?.path).toEqual([
      { index: 0, matchers: [] },
      { index: 0, matchers: ['owner="team-A"'] },
      { index: 2, matchers: ['env=~"produ.*"', 'job=~".*"'] },
    ]);
  });

  it('does not inherit continue', () => {
    const routing = routingOf({
      route: {
        receiver: 'root',
        routes: [
          { receiver: 'a', matchers: ['x="1"'], continue: true, routes: [{ receiver: 'a1' }, { receiver: 'a2' }] },
          { receiver: 'b' },
        ],
      },
      receivers: receivers('root', 'a', 'a1', 'a2', 'b'),
    });
    expect(routeLabels(routing, { x: '1' }).map((decision) => decision.receiver)).toEqual(['a1', 'b']);
  });
});

it('the root takes what nobody else does, even where a stored root has matchers', () => {
  const matchers = [{ name: 'x', op: '=' as const, value: '1' }];
  const routing: Routing = { route: { receiver: 'a', matchers }, receivers: [] };
  expect(routeLabels(routing, {}).map((decision) => [decision.receiver, decision.groupKey])).toEqual([['a', '{}']]);
});

it('an expression that backtracking engines hang on answers at once', () => {
  const routing = routingOf({
    route: { receiver: 'a', routes: [{ receiver: 'b', matchers: ['x=~"(a+)+"'] }] },
    receivers: receivers('a', 'b'),
  });
  expect(routeLabels(routing, { x: `${'a'.repeat(50_000)}!` })[0]?.receiver).toBe('a');
  expect(routeLabels(routing, { x: 'a'.repeat(50_000) })[0]?.receiver).toBe('b');
});

it('an unreadable expression in a stored routing loses nothing: the parent keeps the alert', () => {
  const broken: Routing = {
    route: {
      receiver: 'a',
      routes: (['=~', '!~'] as const).map((op) => ({ receiver: 'b', matchers: [{ name: 'x', op, value: '(' }] })),
    },
    receivers: [],
  };
  expect(routeLabels(broken, { x: '1' }).map((decision) => decision.receiver)).toEqual(['a']);
});
