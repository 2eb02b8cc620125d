import { expect, test } from '@playwright/test';
import type { LineageEdge, LineageMap, LineageNode } from '../../src/lib/api/types.ts';
import { columnGraph, impactGraph, neighbourhoodGraph } from '../../src/lib/pages/lineage/graph/drawn.ts';
import { boxOf, linesOf, stepFrom } from '../../src/lib/pages/lineage/graph/geometry.ts';
import { mergeNeighbourhoods } from '../../src/lib/pages/lineage/graph/merge.ts';
import { placeBoxes } from '../../src/lib/pages/lineage/graph/place.ts';
import { lineageView, toggledOpen } from '../../src/lib/pages/lineage/lineage-address.ts';
import {
  cameraOf,
  cameraText,
  fitCamera,
  matching,
  nodeAt,
  nodesIn,
  sceneOf,
  toMap,
  zoomed,
} from '../../src/lib/pages/lineage/map/scene.ts';

const node = (id: string, more: Partial<LineageNode> = {}): LineageNode => ({
  id,
  kind: 'dataset',
  distance: 0,
  namespace: 'shop',
  name: id,
  slug: id,
  owner: null,
  status: 'ok',
  incident: null,
  retired: false,
  integration: null,
  jobType: null,
  parent: null,
  more: { up: 0, down: 0, atLeast: false },
  count: 1,
  failing: 0,
  ...more,
});
const edge = (from: string, to: string, more: Partial<LineageEdge> = {}): LineageEdge => ({
  from,
  to,
  firstSeenAt: '2026-11-01T00:00:00Z',
  lastSeenAt: '2026-11-02T00:00:00Z',
  count: 1,
  source: 'observed',
  isFormer: false,
  jobs: [],
  ...more,
});
const viewOf = (query: string) => lineageView(new URL(`http://localhost/lineage${query}`));

test('the address says everything, and what means nothing is dropped', () => {
  expect(viewOf('')).toMatchObject({ mode: 'map', up: 1, down: 1, level: 'dataset', former: true, shown: '' });
  expect(viewOf('?focus=dst_1')).toMatchObject({ mode: 'focus', focus: 'dst_1' });
  const odd = viewOf('?focus=x&mode=odd&up=99&down=-1&level=planet&at=never&exp=dst_1.down,evil,job_2.up&view=3d');
  expect(odd).toMatchObject({ mode: 'focus', up: 10, down: 1, level: 'dataset', at: '', shown: '' });
  expect(odd.opened).toEqual([
    { id: 'dst_1', side: 'down' },
    { id: 'job_2', side: 'up' },
  ]);
  expect(toggledOpen(odd.opened, { id: 'dst_1', side: 'down' })).toBe('job_2.up');
  expect(toggledOpen([], { id: 'dst_9', side: 'up' })).toBe('dst_9.up');
});

test('an opened branch joins what is there with the distance from the focus, and its count is gone', () => {
  const base = {
    nodes: [node('a'), node('b', { distance: 1, more: { up: 0, down: 2, atLeast: false } })],
    edges: [edge('a', 'b')],
  };
  const found = {
    focus: 'b',
    level: 'dataset' as const,
    at: null,
    isCut: false,
    nodes: [node('b'), node('c', { distance: 1 }), node('hidden_1', { kind: 'hidden', distance: 1 })],
    edges: [edge('b', 'c'), edge('b', 'hidden_1')],
  };
  const merged = mergeNeighbourhoods(base, [{ id: 'b', side: 'down', found }]);
  expect(merged.nodes.map(({ id, distance }) => [id, distance])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ]);
  expect(merged.nodes[1]?.more.down).toBe(0);
  expect(merged.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['a b', 'b c']);
  expect(mergeNeighbourhoods(base, [{ id: 'gone', side: 'up', found }]).nodes).toHaveLength(2);
});

const leaves = Array.from({ length: 20 }, (_, at) =>
  node(`leaf${at}`, { distance: 1, status: at === 19 ? 'fail' : 'ok' }),
);
const wide = { nodes: [node('hub'), ...leaves], edges: leaves.map(({ id }) => edge('hub', id)) };

