import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEstate } from '../../../../bench/lineage/estate.ts';
import { inSlices } from '../slices.ts';
import { layOutEstate, mapPitch, type EstateGraph, type EstateLayout } from './estate-layout.ts';
import { bandsOf, layersOf, withoutCycles } from './layers.ts';

/** What a generator comes to when nobody else wants a turn. */
function ended<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

const graphs: fc.Arbitrary<EstateGraph> = fc.integer({ min: 1, max: 40 }).chain((nodes) => {
  const node = fc.integer({ min: 0, max: nodes - 1 });
  return fc.record({
    nodes: fc.constant(nodes),
    edges: fc.array(fc.tuple(node, node), { maxLength: 80 }).map((pairs) => pairs.filter(([a, b]) => a !== b).flat()),
    groups: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: nodes, maxLength: nodes }),
  });
});

const pairsOf = (edges: ArrayLike<number>) =>
  Array.from({ length: edges.length / 2 }, (_, at): [number, number] => [edges[2 * at]!, edges[2 * at + 1]!]);

const apart = (a: EstateLayout['blocks'][number], b: EstateLayout['blocks'][number]) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe('the layout of an estate', () => {
  it('drops only edges that close a cycle, and puts every node behind all that goes into it', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const acyclic = ended(withoutCycles(graph));
        const layers = ended(layersOf(acyclic));
        for (const [source, target] of pairsOf(acyclic.edges)) expect(layers[source]).toBeLessThan(layers[target]!);
        const kept = new Set(pairsOf(acyclic.edges).map((pair) => pair.join()));
        // What was dropped leads from a node back to one from which it can be reached.
        for (const [source, target] of pairsOf(graph.edges)) {
          if (!kept.has(`${source},${target}`)) expect(reaches(pairsOf(acyclic.edges), target, source)).toBe(true);
        }
      }),
    );
  });

  it('joins layers of few nodes without changing their order, and none where there are few layers', () => {
    expect([...bandsOf(Uint32Array.of(0, 1, 2, 2, 5))]).toEqual([0, 1, 2, 2, 3]);
    const chain = Uint32Array.from({ length: 200 }, (_, at) => at);
    const bands = bandsOf(chain);
    expect(new Set(bands).size).toBeLessThan(30);
    for (let at = 1; at < 200; at++) expect(bands[at]! - bands[at - 1]!).toBeOneOf([0, 1]);
  });

  it('puts every node into exactly one block, inside of it, and no two blocks over each other', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const layout = ended(layOutEstate(graph));
        const nodes = layout.blocks.flatMap((block) => block.nodes);
        expect(nodes.toSorted((a, b) => a - b)).toEqual([...Array(graph.nodes).keys()]);
        for (const [at, block] of layout.blocks.entries()) {
          for (const node of block.nodes) {
            expect(graph.groups[node]).toBe(block.group);
            expect(layout.x[node]).toBeGreaterThanOrEqual(block.x);
            expect(layout.x[node]! + mapPitch.x).toBeLessThanOrEqual(block.x + block.width + mapPitch.x);
            expect(layout.y[node]! + mapPitch.y).toBeLessThanOrEqual(block.y + block.height);
          }
          for (const other of layout.blocks.slice(at + 1)) expect(apart(block, other)).toBe(true);
        }
        const places = new Set(nodes.map((node) => `${layout.x[node]} ${layout.y[node]}`));
        expect(places.size).toBe(graph.nodes);
      }),
    );
  });

  it('is empty of an empty estate, and the same for the same graph', () => {
    expect(ended(layOutEstate({ nodes: 0, edges: [], groups: [] }))).toMatchObject({ width: 0, height: 0, blocks: [] });
    const graph = estateGraph(400);
    expect(ended(layOutEstate(graph))).toEqual(ended(layOutEstate(graph)));
  });

  it('of 5,000 jobs is about as wide as a screen, with fewer crossings than before the sweeps', () => {
    const graph = estateGraph(5_000);
    const { width, height, y } = ended(layOutEstate(graph));
    expect(graph.nodes).toBeGreaterThan(5_000);
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(3);
    const climbs = pairsOf(graph.edges).map(([source, target]) => Math.abs(y[source]! - y[target]!) / height);
    const mean = climbs.reduce((sum, climb) => sum + climb, 0) / climbs.length;
    // Two places drawn by chance lie a third of the height apart.
    expect(mean).toBeLessThan(0.25);
  });

  it('stops often enough that others get their turn', async () => {
    const work = layOutEstate(estateGraph(5_000));
    let [steps, longest, whole] = [0, 0, 0];
    for (let done: boolean | undefined = false; !done; steps++) {
      const started = performance.now();
      ({ done } = work.next());
      longest = Math.max(longest, performance.now() - started);
      whole += performance.now() - started;
    }
    expect(steps).toBeGreaterThan(50);
    expect(longest).toBeLessThan(whole / 2);
  });

  it('in slices lets a timer tick meanwhile', async () => {
    let ticks = 0;
    const tick = () => (ticks += 1);
    const timer = setInterval(tick, 1);
    await inSlices(busy(100));
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });
});

/** Work of so many milliseconds that stops after each. */
function* busy(ms: number): Generator<void, null> {
  for (let n = 0; n < ms; n++) {
    const until = performance.now() + 1;
    while (performance.now() < until);
    yield;
  }
  return null;
}

function reaches(pairs: readonly [number, number][], from: number, to: number): boolean {
  const seen = new Set([from]);
  for (let grown = true; grown;) {
    grown = false;
    for (const [source, target] of pairs) {
      if (seen.has(source) && !seen.has(target)) grown = seen.add(target) !== undefined;
    }
  }
  return seen.has(to);
}

/** The datasets of a made estate, joined where a job reads one and writes the other. */
function estateGraph(jobs: number): EstateGraph {
  const { edges, datasets } = makeEstate(jobs);
  const reads = new Map<number, number[]>();
  for (const [job, dataset, output] of edges)
    if (output === 0) reads.set(job, [...(reads.get(job) ?? []), dataset - 1]);
  const pairs = edges.flatMap(([job, dataset, output]) =>
    output === 1
      ? (reads.get(job) ?? []).filter((read) => read !== dataset - 1).flatMap((read) => [read, dataset - 1])
      : [],
  );
  const names = new Map<string, number>();
  const groups = datasets.map(({ name }) => {
    const schema = name.slice(0, name.lastIndexOf('.'));
    if (!names.has(schema)) names.set(schema, names.size);
    return names.get(schema) ?? 0;
  });
  return { nodes: datasets.length, edges: pairs, groups };
}