test('more than twelve leaves fold into one card, failing ones stay out, and opened they are all there', () => {
  const folded = neighbourhoodGraph(wide, []);
  expect(folded.nodes).toHaveLength(10);
  expect(folded.nodes.some(({ id }) => id === 'leaf19')).toBe(true);
  expect(folded.nodes.at(-1)?.folded?.members).toHaveLength(12);
  expect(folded.edges.filter(({ to }) => to === 'fold:hub.down')).toHaveLength(1);
  expect(neighbourhoodGraph(wide, [{ id: 'hub', side: 'down' }]).nodes).toHaveLength(21);
});

test('a former edge is drawn as one only where no other leads the same way', () => {
  const graph = { nodes: [node('a'), node('b', { distance: 1 })], edges: [edge('a', 'b', { isFormer: true })] };
  expect(neighbourhoodGraph(graph, []).edges[0]?.look).toBe('former');
});

test('a trace shows only traced columns, each edge once, and says what decides and what is masked', () => {
  const column = (id: string, distance: number) => {
    const [dataset = '', name = ''] = id.split('.');
    return { id, dataset, namespace: 'shop', name: dataset, slug: dataset, column: name || null, distance };
  };
  const told = { subtype: null, description: null, firstSeenAt: '', lastSeenAt: '', isFormer: false };
  const graph = columnGraph(
    {
      dataset: 'b',
      column: 'y',
      columns: [column('a.x', -1), column('b.y', 0), column('hidden_1', 1)],
      edges: [
        { ...told, from: 'a.x', to: 'b.y', kind: 'indirect', isMasking: true, job: 'job_1' },
        { ...told, from: 'a.x', to: 'b.y', kind: 'indirect', isMasking: true, job: 'job_2' },
        { ...told, from: 'b.y', to: 'hidden_1', kind: 'direct', isMasking: false, job: null },
      ],
      isCut: false,
    },
    [node('a'), node('b')],
  );
  expect(graph.nodes.map(({ id, columns }) => [id, columns])).toEqual([
    ['a', ['x']],
    ['b', ['y']],
    ['hidden_1', []],
  ]);
  expect(graph.edges.map(({ look, word }) => [look, word])).toEqual([
    ['indirect', 'masked'],
    ['flow', ''],
  ]);
});

test('the graph of an impact joins each by its way, and draws no more than asked', () => {
  const item = (id: string, path: string[]) => ({
    ...node(id),
    slug: id,
    namespace: 'shop',
    name: id,
    distance: path.length - 1,
    nextDueAt: null,
    path: path.map((one) => ({ id: one, jobs: [] })),
    columns: null,
  });
  const impact = {
    focus: 'a',
    column: null,
    direction: 'down' as const,
    items: [item('c', ['a', 'b', 'c']), item('b', ['a', 'b'])],
    total: 2,
    hidden: 0,
    spared: 0,
    isCut: false,
  };
  expect(impactGraph(impact, node('a'), 10).edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['a b', 'b c']);
  expect(impactGraph(impact, node('a'), 2).nodes.map(({ id }) => id)).toEqual(['a', 'b']);
});

const chain = neighbourhoodGraph(
  {
    nodes: [node('a', { distance: -1 }), node('b'), node('c', { distance: 1 }), node('d', { distance: 1 })],
    edges: [edge('a', 'b'), edge('b', 'c'), edge('b', 'd'), edge('a', 'd'), edge('d', 'a')],
  },
  [],
);

test('cards do not lie over each other, data flows to the right, and every edge has a line', () => {
  for (const graph of [chain, neighbourhoodGraph(wide, [{ id: 'hub', side: 'down' }])]) {
    const placed = placeBoxes({
      boxes: graph.nodes.map(boxOf),
      edges: graph.edges.map(({ from, to }) => [from, to] as const),
    });
    placed.boxes.forEach((one, at) => {
      expect(one.x).toBeGreaterThanOrEqual(0);
      expect(one.x + one.width).toBeLessThanOrEqual(placed.width);
      for (const other of placed.boxes.slice(at + 1)) {
        const isApart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(isApart, `${one.id} and ${other.id}`).toBe(true);
      }
    });
    expect(linesOf(graph, placed)).toHaveLength(graph.edges.length);
    for (const { path } of linesOf(graph, placed)) expect(path).not.toContain('NaN');
  }
});

test('arrow keys lead along edges and within a layer, and nowhere where there is nothing', () => {
  const placed = placeBoxes({
    boxes: chain.nodes.map(boxOf),
    edges: chain.edges.map(({ from, to }) => [from, to] as const),
  });
  expect(stepFrom({ graph: chain, at: placed }, 'b', 'ArrowLeft')).toBe('a');
  expect(['c', 'd']).toContain(stepFrom({ graph: chain, at: placed }, 'b', 'ArrowRight'));
  expect([
    stepFrom({ graph: chain, at: placed }, 'c', 'ArrowUp'),
    stepFrom({ graph: chain, at: placed }, 'c', 'ArrowDown'),
  ]).toContain('d');
  expect(stepFrom({ graph: chain, at: placed }, 'c', 'ArrowRight')).toBe(null);
  expect(stepFrom({ graph: chain, at: placed }, 'nobody', 'ArrowLeft')).toBe(null);
});

const map: LineageMap = {
  level: 'dataset',
  laidOutAt: '2026-11-01T00:00:00Z',
  isOutdated: false,
  isCut: false,
  hidden: 0,
  width: 3_000,
  height: 1_000,
  pitch: { x: 204, y: 34 },
  nodes: {
    ids: ['dst_1', 'dst_2', 'dst_3'],
    names: ['raw.Orders', 'mart.orders', 'other'],
    namespaces: [0, 0, 0],
    statuses: [0, 0, 0],
    counts: [1, 1, 1],
    x: [10, 1_000, 2_800],
    y: [10, 500, 900],
  },
  namespaces: ['shop'],
  statuses: ['ok'],
  edges: [0, 1, 1, 2],
  blocks: [],
};
const scene = sceneOf(map);
const size = { width: 800, height: 600 };

test('the whole map fits the window, and a point under the pointer stays there while zooming', () => {
  const camera = fitCamera(map, size);
  expect(nodesIn(scene, { left: 0, top: 0, right: 3_000, bottom: 1_000 })).toHaveLength(3);
  expect(map.width * camera.zoom).toBeLessThanOrEqual(size.width);
  const at = { x: 123, y: 456 };
  const [before, after] = [toMap(camera, at, size), toMap(zoomed(camera, size, { by: 3, at }), at, size)];
  expect(after.x).toBeCloseTo(before.x, 6);
  expect(after.y).toBeCloseTo(before.y, 6);
  expect(zoomed(camera, size, { by: 1_000, at }).zoom).toBe(2);
});

test('a node is found where it is, by its name, and far away within a few pixels', () => {
  expect(nodeAt(scene, { x: 1_050, y: 510 }, 1)).toBe(1);
  expect(nodeAt(scene, { x: 1_300, y: 510 }, 1)).toBe(null);
  expect(nodeAt(scene, { x: 1_230, y: 510 }, 0.1)).toBe(1);
  expect([...matching(map, 'ORDERS')]).toEqual([0, 1]);
  expect(matching(map, ' ')).toEqual(new Set());
  expect(scene.neighbours.get(1)?.toSorted()).toEqual([0, 2]);
});

test('what part of the map is shown goes into the address and back', () => {
  expect(cameraOf(cameraText({ x: 12.4, y: -3, zoom: 0.1234567 }))).toEqual({ x: 12, y: -3, zoom: 0.123 });
  for (const odd of [null, '', '1,2', 'a,b,c', '1,2,Infinity']) expect(cameraOf(odd)).toBe(null);
});
